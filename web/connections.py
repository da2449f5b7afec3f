"""Connections: how many may be open, and for how long without a request. One that only waits gives
way to a newcomer; one whose request is under way never does."""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from runtime.ip_addresses import IpNetwork, is_inside, read_ip
from subscribers.registration import read_network

BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
LOOPBACK: tuple[IpNetwork, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))

log = structlog.get_logger("web")


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many may be open, in all and from one network (as for codes: an IPv4 address, an IPv6
    /56), and the seconds until the headers of a request must be there. In `shared` networks one
    peer speaks for many, as a proxy does."""

    in_all: int = 500
    a_peer: int = 64  # behind one address of a mobile network are thousands of residents
    head_seconds: float = 10.0
    shared: tuple[IpNetwork, ...] = LOOPBACK


class OpenConnections:
    """The connections of one listener, by whom they are from, the oldest first."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._of: dict[str, dict[TimedConnection, None]] = {}

    def admit(self, connection: "TimedConnection") -> bool:
        """Let it in, or not; where there are too many, the oldest that waits is closed for it."""
        mine = self._of.get(connection.peer, {})
        if len(mine) >= self.limits.a_peer and not self._speaks_for_many(connection):
            crowds = [mine]
        elif sum(map(len, self._of.values())) >= self.limits.in_all:
            crowds = sorted(self._of.values(), key=len, reverse=True)
        else:
            crowds = []
        if crowds:
            waiting = next((each for crowd in crowds for each in crowd if each.waits), None)
            log.warning("too many connections")  # one line a minute, like all that repeats
            if waiting is None:
                return False
            waiting.abort()
        self._of.setdefault(connection.peer, {})[connection] = None
        return True

    def forget(self, connection: "TimedConnection") -> None:
        """It is closed; once more does nothing more."""
        mine = self._of.get(connection.peer, {})
        mine.pop(connection, None)
        if not mine:
            self._of.pop(connection.peer, None)

    def _speaks_for_many(self, connection: "TimedConnection") -> bool:
        found = read_ip(connection.host)
        return found is not None and is_inside(found, self.limits.shared)


class LimitedConfig(Config):
    """The settings of a server whose connections are counted."""

    def __init__(self, app: ASGIApp | FastAPI, limits: ConnectionLimits, **settings: Any) -> None:
        super().__init__(app, http=TimedConnection, **settings)
        self.open = OpenConnections(limits)


class TimedConnection(H11Protocol):
    """A connection that is closed unless the headers of its next request come in time."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        assert isinstance(config, LimitedConfig)
        self._open = config.open
        self._giving_up: TimerHandle | None = None
        self.host, self.peer = "", ""

    @property
    def waits(self) -> bool:
        """Whether no request of it is under way."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Come in, or be told that all is busy."""
        super().connection_made(transport)
        self.host = self.client[0] if self.client else ""
        self.peer = read_network(self.host).counted
        if self._open.admit(self):
            self._watch_head()
        else:
            transport.write(BUSY)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Take what came; a byte now and then gains no time."""
        super().data_received(data)
        self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room."""
        super().connection_lost(exc)
        self._stop_watching()
        self._open.forget(self)

    def abort(self) -> None:
        """Close it at once, whatever has come."""
        self._open.forget(self)
        self.transport.abort()

    def _watch_head(self) -> None:
        if not self.waits:
            self._stop_watching()
        elif self._giving_up is None:
            self._giving_up = self.loop.call_later(self._open.limits.head_seconds, self.abort)

    def _stop_watching(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None
