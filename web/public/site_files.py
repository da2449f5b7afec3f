"""Site files: what programs ask every site for at an address of its own. Nothing here asks the
database."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from runtime.chains import in_language
from runtime.config import Config
from web.public.caching import FOR_A_DAY, unless_known
from web.public.context import READ, Context
from web.public.languages import LANGUAGES, chosen

TEXT = "text/plain; charset=utf-8"
OPEN = ("/", "/alerts", "/subscribe", "/link", "/help", "/privacy", "/accessibility")
# Their addresses are secrets, or nothing that is read.
CLOSED = [
    "/api/",
    "/callbacks/",
    "/challenge",
    "/code",
    "/confirm/",
    "/end/",
    "/m/",
    "/not-me/",
    "/p/",
    "/u/",
]
# RFC 9116, 2.5.5: less than a year.
VALID = timedelta(days=180)
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)

router = APIRouter()


@router.api_route("/robots.txt", methods=READ)
def robots(request: Request, context: Context) -> Response:
    """What search engines may read: all but what is somebody's own (RFC 9309)."""
    base = _base(context.home.config)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {base}/sitemap.xml"] if base else []
    return unless_known(request, _lines(lines), TEXT, FOR_A_DAY)


@router.api_route("/sitemap.xml", methods=READ)
def sitemap(request: Request, context: Context) -> Response:
    """The pages for everybody, each in every language; none without `public_base_url`."""
    base = _base(context.home.config)
    if not base:
        raise HTTPException(404)
    return unless_known(request, _lines(_sitemap(base)), "application/xml", FOR_A_DAY)


@router.api_route("/.well-known/security.txt", methods=READ)
def security(request: Request, context: Context) -> Response:
    """Whom to tell of a hole (RFC 9116); none while no setting says it."""
    config = context.home.config
    contact = _contact(config)
    if not contact:
        raise HTTPException(404)
    # By the day, so that it stays the same for as long as it is kept.
    today = datetime.combine(context.now().astimezone(UTC), time(), UTC)
    lines = [
        f"Contact: {contact}",
        f"Expires: {today + VALID:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
    ]
    lines += [f"Canonical: {base}/.well-known/security.txt"] if (base := _base(config)) else []
    return unless_known(request, _lines(lines), TEXT, FOR_A_DAY)


@router.api_route("/favicon.ico", methods=READ)
def favicon(request: Request, context: Context) -> Response:
    """The sign of the pages, for programs that ask for it without reading a page."""
    icon = context.assets["icon.svg"]
    return unless_known(request, icon.body, icon.kind, FOR_A_DAY)


@router.api_route("/site.webmanifest", methods=READ)
def manifest(request: Request, context: Context) -> Response:
    """Name, colour and sign, for a phone that keeps the pages on its first screen."""
    language, town = chosen(request), context.home.config.municipality
    name = in_language(town.name, language)
    icon = context.assets["icon.svg"]
    document = {
        "name": name,
        "short_name": name,
        "lang": language,
        "id": "/",
        "start_url": f"/?lang={language}",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": town.colour,
        "icons": [{"src": icon.url, "sizes": "any", "type": icon.kind}],
    }
    body = json.dumps(document, ensure_ascii=False).encode()
    answer = unless_known(request, body, "application/manifest+json", FOR_A_DAY)
    answer.headers["Vary"] = "Accept-Language"
    return answer


def _sitemap(base: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<urlset {_NAMESPACES}>"
    for path in OPEN:
        for language in LANGUAGES:
            yield f"<url><loc>{base}{path}?lang={language}</loc>"
            for other in LANGUAGES:
                where = f"{base}{path}?lang={other}"
                yield f'<xhtml:link rel="alternate" hreflang="{other}" href="{where}"/>'
            yield "</url>"
    yield "</urlset>"


def _contact(config: Config) -> str:
    """Where it is told: the setting, or the municipality's site; as an address with its scheme."""
    given = config.web.security_contact
    if given:
        return given if given.startswith("https://") else f"mailto:{given}"
    return config.municipality.web if config.municipality.web.startswith("https://") else ""


def _base(config: Config) -> str:
    return config.public_base_url.rstrip("/")


def _lines(lines: Iterator[str] | list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
