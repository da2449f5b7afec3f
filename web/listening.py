"""Listening: one uvicorn server for an app on a socket that is bound beforehand, so that a taken
port is said in plain words."""

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI

from runtime import Exit, Problem, UsageProblem, said, why_refused
from runtime.config import host_and_port
from runtime.ip_addresses import is_loopback
from web.connections import ConnectionLimits, LimitedConfig
from web.requests_at_once import CALLBACKS_RESERVE, PAGES_AT_ONCE, RequestsAtOnce

BACKLOG = 512
KEEP_ALIVE_SECONDS = 5
THREADS_APART = 6


class CannotListen(Problem):
    """Another program may listen there already. Choose another address with --public, --admin or
    --metrics, or under [web] in tocsin.toml."""

    exit = Exit.UNREACHABLE


class OpenToOthers(Problem):
    """Whoever has a token, and reaches the admin API, may send to everybody, and nothing hides the
    token on its way. Keep it on 127.0.0.1, and let programs of other machines come through a
    tunnel; or give --anywhere."""

    for_programs = "Whoever has a token, and reaches the admin API, may send to everybody, and nothing hides the token on its way."
    exit = Exit.REFUSED


class NotAnAddress(UsageProblem):
    """Write HOST:PORT, such as 127.0.0.1:8080; port 0 takes any free one."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that is bound, the app that answers on it, and how many may ask it at once."""

    bound: socket.socket
    app: FastAPI
    limits: ConnectionLimits = field(default_factory=ConnectionLimits)

    @property
    def url(self) -> str:
        """Where it is reached on this machine."""
        return url_of(self.bound)

    async def serve(self, stop: asyncio.Event) -> None:
        """Answer until told to stop, and let the requests under way finish."""
        server = _Server(
            LimitedConfig(
                RequestsAtOnce(self.app, most=PAGES_AT_ONCE + CALLBACKS_RESERVE),
                self.limits,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="auto",
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=10,
            )
        )
        answering = asyncio.create_task(server.serve(sockets=[self.bound]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((answering, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        server.should_exit = True
        await answering

    async def serve_apart(self, stop: asyncio.Event) -> None:
        """The same on an event loop and threads of its own: however many ask here, they take none
        from what runs beside."""
        begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

        async def elsewhere() -> None:
            current_default_thread_limiter().total_tokens = THREADS_APART
            ending = asyncio.Event()
            begun.set_result((asyncio.get_running_loop(), ending))
            await self.serve(ending)

        answering = asyncio.create_task(asyncio.to_thread(asyncio.run, elsewhere()))
        stopping = asyncio.create_task(stop.wait())
        loop, ending = await asyncio.wrap_future(begun)
        try:
            await asyncio.wait((answering, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            with suppress(RuntimeError):  # it came to an end by itself
                loop.call_soon_threadsafe(ending.set)
        await answering


class _Server(uvicorn.Server):
    """A server that leaves the signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def url_of(bound: socket.socket) -> str:
    """Where a listening socket is reached on this machine."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def bind(address: str) -> socket.socket:
    """A listening socket for HOST:PORT; raises NotAnAddress or CannotListen."""
    host, port = _read(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only where TCP is named; without it every answer on a kept connection
    # is 40 ms late.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(BACKLOG)
        # A duplicate of one that blocks makes both block, and the loop that accepts at the first
        # stands still.
        found.setblocking(False)
    except OSError as error:
        found.close()
        why = why_refused(error)
        raise CannotListen(
            said("{address} cannot be listened on: {reason}.", address=address, reason=why)
        ) from None
    return found


def bind_loopback(address: str) -> socket.socket:
    """The same, where nobody but this machine reaches it; raises OpenToOthers as well."""
    if not is_loopback(_read(address)[0]):
        raise OpenToOthers(said("{address} can be reached by other machines.", address=address))
    return bind(address)


def _read(address: str) -> tuple[str, int]:
    try:
        return host_and_port(address)
    except ValueError as error:
        raise NotAnAddress(said("{problem}.", problem=error.args[0])) from None
