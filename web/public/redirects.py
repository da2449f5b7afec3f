"""Redirects: after a form was sent, the browser is led to a page that can be reloaded, left, and
read in another language."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.public.languages import LANGUAGES

SEE_OTHER = 303


def see_page(request: Request, path: str, **query: str) -> Response:
    """Lead to a page of ours, in the language that was asked for."""
    asked = request.query_params.get("lang", "")
    more = query | ({"lang": asked} if asked in LANGUAGES else {})
    return RedirectResponse(f"{path}?{urlencode(more)}" if more else path, SEE_OTHER)
