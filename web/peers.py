"""Peers: from which address a request comes, behind proxies that are trusted."""

from collections.abc import Sequence

from starlette.requests import Request

from runtime.ip_addresses import IpNetwork, is_inside, read_ip

NOWHERE = "0.0.0.0"


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
