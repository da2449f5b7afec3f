"""Visitors: from which address a request comes, and whether a form was sent from our own page."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from starlette.requests import Request

from runtime import Problem

Networks = Sequence[IPv4Network | IPv6Network]
NOWHERE = "0.0.0.0"


class ForeignForm(Problem):
    """The form was sent from another site's page, so nothing was done. Open the page here and send
    it again."""

    status = 403


def address_of(request: Request, trusted: Networks) -> str:
    """The visitor's IP address: the peer's, or behind proxies that are trusted the last one that is
    not theirs.

    X-Forwarded-For is read from the right: what stands further left was written by whoever sent the
    request."""
    peer = _read(request.client.host if request.client else "")
    if peer is None or not _inside(peer, trusted):
        return str(peer or NOWHERE)
    hops = [hop for line in request.headers.getlist("x-forwarded-for") for hop in line.split(",")]
    for hop in reversed(hops):
        found = _read(hop.strip())
        if found is None:
            break
        peer = found
        if not _inside(peer, trusted):
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


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found


def _inside(address: IPv4Address | IPv6Address, networks: Networks) -> bool:
    return any(address in network for network in networks)
