"""The address outside is asked while no check fails, and only then; what it answers is bounded."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from checks import Situation, last_ping
from checks.outside import check_watch
from checks.pings import Ping, ask
from checks.results import Level
from runtime import Database, Home, Keys
from runtime.config import Config
from runtime.config.sections import OutsideWatch


@contextmanager
def listening(status: int = 200, asked: list[str] | None = None) -> Iterator[str]:
    """A service on loopback that answers every request with that status, and points elsewhere."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if asked is not None:
                asked.append(self.path)
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ping"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def home(database: Database, vault: Keys, tmp_path: Path) -> Home:
    return Home(tmp_path, Config(), vault, database)


def watched(home: Home, url: str) -> Home:
    return Home(home.path, Config(watch=OutsideWatch(url=url)), home.keys, home.database)


def found(home: Home) -> Level:
    [result] = check_watch(Situation.of(home))
    return result.level


async def test_the_address_is_asked_while_every_check_passes(home: Home) -> None:
    asked: list[str] = []
    with listening(asked=asked) as url:
        here = watched(home, url)
        await Ping(here).go_on()

    with here.database.reading() as session:
        assert last_ping(session) is not None
    assert (asked, found(here)) == (["/ping"], Level.OK)


async def test_an_empty_tocsin_toml_asks_no_address(home: Home) -> None:
    asked: list[str] = []
    (home.path / "tocsin.toml").touch()
    with listening(asked=asked) as url:
        await Ping(watched(home, url)).go_on()

    assert asked == []


async def test_a_failing_check_asks_no_address(home: Home) -> None:
    asked: list[str] = []

    def on_a_full_disk(here: Home) -> Situation:
        real = Situation.of(here)
        return Situation(here, real.now, lambda _: 40_000_000)

    with listening(asked=asked) as url:
        await Ping(watched(home, url), on_a_full_disk).go_on()

    assert asked == []


async def test_the_address_is_asked_once_a_minute(home: Home) -> None:
    asked: list[str] = []
    with listening(asked=asked) as url:
        ping = Ping(watched(home, url))
        await ping.go_on()
        await ping.go_on()

    assert len(asked) == 1


async def test_an_address_that_refuses_is_a_warning(home: Home) -> None:
    with listening(status=404) as url:
        here = watched(home, url)
        await Ping(here).go_on()

    assert found(here) is Level.WARN


@pytest.mark.parametrize(
    ("status", "trouble"), [(200, ""), (204, ""), (302, "302"), (404, "404"), (503, "503")]
)
async def test_a_redirect_is_followed_nowhere(status: int, trouble: str) -> None:
    asked: list[str] = []
    with listening(status, asked) as url:
        assert await ask(url) == trouble

    assert asked == ["/ping"]


async def test_an_address_that_never_answers_is_given_up() -> None:
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ending.wait()
        writer.close()

    ending = asyncio.Event()
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    told = await ask(f"http://127.0.0.1:{port}/", longest=0.2)
    ending.set()
    server.close()

    assert told == "silent"


async def test_an_address_where_nobody_listens_is_silent() -> None:
    assert await ask("http://127.0.0.1:1/") == "silent"


def test_the_check_is_unset_without_an_address(home: Home, database: Database) -> None:
    with database.reading() as session:
        assert last_ping(session) is None

    assert found(home) is Level.UNSET
