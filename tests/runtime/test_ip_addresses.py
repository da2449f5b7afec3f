"""IP addresses are read as a peer or a proxy writes them."""

from ipaddress import ip_network

import pytest

from runtime.ip_addresses import is_inside, read_ip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("town.example.gr", None),
        ("", None),
    ],
)
def test_an_address_is_read_in_every_form(text: str, found: str | None) -> None:
    read = read_ip(text)

    assert (str(read) if read else None) == found


def test_an_address_is_looked_up_in_networks_of_both_kinds() -> None:
    networks = (ip_network("127.0.0.0/8"), ip_network("2001:db8::/32"))
    inside = [
        text
        for text in ("127.9.9.9", "2001:db8::1", "203.0.113.7")
        if (read := read_ip(text)) and is_inside(read, networks)
    ]

    assert inside == ["127.9.9.9", "2001:db8::1"]
