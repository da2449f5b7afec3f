"""Listeners: a port that answers, or refuses every connection until it is up again."""

import asyncio
import errno
import socket
from collections.abc import Callable

from runtime import Exit, Problem, mark, said, why_refused

Address = tuple[str, int]
TAKEN = mark("Port {port} of {host} is taken.")
UNUSABLE = mark("Port {port} of {host} cannot be used ({why}).")
BACKLOG = 1024  # connections that wait to be taken
RETRY = 0.2  # seconds, should somebody else have taken the port meanwhile


class PortTaken(Problem):
    """Another program listens there. Choose other ports, as in `tocsin sandbox --http
    127.0.0.1:8035 --smtp 127.0.0.1:2535`."""

    exit = Exit.UNREACHABLE


class SandboxListener:
    """One port; `hang_up` ends the connections that stand when it goes down."""

    def __init__(
        self,
        talk: Callable[[], asyncio.BaseProtocol],
        address: Address,
        hang_up: Callable[[], None],
    ) -> None:
        self._talk = talk
        self._address = address
        self._hang_up = hang_up
        self._socket: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._opening: asyncio.Task[None] | None = None
        self._later: asyncio.TimerHandle | None = None

    @property
    def port(self) -> int:
        """The port it listens on; the same one whenever it is up again."""
        return self._address[1]

    async def open(self) -> None:
        """Listen from now on; raises PortTaken."""
        host, port = self._address
        try:
            listening = self._bind()
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            words = TAKEN if taken else UNUSABLE
            raise PortTaken(said(words, port=port, host=host, why=why_refused(error))) from None
        await self._attend(listening)

    def down(self, seconds: float = 0) -> None:
        """Refuse every connection, for so many seconds or until `up`."""
        self.close()
        self._hang_up()
        if seconds:
            self._later = asyncio.get_running_loop().call_later(seconds, self.up)

    def up(self) -> None:
        """Listen again; does nothing when it listens."""
        if self._socket is not None:
            return
        self._forget_later()
        try:
            listening = self._bind()
        except OSError:
            self._later = asyncio.get_running_loop().call_later(RETRY, self.up)
            return
        self._opening = asyncio.create_task(self._attend(listening))

    def close(self) -> None:
        """Listen no longer; the connections stand."""
        self._forget_later()
        if self._opening is not None:
            self._opening.cancel()
        if self._server is not None:
            self._server.close()
        elif self._socket is not None:
            self._socket.close()
        self._socket = self._server = self._opening = None

    def _bind(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET
        self._socket = socket.create_server(self._address, family=family, backlog=BACKLOG)
        self._address = (self._address[0], self._socket.getsockname()[1])
        return self._socket

    async def _attend(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._talk, sock=listening, backlog=BACKLOG)

    def _forget_later(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None
