"""Visitors: from which address a request comes, and whether a form was sent from our own page."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.requests import Request

from runtime import Problem
from runtime.ip_addresses import IpNetwork, is_inside, read_ip

NOWHERE = "0.0.0.0"


class ForeignForm(Problem):
    """The form was sent from another site's page, so nothing was done. Open the page here and send
    it again."""

    status = 403


def address_of(request: Request, trusted: Sequence[IpNetwork]) -> str:
    """The visitor's IP address: the peer's, or behind proxies that are trusted the last one that is
    not theirs.

    X-Forwarded-For is read from the right: what stands further left was written by whoever sent the
    request."""
    peer = read_ip(request.client.host if request.client else "")
    if peer is None or not is_inside(peer, trusted):
        return str(peer or NOWHERE)
    hops = [hop for line in request.headers.getlist("x-forwarded-for") for hop in line.split(",")]
    for hop in reversed(hops):
        found = read_ip(hop.strip())
        if found is None:
            break
        peer = found
        if not is_inside(peer, trusted):
            break
    return str(peer)


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
