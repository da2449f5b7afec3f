"""The residents' pages on a real socket, with a visitor in front of them and the database behind
them."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import altcha
import httpx
import pytest
import uvicorn
from sqlalchemy import inspect, text

from areas import import_zones
from delivery.contacts import Departure, unsubscribe_url
from runtime import LOCAL_OPERATOR, Database, Home, Keys
from runtime.config import Config
from runtime.database import sqlite_url
from templates import Topic
from tests.compiled import connect_again
from tests.loopback import visit
from web.public import public

EXAMPLES = Path(__file__).parents[2] / "examples"
LATER = timedelta(minutes=5)  # than the gap between two letters to one contact
PHONE, MAILBOX = "+306999999901", "ana@town.example.gr"


def solved(challenge: Mapping[str, object]) -> str:
    """The proof of work for a challenge, as a form sends it in the field `altcha`."""
    given = altcha.Challenge.from_dict(dict(challenge))
    solution = altcha.solve_challenge(given)
    assert solution is not None
    return altcha.Payload(given, solution).to_base64()


@dataclass(slots=True)
class Clock:
    """The pages' clock, which a test may set forward."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(slots=True)
class Pages:
    """The pages as a visitor meets them, and what stands behind them."""

    url: str
    home: Home
    clock: Clock
    visitor: httpx.Client
    rung: list[datetime] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.visitor.get(path, headers=headers)

    def post(
        self, path: str, fields: Mapping[str, object] | None = None, **headers: str
    ) -> httpx.Response:
        return self.visitor.post(path, data=dict(fields or {}), headers=headers)

    def proof(self) -> str:
        return solved(self.get("/challenge").json())

    def subscribe(self, **fields: str) -> httpx.Response:
        return self.post(
            "/subscribe", {"language": "el", "consent": "yes", "altcha": self.proof()} | fields
        )

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.home.database.reading() as session:
            return [tuple(row) for row in session.execute(text(query))]

    def letters(self, medium: str, count: int = 1) -> list[str]:
        """The words of the codes and links sent by a medium, the newest first, once there are that
        many."""
        query = (
            "SELECT wording.text FROM wording JOIN dispatch ON dispatch.id = wording.dispatch_id"
            f" WHERE dispatch.lane = 'codes' AND wording.medium = '{medium}' ORDER BY wording.id DESC"
        )
        until(lambda: len(self.rows(query)) >= count)
        return [str(row[0]) for row in self.rows(query)]

    def link(self, kind: str, medium: str = "email", count: int = 1) -> str:
        """The path of the newest link of a kind (`confirm`, `not-me`, `m`, `end`) that was sent."""
        found = re.search(
            rf"https://warn.example.gr(/{kind}/[\w-]+)", self.letters(medium, count)[0]
        )
        assert found is not None
        return found[1]

    def code(self, medium: str = "sms", count: int = 1) -> str:
        """The newest code that was sent."""
        found = re.search(r"\b\d{6}\b", self.letters(medium, count)[0])
        assert found is not None
        return found[0]

    def registered(self, email: str = MAILBOX) -> int:
        """Somebody registers by e-mail; returns their contact."""
        sent = len(self.rows("SELECT id FROM code_sent"))
        self.subscribe(email=email)
        assert self.post(self.link("confirm", count=sent + 1)).status_code == 200
        [(contact,)] = self.rows("SELECT max(contact_id) FROM subscription")
        assert isinstance(contact, int)
        return contact

    def mail_link(self, contact: int, topic: Topic) -> str:
        """The link of a mail on a topic to that contact."""
        return unsubscribe_url("", self.home.keys, Departure(contact, topic.number))

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table, to see that nothing has changed."""
        tables = sorted(inspect(self.home.database.engine).get_table_names())
        return {table: sorted(self.rows(f"SELECT * FROM {table}"), key=repr) for table in tables}


Opener = Callable[..., Pages]


@pytest.fixture
def open_pages(database: Database, vault: Keys, tmp_path: Path) -> Iterator[Opener]:
    """Opens the pages with these settings; a zone tree is there already. Once on SQLite and once on
    PostgreSQL."""
    yield from _opener(database, vault, tmp_path)


@pytest.fixture
def pages(open_pages: Opener) -> Pages:
    """The pages of a municipality that carries SMS and e-mail."""
    return open_pages()


@pytest.fixture
def quick_opener(_sqlite_model: Path, vault: Keys, tmp_path: Path) -> Iterator[Opener]:
    """Opens the pages on SQLite alone, where the database is not what is tested."""
    shutil.copy(_sqlite_model, tmp_path / "tocsin.db")
    database = connect_again(sqlite_url(tmp_path / "tocsin.db"))
    yield from _opener(database, vault, tmp_path)
    database.close()


@pytest.fixture
def quick_pages(quick_opener: Opener) -> Pages:
    """The same pages on SQLite alone."""
    return quick_opener()


def _opener(database: Database, vault: Keys, folder: Path) -> Iterator[Opener]:
    running: list[tuple[uvicorn.Server, threading.Thread, httpx.Client]] = []

    def opened(**settings: object) -> Pages:
        home = Home(folder, _config(settings), vault, database)
        with database.writing() as session:
            zones = (EXAMPLES / "municipality.geojson").read_bytes()
            import_zones(session, zones, by=LOCAL_OPERATOR, now=datetime.now(UTC))
        rung: list[datetime] = []
        clock = Clock()
        app = public(home, lambda: rung.append(datetime.now(UTC)), now=clock)
        listening = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        pages = Pages(url, home, clock, visit(url, follow_redirects=True), rung)
        how = uvicorn.Config(app, log_config=None, access_log=False, ws="none", proxy_headers=False)
        server = uvicorn.Server(how)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        running.append((server, thread, pages.visitor))
        until(lambda: server.started)
        return pages

    yield opened
    for server, thread, visitor in running:
        visitor.close()
        server.should_exit = True
        thread.join(300)


def until(true: Callable[[], object], seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.01)


def _config(settings: Mapping[str, object]) -> Config:
    town = {
        "name": {"el": "Δήμος Δοκιμής", "en": "Municipality of Dokimi"},
        "sms_name": {"el": "ΔΗΜΟΣ ΔΟΚΙΜΗΣ", "en": "DOKIMI"},
        "phone": "15377",
    }
    given: dict[str, object] = {
        "municipality": town,
        "registration": {"work": 1},
        "public_base_url": "https://warn.example.gr",
    }
    return Config.model_validate({**given, **settings})
