"""Networks: where a form came from, as limits count it and as a consent may keep it."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Network:
    """`counted` is what limits count: an IPv4 address or an IPv6 /56, as a household has one;
    `kept` is coarser: a /24 or a /48."""

    counted: str
    kept: str


def read_network(text: str) -> Network:
    """The network of a visitor's IP address; whoever has none shares one with all others who have
    none."""
    try:
        found = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return Network(UNKNOWN, "")
    bare = (found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found
    narrow, wide = (32, 24) if isinstance(bare, IPv4Address) else (56, 48)
    return Network(_around(bare, narrow), _around(bare, wide))


def _around(address: IPv4Address | IPv6Address, bits: int) -> str:
    return str(ip_network((address, bits), strict=False))
