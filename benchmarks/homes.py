"""Homes: installations in a temporary folder, with as many people as a row needs; made once and
copied for each run."""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from sqlalchemy import text

from areas import import_zones
from benchmarks.commands import seconds_of, tocsin
from channels import Medium
from channels.sandbox import ACCOUNT as SANDBOX
from channels.sandbox import TOKEN
from console.system.initializing import HomeAnswers, create_home
from delivery.contacts import Address
from examples.residents import COLUMNS, invent, write
from runtime import LOCAL_OPERATOR, Home, Keys

PHONE, EMAIL, TOPICS = (COLUMNS.index(name) for name in ("phone", "email", "topics"))
ACCOUNT = {"account_sid": SANDBOX, "auth_token": TOKEN, "sender": "TOCSIN"}
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Port:
    """Where a medium leads, at which pace (parts a second, None for none), and where its receipts
    go, if anywhere."""

    medium: Medium
    number: int
    rate: float | None = None
    receipts_to: str = ""

    def section(self) -> dict[str, object]:
        """The settings of its channel."""
        pace = {"rate": self.rate} if self.rate else {}
        if self.medium is Medium.SMS:
            told = {"status_callback_base": self.receipts_to} if self.receipts_to else {}
            return {**ACCOUNT, "base_url": f"http://127.0.0.1:{self.number}", **told, **pace}
        sender = "Δήμος (επίδειξη) <alerts@demo.example>"
        return {
            "host": "127.0.0.1",
            "port": self.number,
            "security": "none",
            "sender": sender,
            **pace,
        }


def new_home(folder: Path, *ports: Port, base_url: str = "https://demo.example") -> Home:
    """A home with the zones of the examples and nobody in them; without a port it sends to the
    outbox."""
    names = {Medium.SMS: "twilio", Medium.EMAIL: "smtp"}
    routes = {port.medium.value: [names[port.medium]] for port in ports}
    channels = {names[port.medium]: port.section() for port in ports}
    home = create_home(folder, HomeAnswers(base_url=base_url, routes=routes, channels=channels))
    with home.database.writing() as session:
        content = (files("examples") / "municipality.geojson").read_bytes()
        import_zones(session, content, by=LOCAL_OPERATOR, now=datetime.now(UTC))
    return home


def told_by(medium: Medium, number: int) -> Iterator[tuple[str, ...]]:
    """Invented residents who can be told by a medium, and who want to be told everything."""
    column = {Medium.SMS: PHONE, Medium.EMAIL: EMAIL}[medium]
    reachable = (row for row in invent(number * 2) if row[column])
    return (
        tuple("" if at == TOPICS else cell for at, cell in enumerate(row))
        for row in islice(reachable, number)
    )


def settle(home: Path, rows: Iterator[tuple[str, ...]]) -> None:
    """Import residents; raises Failed."""
    people = home / "people.csv"
    with people.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows((COLUMNS, *rows))
    seconds_of(*tocsin(home, "residents", "import", str(people)))
    people.unlink()


def fill(home: Home, number: int) -> None:
    """Write residents straight into the tables: each with one phone, nine of ten with a zone,
    addresses truly sealed."""
    now = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with home.database.writing() as session:
        zones = list(session.execute(text("SELECT id FROM zone ORDER BY id")).scalars())
        connection = session.connection()
        for start in range(1, number + 1, BATCH):
            ids = range(start, min(start + BATCH, number + 1))
            people = [_person(home.keys, each, zones[each % len(zones)], now) for each in ids]
            for table in _TABLES:
                rows = (
                    [one for one in people if one["zone"]] if "resident_zone" in table else people
                )
                connection.execute(text(table), rows)


def copied(home: Path, to: Path) -> Path:
    """A copy of a home that nobody has open; an older copy is replaced."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(home, to))


def residents_file(path: Path, number: int) -> Path:
    """A CSV file of the examples' residents."""
    with TextIOWrapper(path.open("wb"), "utf-8", newline="") as out:
        write(out, number)
    return path


_TABLES = (
    "INSERT INTO contact (id, medium, digest, address, block) VALUES (:id, 'sms', :digest, :address, '')",
    "INSERT INTO resident (id, language, created_at, changed_at, left_reason) VALUES (:id, :language, :now, :now, '')",
    "INSERT INTO subscription (contact_id, resident_id, standing, since) VALUES (:id, :id, 'active', :now)",
    "INSERT INTO resident_zone (resident_id, zone_id) VALUES (:id, :zone)",
)


def _person(keys: Keys, number: int, zone: int, now: str) -> dict[str, object]:
    phone = f"+3069{number:08d}"
    return {
        "id": number,
        "digest": keys.digest(phone),
        "address": keys.seal(phone, Address.place(number)),
        "now": now,
        "language": "el" if number % 5 else "en",
        "zone": zone if number % 10 else 0,
    }
