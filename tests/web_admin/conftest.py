"""An office whose programs talk to the admin API over a real socket, on both databases."""

import asyncio
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from areas import import_zones
from runtime import LOCAL_OPERATOR, Database, Home, Keys, Municipality, Right
from runtime.config import ApprovalSettings, Config, StaffNotice
from runtime.database import sqlite_url
from staff import Role, add_member
from staff.tokens import create_token, read_networks
from subscribers import GivenConsent, Newcomer, Profile, add_resident
from subscribers.jobs.carrying_out import carry_out_jobs
from subscribers.readings import read_email, read_phone
from tests.compiled import connect_again
from tests.loopback import visit
from web.admin import admin
from web.admin.failed_tokens import FailedTokens
from web.listening import Listener, bind

EXAMPLES = Path(__file__).parents[2] / "examples"
SNOW = {"from": "2031-01-12 20:00", "until": "2031-01-13 12:00"}
EVERYWHERE = {"template": "snow", "values": SNOW, "everywhere": True}
STORM = {**EVERYWHERE, "template": "extreme_weather", "values": {**SNOW, "hazard": "storm"}}


@dataclass(frozen=True)
class Program:
    """Whoever holds a token: one connection to the API."""

    url: str
    token: str

    def asks(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        shown = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        with visit(self.url, headers=shown | headers) as client:
            if isinstance(body, bytes):
                return client.request(method, path, content=body)
            return (
                client.request(method, path, json=body)
                if body is not None
                else client.request(method, path)
            )

    def gets(self, path: str) -> httpx.Response:
        return self.asks("GET", path)

    def posts(self, path: str, body: object = None, key: str = "") -> httpx.Response:
        return self.asks("POST", path, body, **({"Idempotency-Key": key} if key else {}))

    def order(self, number: int, **more: object) -> dict[str, object]:
        """What to send or approve an alert with: its hash and recipients, as the forecast shows
        them."""
        seen = self.gets(f"/v1/alerts/{number}/forecast").json()
        return {"content_hash": seen["content_hash"], "expect": seen["recipients"], **more}

    def sends(self, number: int, **more: object) -> httpx.Response:
        return self.posts(f"/v1/alerts/{number}/send", self.order(number, **more))

    def drafts(self, wanted: dict[str, object] | None = None, key: str = "") -> int:
        answer = self.posts("/v1/alerts", wanted or EVERYWHERE, key)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["alert"])


@dataclass
class Bureau:
    """A home behind its API, and the hour of its clock."""

    home: Home
    now: datetime
    url: str = ""
    rung: list[int] = field(default_factory=list)
    # By this clock nobody showed a wrong token of late: who tries many is not slowed.
    seconds: Callable[[], float] = field(default_factory=lambda: count(step=10_000).__next__)

    def hires(self, name: str, role: Role) -> int:
        with self.home.database.writing() as session:
            return add_member(session, name, role, by=LOCAL_OPERATOR, now=self.now)

    def program(
        self, member: int, *scopes: Right, days: int = 30, networks: tuple[str, ...] = ()
    ) -> Program:
        expires_at = self.now + timedelta(days=days)
        with self.home.database.writing() as session:
            new = create_token(
                session,
                member,
                scopes=scopes,
                networks=read_networks(networks),
                expires_at=expires_at,
                by=LOCAL_OPERATOR,
                now=self.now,
            )
        return Program(self.url, new.value)

    def someone(self, name: str, role: Role) -> Program:
        return self.program(self.hires(name, role))

    def imports(
        self, program: Program, content: bytes, query: str = "", kind: str = "text/csv"
    ) -> dict[str, Any]:
        """Hand in a file, have it carried out, and see what became of it."""
        answer = program.asks(
            "POST", f"/v1/residents/import{query}", content, **{"Content-Type": kind}
        )
        assert answer.status_code == 202, answer.text
        carry_out_jobs(self.home, lambda: False)
        return dict(program.gets(answer.headers["Location"]).json())

    def resident(self, phone: str = "", email: str = "") -> int:
        addresses = [read_phone(each, Municipality()) for each in (phone,) if each]
        addresses += [read_email(each) for each in (email,) if each]
        consent = GivenConsent("desk", self.now - timedelta(days=1))
        who = Newcomer(Profile(name="Δοκιμή"), tuple(addresses), consent)
        with self.home.database.writing() as session:
            return add_resident(session, self.home.keys, who, by=LOCAL_OPERATOR, now=self.now)


@pytest.fixture
def bureau(database: Database, vault: Keys, now: datetime, tmp_path: Path) -> Iterator[Bureau]:
    """An office with zones, its founder and two residents; a Severe alert needs two persons."""
    with _opened(database, vault, now, tmp_path) as found:
        yield found


@pytest.fixture
def small_bureau(
    _sqlite_model: Path, vault: Keys, now: datetime, tmp_path: Path
) -> Iterator[Bureau]:
    """The same on SQLite alone, for what no database has a say in."""
    shutil.copy(_sqlite_model, tmp_path / "bureau.db")
    opened = connect_again(sqlite_url(tmp_path / "bureau.db"), vault)
    with _opened(opened, vault, now, tmp_path) as found:
        yield found
    opened.close()


@pytest.fixture
def watched_bureau(
    database: Database, vault: Keys, now: datetime, tmp_path: Path
) -> Iterator[Bureau]:
    """The office with a mailbox where staff are told."""
    with _opened(database, vault, now, tmp_path, ("duty@town.example.gr",)) as found:
        yield found


@pytest.fixture
def default_bureau(
    database: Database, vault: Keys, now: datetime, tmp_path: Path
) -> Iterator[Bureau]:
    """The same with the rules that hold where nothing is written under [approval]."""
    with _opened(
        database, vault, now, tmp_path, ("duty@town.example.gr",), ApprovalSettings()
    ) as found:
        yield found


STRICT = ApprovalSettings(severities=("Severe",))


@contextmanager
def _opened(
    database: Database,
    keys: Keys,
    now: datetime,
    folder: Path,
    told: tuple[str, ...] = (),
    approval: ApprovalSettings = STRICT,
) -> Iterator[Bureau]:
    notice = StaffNotice(emails=told)
    config = Config(
        approval=approval, staff_notice=notice, public_base_url="https://warn.example.gr"
    )
    found = Bureau(Home(folder, config, keys, database), now)
    with database.writing() as session:
        content = (EXAMPLES / "municipality.geojson").read_bytes()
        import_zones(session, content, by=LOCAL_OPERATOR, now=now)
    found.hires("Μαρία", Role.ADMIN)
    found.resident("6900000001")
    found.resident("6900000002", "anna@example.gr")
    with _served(found) as url:
        found.url = url
        yield found


def _seconds(found: Bureau) -> float:
    """Asked anew each time: a test may let them pass as they do."""
    return found.seconds()


@contextmanager
def _served(found: Bureau) -> Iterator[str]:
    app = admin(found.home, lambda: found.rung.append(1), clock=lambda: found.now)
    app.state.failed_tokens = FailedTokens(app.state.context, partial(_seconds, found))
    listener = Listener(bind("127.0.0.1:0"), app)
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(listener.serve(stop),))
    thread.start()
    yield listener.url.rstrip("/")
    loop.call_soon_threadsafe(stop.set)
    thread.join(300)
    loop.close()


@pytest.fixture
def admins(small_bureau: Bureau) -> Program:
    """The founder's program, on SQLite."""
    return small_bureau.program(1)


def at_once(acts: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """Let them all begin at the same moment; what each was answered."""
    answers: list[httpx.Response] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], httpx.Response]) -> None:
        gate.wait()
        answers.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(300)
    return answers


def until(true: Callable[[], object], seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)
