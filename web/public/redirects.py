"""Redirects: after a form was sent, the browser is led to a page that can be reloaded, left, and
read in another language."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.public.another import LIKE
from web.public.context import PageContext
from web.public.forms import ParsedForm
from web.public.languages import LANGUAGES
from web.public.refused_forms import REFUSED

SEE_OTHER = 303


def see_page(request: Request, path: str, **query: str) -> Response:
    """Lead to a page of ours, in the language that was asked for; a form for somebody else keeps
    its places and topics."""
    asked = request.query_params.get("lang", "")
    like = request.query_params.get(LIKE, "")
    more = query | ({LIKE: like} if like else {}) | ({"lang": asked} if asked in LANGUAGES else {})
    return RedirectResponse(f"{path}?{urlencode(more)}" if more else path, SEE_OTHER)


def see_refused(
    context: PageContext,
    request: Request,
    path: str,
    form: ParsedForm,
    errors: Mapping[str, str],
) -> Response:
    """Lead to the page of a form that was not accepted: it shows what was typed and, by field, what
    is wrong, in English here."""
    return see_page(request, path, **{REFUSED: context.refused.keep(form, errors)})
