"""Hosts: whether what is sent to one can leave this machine."""

from ipaddress import IPv6Address, ip_address


def is_on_this_machine(host: str) -> bool:
    """Whether a host's name or address is this machine's own: loopback, `localhost` or the path of
    a Unix socket."""
    bare = host.strip("[]").rstrip(".").lower()
    if bare.startswith("/") or bare == "localhost" or bare.endswith(".localhost"):
        return True
    try:
        found = ip_address(bare)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return any(each.is_loopback or each.is_unspecified for each in (found, mapped) if each)
