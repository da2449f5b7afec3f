"""Networks: where a form came from, as limits count it and as a consent may keep it."""

from dataclasses import dataclass
from ipaddress import IPv4Address, ip_network

from runtime.ip_addresses import IpAddress, read_ip

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
    found = read_ip(text.strip())
    if found is None:
        return Network(UNKNOWN, "")
    narrow, wide = (32, 24) if isinstance(found, IPv4Address) else (56, 48)
    return Network(_around(found, narrow), _around(found, wide))


def _around(address: IpAddress, bits: int) -> str:
    return str(ip_network((address, bits), strict=False))
