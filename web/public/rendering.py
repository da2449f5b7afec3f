"""Rendering: pages in a language, with what stands on every one of them."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlencode

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from alerts import alert_page
from channels import Medium
from runtime import Home
from runtime.chains import in_language
from runtime.config import Config
from web.public.alert_cards import AlertCard
from web.public.another import LIKE
from web.public.assets import Asset
from web.public.languages import LANGUAGES, PageTranslator, chosen, mark, page_translators
from web.public.misspellings import meant_mailbox
from web.public.moments import say_when
from web.public.refused_forms import REFUSED
from web.public.signs import SIGNS

PAGES = Path(__file__).parent / "pages"
_LINK = re.compile(r"(https://[^\s<>\"']+[^\s<>\"'.,;:!?)])")
OVER = mark("no longer in force")
Slots = Mapping[str, object]
KEPT = {"fresh", "told", "own", "first", "typed", "was", "number", LIKE}
KEPT |= {"words", "place", "topic", "month", "page", REFUSED, "wrong"}


class PageRenderer:
    """Renders the pages of one installation."""

    def __init__(self, home: Home, assets: Mapping[str, Asset]) -> None:
        self.translators = page_translators()
        self._environments = {
            code: _environment(code, home.config.municipality.zone) for code in self.translators
        }
        self._town = {code: _town(home.config, code) for code in LANGUAGES}
        self._assets = {name: asset.url for name, asset in assets.items()}

    def render_page(
        self,
        name: str,
        request: Request,
        slots: Slots,
        *,
        status: int = 200,
        own: str = "",
    ) -> HTMLResponse:
        """One page in the language that was asked for, or the resident's `own`; `slots` are what
        the page shows."""
        language = chosen(request, own)
        common: Slots = {
            "language": language,
            "languages": LANGUAGES,
            "town": self._town[language],
            "assets": self._assets,
            "path": request.url.path if request.method in {"GET", "HEAD"} else "",
            "query": _kept_query(request, KEPT),
            "like": _kept_query(request, {LIKE}),
            "status": status,
            "errors": {},
        }
        rendered = (
            self._environments[language].get_template(f"{name}.html").render({**common, **slots})
        )
        return HTMLResponse(
            rendered, status, {"Content-Language": language, "Vary": "Accept-Language"}
        )

    def translate(self, words: str, request: Request) -> str:
        """Words in the language that was asked for."""
        return self.translators[chosen(request)].one(words)

    def translate_all(self, words: Mapping[str, str], request: Request) -> Mapping[str, str]:
        """The same of words by field."""
        return {field: self.translate(each, request) for field, each in words.items()}

    def render_brief(self, alert: AlertCard, language: str, *, in_force: bool) -> str:
        """An alert in a sentence or two, as plain text: what, where, until when; or that it is
        over."""
        slots = {"alert": alert, "in_force": in_force, "language": language}
        rendered = self._environments[language].get_template("brief.html").render(slots)
        return " ".join(Markup(rendered).unescape().split())

    def render_over(self, title: str, language: str) -> str:
        """The title of what is over."""
        return f"{title} ({self.translators[language].one(OVER)})"

    def render_consent(self, language: str) -> str:
        """The words that a resident agrees to, as they stand on the form."""
        environment = self._environments[language]
        return environment.get_template("consent.txt").render(town=self._town[language]).strip()


@cache
def _environment(language: str, zone: tzinfo) -> Environment:
    """What pages are rendered by; kept, for it compiles each page once."""
    translator = page_translators()[language]
    environment = Environment(
        loader=FileSystemLoader(PAGES),
        extensions=["jinja2.ext.i18n"],
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = partial(_moment, zone=zone, language=language)
    environment.filters["when"] = partial(_when, zone=zone, translator=translator)
    environment.filters["month"] = partial(_month, zone=zone, language=language)
    environment.filters["linked"] = _linked
    environment.filters["meant"] = meant_mailbox
    environment.globals["sign_names"] = SIGNS
    environment.install_gettext_callables(translator.one, translator.many, newstyle=True)  # type: ignore[attr-defined]
    return environment


def _kept_query(request: Request, names: Collection[str]) -> str:
    """What of the address says where on a page a visitor is, for its links to another language."""
    kept = [(name, value) for name, value in request.query_params.items() if name in names]
    return f"&{urlencode(kept)}" if kept else ""


def _moment(moment: datetime, *, zone: tzinfo, language: str) -> str:
    """A moment by the clocks of the municipality, as its residents say it."""
    return format_datetime(moment.astimezone(zone), "EEEE d MMMM y, HH:mm", locale=language)


def _when(alert: AlertCard, now: datetime, *, zone: tzinfo, translator: PageTranslator) -> str:
    """From when until when an alert holds, as it is said now."""
    return say_when(alert.onset, alert.expires_at, now=now, zone=zone, translator=translator)


def _month(moment: datetime, *, zone: tzinfo, language: str) -> str:
    """Its month by the clocks of the municipality, as a heading."""
    return format_datetime(moment.astimezone(zone), "LLLL y", locale=language)


def _linked(line: str) -> Markup:
    """A line in which https addresses can be followed."""
    pieces = _LINK.split(line)
    shown = (
        Markup('<a href="{0}" rel="noopener">{0}</a>').format(piece) if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    )
    return Markup("").join(shown)


def _town(config: Config, language: str) -> Slots:
    """What every page says about the municipality."""
    office = config.municipality
    return {
        "name": in_language(office.name, language),
        "beginning": office.begins(language).words,
        "phone": office.phone,
        "pages": alert_page(config.public_base_url, "") if config.public_base_url else "",
        "desk": in_language(office.desk, language),
        "email": office.email,
        "form": office.form,
        "charges": in_language(office.charges, language),
        "colour": office.colour,
        "base": config.public_base_url.rstrip("/"),
        # Programs that show a picture beside a link show no SVG.
        "picture": config.web.logo.lower().endswith(".png"),
        "web": office.web if office.web.startswith(("https://", "http://")) else "",
        "senders": {
            medium.value: sender for medium in Medium if (sender := _sender(config, medium))
        },
        "media": [medium.value for medium in Medium if config.routes.get(medium.value)],
    }


def _sender(config: Config, medium: Medium) -> str:
    """The name or address that the messages of a medium come from, where the configuration says
    it."""
    route = config.routes.get(medium.value, ())
    return str(config.channels.get(route[0], {}).get("sender", "")) if route else ""
