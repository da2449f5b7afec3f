"""Whoever opens connections and asks nothing keeps nobody else out."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from tests.loopback import LONGEST, get
from web.connections import ConnectionLimits
from web.listening import Listener, bind
from web.requests_at_once import RequestsAtOnce
from web.serving import Doors

REQUEST = b"GET / HTTP/1.1\r\nHost: town\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nHost: to"


class WaitingRoom:
    """A listener whose visitors are answered once it is opened."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self.opened, self.came = threading.Event(), threading.Semaphore(0)
        self.opened.set()
        app = FastAPI()

        @app.get("/")
        def answers() -> str:
            self.came.release()
            assert self.opened.wait(LONGEST)
            return "here"

        self.listener = Listener(bind("127.0.0.1:0"), app, limits)
        self.url = self.listener.url
        self.sockets = ExitStack()

    def connects(self, host: str = "127.0.0.1") -> socket.socket:
        """A connection from a host of this machine's network."""
        to = self.listener.bound.getsockname()
        found = socket.create_connection(to, LONGEST, source_address=(host, 0))
        return self.sockets.enter_context(found)

    def keeps_waiting(self, host: str) -> socket.socket:
        """A connection whose request is under way."""
        self.opened.clear()
        found = self.connects(host)
        found.sendall(REQUEST)
        assert self.came.acquire(timeout=LONGEST)
        return found


@contextmanager
def listening(limits: ConnectionLimits) -> Iterator[WaitingRoom]:
    found = WaitingRoom(limits)
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    serving = threading.Thread(target=loop.run_until_complete, args=(found.listener.serve(stop),))
    serving.start()
    try:
        with found.sockets:
            yield found
    finally:
        found.opened.set()
        loop.call_soon_threadsafe(stop.set)
        serving.join(LONGEST)
        loop.close()


def told(connection: socket.socket) -> bytes:
    """All that is said on a connection until it is closed."""
    words = b""
    with suppress(ConnectionResetError):
        while some := connection.recv(4096):
            words += some
    return words


def asks(connection: socket.socket) -> bytes:
    """A request, and the first line of its answer."""
    connection.sendall(REQUEST)
    return answer_on(connection)


def answer_on(connection: socket.socket) -> bytes:
    """The first line of an answer, read to its end."""
    words = b""
    while not words.endswith(b'"here"'):
        some = connection.recv(4096)
        assert some, words
        words += some
    return words.partition(b"\r\n")[0]


@pytest.mark.parametrize("begun", [b"", HALF], ids=["silent", "half a request"])
def test_silent_connections_keep_nobody_out(begun: bytes) -> None:
    with listening(ConnectionLimits()) as door:
        crowd = [door.connects() for _ in range(250)]
        for each in crowd:
            each.sendall(begun)

        assert get(door.url).status_code == 200


def test_a_connection_without_a_request_is_closed() -> None:
    with listening(ConnectionLimits(head_seconds=0.1)) as door:
        assert told(door.connects()) == b""


def test_a_byte_now_and_then_gains_no_time() -> None:
    with listening(ConnectionLimits(head_seconds=0.5)) as door:
        slow = door.connects()
        slow.settimeout(0.05)

        with suppress(ConnectionError):
            while True:
                slow.sendall(HALF[:1])
                with suppress(TimeoutError):
                    assert slow.recv(4096) == b""
                    break


def test_a_second_request_must_come_in_time_too() -> None:
    with listening(ConnectionLimits(head_seconds=0.5)) as door:
        kept = door.connects()
        assert asks(kept) == b"HTTP/1.1 200 OK"

        kept.sendall(HALF)

        assert told(kept) == b""


def test_a_peer_with_many_loses_its_own_oldest() -> None:
    with listening(ConnectionLimits(a_peer=3, shared=())) as door:
        stranger = door.connects("127.0.0.2")
        first, *others = [door.connects("127.0.0.3") for _ in range(4)]

        assert told(first) == b""
        assert {asks(each) for each in (stranger, *others)} == {b"HTTP/1.1 200 OK"}


def test_a_request_under_way_gives_way_to_nobody() -> None:
    with listening(ConnectionLimits(a_peer=2, shared=())) as door:
        busy = [door.keeps_waiting("127.0.0.2") for _ in range(2)]

        assert told(door.connects("127.0.0.2")).startswith(b"HTTP/1.1 503 ")

        door.opened.set()
        assert {answer_on(each) for each in busy} == {b"HTTP/1.1 200 OK"}


def test_a_proxy_may_have_as_many_as_all_visitors() -> None:
    with listening(ConnectionLimits(a_peer=2)) as door:
        proxied = [door.connects() for _ in range(9)]

        assert {asks(each) for each in proxied} == {b"HTTP/1.1 200 OK"}


def test_a_newcomer_takes_the_place_of_the_biggest_crowd() -> None:
    with listening(ConnectionLimits(in_all=4, shared=())) as door:
        stranger = door.connects("127.0.0.2")
        first, *others = [door.connects("127.0.0.3") for _ in range(3)]

        newcomer = door.connects("127.0.0.4")

        assert told(first) == b""
        assert {asks(each) for each in (stranger, newcomer, *others)} == {b"HTTP/1.1 200 OK"}


async def test_callbacks_come_in_while_pages_are_full() -> None:
    opened, full = asyncio.Event(), asyncio.Event()

    async def town(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/":
            full.set()
            await opened.wait()
        await PlainTextResponse("in")(scope, receive, send)

    door = httpx.ASGITransport(RequestsAtOnce(town, most=1, apart=("/callbacks/",)))
    async with httpx.AsyncClient(transport=door, base_url="http://town.example.gr") as visitor:
        first = asyncio.create_task(visitor.get("/"))
        await full.wait()
        refused, callback = await visitor.get("/a/1"), await visitor.post("/callbacks/twilio")
        opened.set()

        assert (refused.status_code, callback.status_code) == (503, 200)
        assert (await first).status_code == (await visitor.get("/")).status_code == 200


def test_two_doors_on_any_free_port_share_none() -> None:
    one, other = Doors("127.0.0.1:0", "127.0.0.1:0").places

    assert one != other
