"""Reading: the pages that only show something. What is in force comes from memory."""

import re
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from alerts import UnknownAlert, alert_page, read_public_number
from web.public.caching import BRIEFLY, FOR_A_DAY, FOR_EVER, kept, unless_known
from web.public.context import READ, Context
from web.public.languages import chosen
from web.public.privacy_notice import write_notice
from web.public.redirects import see_page

LONGEST_TYPED = 200
QUOTES = " \"'«»“”„<>()[]"
LINK = re.compile(
    r"(https?://)?(?P<host>[^/\s]*)/a/(?P<number>[^/?#\s]+)/?([?#]\S*)?", re.IGNORECASE
)

router = APIRouter()


@router.api_route("/", methods=READ)
def front(request: Request, context: Context) -> Response:
    """What this is, what is in force now, what is planned, and what ended lately."""
    alerts, now = context.alert_cache.list_alerts(), context.now()
    live = {each.number for each in alerts or ()}
    planned = [each for each in alerts or () if each.is_planned(now)]
    slots = {
        "alerts": alerts,
        "begun": [each for each in alerts or () if not each.is_planned(now)],
        "planned": sorted(planned, key=lambda each: each.onset or now),
        "ended": [each for each in context.archive.list_ended() if each.number not in live],
        "now": now,
    }
    return kept(context.renderer.render_page("front", request, slots), BRIEFLY)


@router.api_route("/a/{number}", methods=READ)
def alert(request: Request, context: Context, number: str) -> Response:
    """One alert: the page that warnings point to, by its public number however it is typed. The
    number that staff give it, which can be guessed, tells nothing."""
    meant = read_public_number(number)
    if not meant:
        return _unknown(request, context, number, former=number.isdigit())
    if number != meant:
        asked = f"?{request.url.query}" if request.url.query else ""
        return kept(RedirectResponse(f"{alert_page('', meant)}{asked}", 301), BRIEFLY)
    try:
        found = context.alert_cache.find_alert(meant)
    except UnknownAlert:
        return _unknown(request, context, number)
    slots = {"alert": found, "in_force": found.in_force(context.now())}
    return kept(context.renderer.render_page("alert", request, slots), BRIEFLY)


@router.api_route("/check", methods=READ)
def check(request: Request, context: Context) -> Response:
    """The form on the front page: a public number leads to its alert."""
    typed = request.query_params.get("number", "").strip()
    if number := _number_in(typed, context.home.config.public_base_url):
        return see_page(request, alert_page("", number))
    return _unknown(request, context, typed) if typed else see_page(request, "/")


def _number_in(typed: str, base_url: str) -> str:
    """The number that somebody typed, or that a link to one of our pages ends in, which may be
    pasted without scheme or host; empty for anything else, such as a link to another host."""
    meant = typed.strip(QUOTES)
    link = LINK.fullmatch(meant)
    if link is None:
        return read_public_number(meant)
    ours = link["host"].lower() in {"", urlsplit(base_url).netloc.lower()}
    return read_public_number(link["number"]) if ours else ""


@router.api_route("/privacy", methods=READ)
def privacy(request: Request, context: Context) -> Response:
    """What is kept, why, and a resident's rights (GDPR, article 13)."""
    slots = {"notice": write_notice(context.home.config.privacy, chosen(request))}
    return kept(context.renderer.render_page("privacy", request, slots), BRIEFLY)


@router.api_route("/help", methods=READ)
def show_help(request: Request, context: Context) -> Response:
    """Who sends, what it costs, how somebody joins or leaves, and how we are reached."""
    return kept(context.renderer.render_page("help", request, {}), BRIEFLY)


@router.api_route("/accessibility", methods=READ)
def accessibility(request: Request, context: Context) -> Response:
    """How far everybody can use these pages."""
    return kept(context.renderer.render_page("accessibility", request, {}), BRIEFLY)


@router.api_route("/challenge", methods=READ)
def challenge(context: Context) -> Response:
    """A fresh piece of work for a form, as ALTCHA writes it."""
    return JSONResponse(dict(context.challenges.give(context.home, now=context.now())))


@router.api_route("/static/{name}", methods=READ)
def static(request: Request, context: Context, name: str) -> Response:
    """Style, script or logo; a browser keeps for ever what it asked for by its content."""
    found = context.assets.get(name)
    if found is None:
        raise HTTPException(404)
    exact = request.query_params.get("v") == found.version
    return unless_known(request, found.body, found.kind, FOR_EVER if exact else FOR_A_DAY)


def _unknown(request: Request, context: Context, typed: str, *, former: bool = False) -> Response:
    """The same for a number that was never drawn, for a draft and for an exercise; `former` is an
    address such as alerts had once."""
    number = bool(read_public_number(typed)) or "/" in typed  # of another, or a link to another
    slots = {"typed": "" if former else typed[:LONGEST_TYPED], "former": former, "number": number}
    return context.renderer.render_page("unknown", request, slots, status=404)
