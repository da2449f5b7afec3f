"""A month of schedules, stepped through by two processes at a time that are killed at random: each
message goes out once, or is held and says why.

TEST_MONTHS and TEST_SEED make it longer or another one: `make chaos-schedules`.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from alerts import Office
from alerts.composing import AlertRequest
from alerts.schedules import LatePolicy, ScheduleKind, SchedulePlan, add_schedule
from runtime import LOCAL_OPERATOR, Home, open_home
from tests.journeys.conftest import Installation
from tests.journeys.forked import Forked

MONTHS = int(os.environ.get("TEST_MONTHS", "1"))
SEED = int(os.environ.get("TEST_SEED", "20261025"))
HOURS = (2, 14) if MONTHS > 1 else (6, 40)  # between two looks
START = datetime(2026, 10, 10, 9, 0, tzinfo=UTC)  # the clocks go back on the 25th
PEOPLE = 3
WORDS = {"from": "occurrence", "until": "occurrence+12h"}
PLANS = (
    SchedulePlan(
        "daily", AlertRequest("snow", WORDS, media=("sms",)), ScheduleKind.CRON, "30 3 * * *"
    ),
    SchedulePlan(
        "weekly",
        AlertRequest("snow", WORDS, media=("sms",)),
        ScheduleKind.CRON,
        "0 9 * * MON",
        timedelta(hours=6),
    ),
    SchedulePlan(
        "often",
        AlertRequest("snow", WORDS, media=("sms",)),
        ScheduleKind.EVERY,
        "5h",
        late=LatePolicy.SEND,
    ),
    SchedulePlan(
        "once", AlertRequest("snow", WORDS, media=("sms",)), ScheduleKind.AT, "2026-10-25T03:30"
    ),
)


@pytest.fixture
def scheduled(bare_on_each: Installation) -> Installation:
    """An installation with three residents and the plans, added on the first day of the month."""
    bare = bare_on_each
    bare.residents(*({"name": "Δοκιμή", "phone": f"+3069{number:08d}"} for number in range(PEOPLE)))
    with opened(bare) as home, home.database.writing() as session:
        for plan in PLANS:
            add_schedule(session, plan, Office.of(home), by=LOCAL_OPERATOR, now=START)
    return bare


@dataclass
class Month:
    """The two who run, and whoever kills them."""

    installation: Installation
    random: Random
    seconds: float = 1.0
    killed: int = 0
    codes: set[int] = field(default_factory=set)

    def steps_to(self, now: datetime) -> None:
        """Two processes look at once; either may be killed at any moment."""
        began = time.monotonic()
        both = [self._looks(now) for _ in range(2)]
        doomed = [process for process in both if self.random.random() < 0.4]
        for process in doomed:
            time.sleep(max(0.0, began + self.random.uniform(0, self.seconds) - time.monotonic()))
            process.kill()
        for process in both:
            out, err = process.communicate(timeout=600)
            self.killed += process.returncode == -signal.SIGKILL
            assert process.returncode in {0, 3, -signal.SIGKILL}, (
                f"{process.returncode}\n{out}\n{err}"
            )
            self.codes.add(process.returncode)
        if not doomed:
            self.seconds = 1.1 * (time.monotonic() - began)

    def _looks(self, now: datetime) -> Forked:
        words = [
            "--home",
            str(self.installation.home),
            "schedules",
            "run-due",
            "--now",
            now.isoformat(),
        ]
        return self.installation.forge.starts(
            [*words, "--no-deliver"], self.installation.environment
        )


def test_a_month_with_two_at_a_time_killed_at_random(scheduled: Installation) -> None:
    print(f"seed {SEED}")
    month = Month(scheduled, Random(SEED))
    end = START + MONTHS * timedelta(days=31)

    now = START
    while now < end:
        now = min(end, now + timedelta(hours=month.random.uniform(*HOURS)))
        month.steps_to(now)
    scheduled.tocsin("schedules", "run-due", "--now", end.isoformat(), "--no-deliver", code=None)

    assert month.killed > 3
    assert {0, -signal.SIGKILL} <= month.codes
    for plan in PLANS:
        rows = decided(scheduled, plan.name)
        assert [due_at for due_at, *_ in rows] == due_by_zoneinfo(plan.name, end), plan.name
        assert all(alert if state == "fired" else reason for _, state, reason, alert in rows), rows
    check_alerts(scheduled)
    scheduled.tocsin("journal", "verify")


def decided(installation: Installation, name: str) -> list[tuple[datetime, str, str, int | None]]:
    with opened(installation) as home, home.database.reading() as session:
        rows = session.execute(
            text(
                "SELECT due_at, o.state, reason, alert_id FROM occurrence o JOIN schedule s ON s.id = schedule_id"
                " WHERE name = :name ORDER BY due_at"
            ),
            {"name": name},
        ).all()
    return [(_aware(row.due_at), row.state, row.reason, row.alert_id) for row in rows]


def check_alerts(installation: Installation) -> None:
    """Every firing is one alert of its own, every alert one firing, and each tells everybody
    once."""
    with opened(installation) as home, home.database.reading() as session:
        fired = session.scalars(text("SELECT alert_id FROM occurrence WHERE state = 'fired'")).all()
        alerts = session.scalars(text("SELECT id FROM alert")).all()
        told = session.execute(
            text("SELECT contact_id, COUNT(*) AS times FROM delivery GROUP BY contact_id")
        ).all()
    assert sorted(fired) == sorted(alerts)
    assert len(fired) > 15
    assert [row.times for row in told] == [len(alerts)] * PEOPLE


def due_by_zoneinfo(name: str, end: datetime) -> list[datetime]:
    """When each plan is due, from the calendar alone; 03:30 exists every night of these months, on
    the 25th twice."""
    athens = ZoneInfo("Europe/Athens")
    days = [
        START.astimezone(athens).date() + timedelta(days=number)
        for number in range(31 * MONTHS + 2)
    ]
    half_past = [datetime(day.year, day.month, day.day, 3, 30, tzinfo=athens) for day in days]
    found = {
        "daily": half_past,
        "weekly": [
            datetime(day.year, day.month, day.day, 9, tzinfo=athens)
            for day in days
            if day.weekday() == 0
        ],
        "often": [START + number * timedelta(hours=5) for number in range(31 * MONTHS * 5)],
        "once": [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)],
    }[name]
    return [moment.astimezone(UTC) for moment in found if START < moment <= end]


@contextmanager
def opened(installation: Installation) -> Iterator[Home]:
    home = open_home(installation.home, installation.environment)
    yield home
    home.database.close()


def _aware(moment: datetime | str) -> datetime:
    found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
