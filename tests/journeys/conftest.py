"""A whole installation as staff have it: a home, the `tocsin` command in processes of its own, and
a sandbox to talk to."""

import contextlib
import csv
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from runtime.database import connect_database
from tests.journeys.forked import Forge, Forked

ROOT = Path(__file__).parents[2]
LONGEST = 600.0  # seconds; a busy machine is no failure
COLUMNS = (
    "name",
    "language",
    "phone",
    "email",
    "zones",
    "groups",
    "topics",
    "consent_source",
    "consent_at",
)


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The same of a command that lists."""
        found: list[dict[str, Any]] = json.loads(self.out)
        return found


@dataclass
class Installation:
    """A home whose channels talk to a sandbox, and the command line to work with."""

    home: Path
    ledger: Path
    http: int
    smtp: int
    environment: dict[str, str]
    forge: Forge
    running: list[subprocess.Popen[str] | subprocess.Popen[bytes] | Forked] = field(
        default_factory=list
    )

    def tocsin(self, *words: str, code: int | None = 0, **environment: str) -> Ran:
        running = self._begins(*words, **environment)
        out, err = running.communicate(timeout=LONGEST)
        assert code is None or running.returncode == code, f"{running.returncode}\n{out}\n{err}"
        assert "Traceback" not in err, err
        assert running.returncode is not None
        return Ran(running.returncode, out, err)

    def _begins(self, *words: str, **environment: str) -> subprocess.Popen[str] | Forked:
        """Start a command the quick way, unless it is to import from elsewhere than we did."""
        whole = self.environment | environment
        if whole["PYTHONPATH"] != self.forge.path:
            return self.starts(*words, **environment)
        return self.forge.starts(["--home", str(self.home), *words], whole)

    def starts(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        running = subprocess.Popen(
            self.command(*words),
            env=self.environment | environment,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.running.append(running)
        return running

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "cli", "--home", str(self.home), *words]

    def sandbox(self) -> None:
        listen = ("--http", f"127.0.0.1:{self.http}", "--smtp", f"127.0.0.1:{self.smtp}")
        self.running.append(self._begins("sandbox", *listen, "--ledger", str(self.ledger)))
        until(lambda: answers(self.http) and answers(self.smtp))

    def snow(self, *words: str, code: int | None = 0, **environment: str) -> Ran:
        return self.tocsin(*self.snow_words(*words), code=code, **environment)

    def snow_words(self, *words: str) -> tuple[str, ...]:
        return (
            "send",
            "snow",
            "--set",
            "from=2031-01-12 20:00",
            "--set",
            "until=2031-01-13 12:00",
            *words,
        )

    @property
    def count(self) -> int:
        return self.ledger.read_bytes().count(b"\n") if self.ledger.exists() else 0

    def received(self) -> list[dict[str, str]]:
        # The last line may be half written, and end within a letter.
        whole = self.ledger.read_bytes().rpartition(b"\n")[0] if self.ledger.exists() else b""
        return [json.loads(line) for line in whole.splitlines()]

    def residents(
        self, *rows: dict[str, str], code: int | None = 0, flags: tuple[str, ...] = ()
    ) -> Ran:
        """Import these residents; what a row leaves out is plain."""
        path = self.home / "people.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(
                {"consent_source": "desk", "consent_at": "2026-01-02", **row} for row in rows
            )
        return self.tocsin("residents", "import", str(path), "--json", *flags, code=code)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(true: Callable[[], object], seconds: float = LONGEST) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def hours_not_now() -> tuple[str, str]:
    """Quiet hours of a resident that begin hours from now and hold nothing back meanwhile."""
    hour = datetime.now(ZoneInfo("Europe/Athens")).hour
    return str((hour + 8) % 24), str((hour + 14) % 24)


def free_port() -> int:
    """A port that nobody has, from below those that the system gives to outgoing connections
    meanwhile."""
    while True:
        port = random.SystemRandom().randrange(12_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def settings(http: int, smtp: int) -> str:
    return f"""
        public_base_url = "https://warn.example.gr"
        patience = 4
        [routes]
        sms = ["twilio"]
        email = ["smtp"]
        [municipality]
        phone = "15377"
        web = "https://town.example.gr"
        name = {{ el = "Δήμος Δοκιμής", en = "Municipality of Dokimi" }}
        sms_name = {{ el = "ΔΗΜΟΣ ΔΟΚΙΜΗΣ", en = "DOKIMI" }}
        [operator]
        phone = "+306999999999"
        email = "duty@town.example.gr"
        [channels.twilio]
        account_sid = "{"AC" + "a" * 32}"
        auth_token = "sandbox-token"
        sender = "DOKIMI"
        base_url = "http://127.0.0.1:{http}"
        price_per_part = 0.05
        [channels.smtp]
        host = "127.0.0.1"
        port = {smtp}
        security = "none"
        sender = "Δήμος Δοκιμής <alerts@town.example.gr>"
    """


def empty_database(server: str) -> str:
    """The URL of a new database without tables on a PostgreSQL server."""
    name = f"t{uuid4().hex}"
    root = connect_database(server)
    with root.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    root.close()
    return server.replace("/postgres?", f"/{name}?")


def plain_environment() -> dict[str, str]:
    """Our environment without what Tocsin reads from it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TOCSIN_", "SUDO_"))
    }
    return kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def _forge() -> Iterator[Forge]:
    forge = Forge(plain_environment())
    yield forge
    forge.close()


@pytest.fixture(scope="session")
def _model(tmp_path_factory: pytest.TempPathFactory, _forge: Forge) -> Path:
    """A home with the zones of the example, made once by the commands that staff would type."""
    folder = tmp_path_factory.mktemp("model")
    model = Installation(
        folder / "home", folder / "ledger.jsonl", 0, 0, plain_environment(), _forge
    )
    model.tocsin("init", "--yes")
    model.tocsin("areas", "import", str(ROOT / "examples" / "municipality.geojson"))
    return model.home


@pytest.fixture
def bare(tmp_path: Path, _model: Path, _forge: Forge) -> Iterator[Installation]:
    """A home with the zones of the example and nobody in it; no sandbox runs yet."""
    http, smtp = free_port(), free_port()
    here = Installation(
        tmp_path / "home", tmp_path / "ledger.jsonl", http, smtp, plain_environment(), _forge
    )
    shutil.copytree(_model, here.home)
    (here.home / "tocsin.toml").write_text(settings(http, smtp), "utf-8")
    yield here
    for process in here.running:
        process.kill()
        process.communicate()


@pytest.fixture
def bare_on_postgresql(bare: Installation, postgres: str, tmp_path: Path) -> Installation:
    """A bare home whose database is a server."""
    bare.environment["TOCSIN_DATABASE"] = empty_database(postgres)
    told = (bare.home / "tocsin.toml").read_text("utf-8")
    bare.home = tmp_path / "other"
    bare.tocsin("init", "--yes")
    (bare.home / "tocsin.toml").write_text(told, "utf-8")
    bare.tocsin("areas", "import", str(ROOT / "examples" / "municipality.geojson"))
    return bare


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_on_each(request: pytest.FixtureRequest, bare: Installation) -> Installation:
    """A bare home, on each database."""
    if request.param == "sqlite":
        return bare
    found: Installation = request.getfixturevalue("bare_on_postgresql")
    return found


@pytest.fixture
def installation(bare: Installation) -> Installation:
    """The same, with a running sandbox."""
    bare.sandbox()
    return bare
