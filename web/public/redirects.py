"""Redirects: after a form was sent, the browser is led to a page that can be reloaded, left, and
read in another language."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.public.another import LIKE
from web.public.languages import LANGUAGES

SEE_OTHER = 303


def see_page(request: Request, path: str, **query: str) -> Response:
    """Lead to a page of ours, in the language that was asked for; a form for somebody else keeps
    its places and topics."""
    asked = request.query_params.get("lang", "")
    like = request.query_params.get(LIKE, "")
    more = query | ({LIKE: like} if like else {}) | ({"lang": asked} if asked in LANGUAGES else {})
    return RedirectResponse(f"{path}?{urlencode(more)}" if more else path, SEE_OTHER)
