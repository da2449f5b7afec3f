"""IP addresses: read as a peer or a proxy writes them, and looked up in networks."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

__all__ = ["IpAddress", "IpNetwork", "is_inside", "is_loopback", "read_ip"]

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network


def read_ip(text: str) -> IpAddress | None:
    """The address that is written there, without the zone of an IPv6 one and out of its IPv6 form
    where it is an IPv4 one (RFC 4291, 2.5.5.2); None where there is none."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found


def is_inside(address: IpAddress, networks: Iterable[IpNetwork]) -> bool:
    """Whether it lies in one of these networks."""
    return any(address in network for network in networks)


def is_loopback(host: str) -> bool:
    """Whether a name or an address can mean nothing but this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
