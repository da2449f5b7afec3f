"""The ports of `tocsin demo`: those that were typed, else the usual ones, else any free ones."""

import errno
import socket
from collections.abc import Collection
from dataclasses import dataclass

from console.system.initializing import ADMIN_PORT, HTTP_PORT, PUBLIC_PORT, SMTP_PORT
from runtime import Exit, Problem, said

HOST = "127.0.0.1"


class DemoPortTaken(Problem):
    """Another program listens there, perhaps another demo. Give two ports that are free, as in
    `tocsin demo --public-port 8090 --admin-port 8091`."""

    exit = Exit.USAGE


@dataclass(frozen=True, slots=True)
class DemoPorts:
    """The ports of the demo's servers on this machine."""

    http: int
    smtp: int
    public: int
    admin: int


def choose_ports(public: int = 0, admin: int = 0) -> DemoPorts:
    """The port of the pages and of the admin API as typed; 0 stands for the usual one or, where
    that is taken, another. Raises DemoPortTaken for a typed one."""
    typed = [port for port in (public, admin) if port]
    for place, port in enumerate(typed):
        if port in typed[:place] or not _is_free(port):
            raise DemoPortTaken(said("Port {port} of {host} is taken.", port=port, host=HOST))
    chosen = [*typed]
    for usual in (HTTP_PORT, SMTP_PORT):
        chosen.append(_another(usual, chosen))
    http, smtp = chosen[-2:]
    if not public:
        chosen.append(public := _another(PUBLIC_PORT, chosen))
    return DemoPorts(http, smtp, public, admin or _another(ADMIN_PORT, chosen))


def _another(usual: int, chosen: Collection[int]) -> int:
    port = usual
    while port in chosen or not _is_free(port):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
    return port


def _is_free(port: int) -> bool:
    """Whether a server could listen there; a taken port may answer nobody."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            return False
        raise
    return True
