"""Host and port: an address to listen on, as it is written in settings and on the command line."""

from runtime.sentences import said

HIGHEST_PORT = 65535


def host_and_port(address: str) -> tuple[str, int]:
    """The two parts of HOST:PORT, an IPv6 host without its brackets; raises ValueError with what is
    wrong."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    if not host or not (port.isascii() and port.isdecimal()) or int(port) > HIGHEST_PORT:
        raise ValueError(
            said("'{address}' is not HOST:PORT, such as 127.0.0.1:8080", address=address)
        )
    return host, int(port)
