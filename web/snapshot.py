"""What a process can say of itself and of its home at one moment: everything that /ready and
/metrics show."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from sqlalchemy import text
from sqlmodel import Session

from alerts import count_alerts_by_state
from alerts.approval import list_unapproved_alerts
from alerts.schedules.running import find_next_due
from channels import Medium
from checks import (
    CheckResult,
    Level,
    LinkTest,
    Situation,
    last_link_tests,
    last_ping,
    run_quick_checks,
)
from delivery.monitoring import DeliveryLoad, MetricValue, count_load, last_heartbeat, list_counters
from delivery.sending import DeliveryWorker
from runtime import Database, Home, Problem, moment
from runtime.home import UNREAD_BOUNCES
from runtime.witness import read_witness
from staff.journal import how_far_mirrored, last_act
from staff.tokens import recent_failures

FRESH_SECONDS = 10.0
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class HomeSnapshot:
    """One look at the database, whose clock said `at`; prices are by medium and channel, skews by
    what the clock is compared with."""

    at: datetime
    skews: Mapping[str, timedelta]
    standing: DeliveryLoad
    heartbeat: datetime | None
    measured: Sequence[MetricValue]
    alerts: Mapping[str, int]
    submitted: Sequence[datetime]
    due: datetime | None
    backup: datetime | None
    mirror_behind: int | None
    failed_tokens: int
    unread_bounces: int
    disk_free: int
    database_bytes: int
    prices: Mapping[tuple[str, ...], float]
    tests: Sequence[LinkTest]
    pinged: datetime | None


@dataclass(slots=True)
class ProcessHealth:
    """What this process can say of itself and of the database, looked up at most every ten
    seconds."""

    home: Home
    worker: DeliveryWorker
    _seen: HomeSnapshot | None = field(default=None)
    _seen_at: float | None = None
    _checks: Sequence[CheckResult] = ()
    _checked_at: float | None = None

    def look(self) -> HomeSnapshot | None:
        """How everything stands, None while the database cannot be read. The cost grows with what
        is open, not with what was ever sent."""
        if self._seen_at is None or monotonic() - self._seen_at > FRESH_SECONDS:
            try:
                with self.home.database.reading() as session:
                    self._seen = _look(session, self.home)
            except Problem:
                self._seen = None
            self._seen_at = monotonic()
        return self._seen

    def checks(self) -> Sequence[CheckResult]:
        """What the checks of `tocsin status` find, made at most every ten seconds."""
        if self._checked_at is None or monotonic() - self._checked_at > FRESH_SECONDS:
            self._checks = run_quick_checks(Situation.of(self.home))
            self._checked_at = monotonic()
        return self._checks

    def problems(self) -> list[str]:
        """Why this process cannot do its work now, in words that may be shown to anybody: the
        checks that fail, by name."""
        failed = {f"check {each.check}" for each in self.checks() if each.level is Level.FAIL}
        return sorted(failed | {f"channel {name}" for name in self.worker.troubles()})


def _look(session: Session, home: Home) -> HomeSnapshot:
    now = moment(session)
    unapproved = list_unapproved_alerts(session, home.config.approval, now=now)
    waiting = (each.alert.submitted_at for each in unapproved)
    return HomeSnapshot(
        at=now,
        skews=_skews(session, home.database),
        standing=count_load(session, now=now),
        heartbeat=last_heartbeat(session, now=now),
        measured=tuple(list_counters(session, home.config.routes)),
        alerts=count_alerts_by_state(session),
        submitted=[each or now for each in waiting],
        due=find_next_due(session, now=now),
        backup=last_act(session, "home.backed_up"),
        mirror_behind=how_far_mirrored(session, home).behind
        if home.config.journal.mirror
        else None,
        failed_tokens=recent_failures(session, since=now - HOUR).number,
        unread_bounces=_files(home.path / UNREAD_BOUNCES),
        disk_free=shutil.disk_usage(home.path).free,
        database_bytes=_size(session, home.database),
        prices=dict(_prices(Situation.of(home))),
        tests=last_link_tests(session),
        pinged=last_ping(session),
    )


def _skews(session: Session, database: Database) -> Mapping[str, timedelta]:
    """How far the clock is ahead of others, as far as these are known."""
    reading, witness = read_witness(session)
    found = {"database": database.clock.show() - reading.at}
    passed = witness.seen.expected(reading) if witness else None
    told = witness.told_time(reading) if witness else None
    found |= {"passed": reading.at - passed} if passed else {}
    return found | ({"provider": reading.at - told} if told else {})


def _files(folder: Path) -> int:
    try:
        return sum(1 for _ in os.scandir(folder))
    except FileNotFoundError:
        return 0


def _size(session: Session, database: Database) -> int:
    """The bytes of the database, with SQLite's log of changes."""
    if not database.is_sqlite:
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    file = Path(database.engine.url.database or "")
    both = (file, file.with_name(f"{file.name}-wal"))
    return sum(each.stat().st_size for each in both if each.exists())


def _prices(at: Situation) -> Iterator[tuple[tuple[str, ...], float]]:
    for medium, names in at.routes.items():
        for name in names:
            yield (Medium(medium).value, name), at.settings_of(name).price_per_part
