"""Whoever fires schedules leaves a mark, by which it is known, on both databases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks import fires_schedules, note_pass, schedule_mark_job
from checks.tables import OUTSIDE_TRIALS
from delivery.workers import enlist, retire
from runtime import Database, Home, Keys
from runtime.config import Config


@pytest.fixture
def home(database: Database, vault: Keys, tmp_path: Path) -> Home:
    return Home(tmp_path, Config(), vault, database)


def fires(home: Home) -> bool:
    with home.database.reading() as session:
        return fires_schedules(session)


def ages(home: Home, span: timedelta) -> None:
    with home.database.writing() as session:
        session.execute(OUTSIDE_TRIALS.update().values(tried_at=datetime.now(UTC) - span))


def works(home: Home) -> int:
    with home.database.writing() as session:
        return enlist(session)


async def test_a_worker_alone_fires_no_schedules(home: Home) -> None:
    works(home)

    assert not fires(home)


async def test_a_process_with_the_clock_fires_schedules(home: Home) -> None:
    works(home)

    await schedule_mark_job(home)["schedules"]()

    assert fires(home)


async def test_a_process_that_has_ended_fires_no_schedules(home: Home) -> None:
    number = works(home)
    await schedule_mark_job(home)["schedules"]()

    with home.database.writing() as session:
        retire(session, number)

    assert not fires(home)


@pytest.mark.parametrize("span", [timedelta(minutes=3), timedelta(days=-1)])
async def test_a_stale_mark_beside_a_worker_counts_for_nothing(home: Home, span: timedelta) -> None:
    works(home)
    await schedule_mark_job(home)["schedules"]()

    ages(home, span)

    assert not fires(home)


async def test_a_mark_of_a_clock_is_renewed_twice_a_minute(home: Home) -> None:
    works(home)
    job = schedule_mark_job(home)["schedules"]
    await job()
    ages(home, timedelta(minutes=3))

    await job()

    assert not fires(home)


@pytest.mark.parametrize(("minutes", "counts"), [(50, True), (70, False)])
async def test_a_pass_counts_for_an_hour(home: Home, minutes: int, counts: bool) -> None:
    with home.database.writing() as session:
        note_pass(session)

    ages(home, timedelta(minutes=minutes))

    assert fires(home) is counts
