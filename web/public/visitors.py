"""Visitors: whether a form was sent from our own page."""

from urllib.parse import urlsplit

from starlette.requests import Request

from runtime import Problem


class ForeignForm(Problem):
    """The form was sent from another site's page, so nothing was done. Open the page here and send
    it again."""

    status = 403


def check_own_page(request: Request, base_url: str) -> None:
    """Let a form pass that our own page sent; raises ForeignForm (docs/threat-model.md, 26)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        raise ForeignForm
    origin = request.headers.get("origin")
    if (
        site is None
        and origin is not None
        and urlsplit(origin).netloc not in _own_hosts(request, base_url)
    ):
        raise ForeignForm


def _own_hosts(request: Request, base_url: str) -> set[str]:
    configured = urlsplit(base_url).netloc
    return {configured} if configured else {request.headers.get("host", "")}
