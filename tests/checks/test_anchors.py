"""Once a day staff are mailed the anchor of the journal, or told that it was changed."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from channels import Medium
from checks.anchors import AnchorMails, anchor_job
from checks.tables import OUTSIDE_TRIALS
from delivery import wordings_of
from delivery.tables import DISPATCHES, INSTALLATION
from runtime import LOCAL_OPERATOR, Database, Home, Keys
from runtime.config import Config, StaffNotice
from runtime.config.sections import Journal
from staff import record
from staff.journal import prove_journal
from tests.checks.test_link_tests import minutes_ago
from tests.staff.test_signed_journal import rewrite

DUTY = StaffNotice(phones=("+306900000099",), emails=("night@town.example.gr",))
DAY = timedelta(days=1)


@pytest.fixture
def home(database: Database, vault: Keys, tmp_path: Path) -> Home:
    """A home of last week, whose anchor fell due ten minutes ago."""
    config = Config(staff_notice=DUTY, journal=Journal(anchor_at=minutes_ago(10)))
    opened = Home(tmp_path, config, vault, database)
    acts(opened, datetime.now(UTC) - 7 * DAY, 5)
    return opened


def acts(home: Home, at: datetime, times: int = 1) -> None:
    for _ in range(times):
        with home.database.writing() as session:
            record(session, "areas.imported", "areas", {}, by=LOCAL_OPERATOR, now=at)


def mailed(home: Home, language: str = "en") -> list[str]:
    """The text of each note to staff."""
    with home.database.reading() as session:
        numbers = session.scalars(select(DISPATCHES.c.id).order_by(DISPATCHES.c.id)).all()
        return [
            each.text
            for number in numbers
            for each in wordings_of(session, number)
            if each.medium is Medium.EMAIL and each.language == language
        ]


async def test_the_anchor_is_mailed_once_a_day(home: Home) -> None:
    with home.database.reading() as session:
        head = prove_journal(session, home.keys).head
    await asyncio.gather(*(AnchorMails(home).go_on() for _ in range(3)))
    await AnchorMails(home).go_on()

    [text] = mailed(home)
    assert f"tocsin journal verify --anchor {head}" in text
    assert f"--anchor {head}" in mailed(home, "el")[0]


@pytest.mark.parametrize("noted", [-DAY, DAY], ids=["the next day", "by a clock ahead"])
async def test_the_anchor_is_mailed_again(home: Home, noted: timedelta) -> None:
    await AnchorMails(home).go_on()
    with home.database.writing() as session:
        session.execute(OUTSIDE_TRIALS.update().values(tried_at=datetime.now(UTC) + noted))

    await AnchorMails(home).go_on()

    assert len(mailed(home)) == 2


async def test_a_journal_that_was_changed_is_told_in_place(home: Home) -> None:
    rewrite(home.database, first=3)

    await AnchorMails(home).go_on()

    [text] = mailed(home)
    assert "Entry 3 of the journal is not signed with the key of this home" in text
    assert "Η εγγραφή 3 του ημερολογίου ενεργειών" in mailed(home, "el")[0]


async def test_a_home_of_today_mails_no_anchor(
    database: Database, vault: Keys, tmp_path: Path
) -> None:
    config = Config(staff_notice=DUTY, journal=Journal(anchor_at=minutes_ago(10)))
    fresh = Home(tmp_path, config, vault, database)
    acts(fresh, datetime.now(UTC))

    await AnchorMails(fresh).go_on()

    assert mailed(fresh) == []


async def test_a_copied_home_mails_no_anchor(home: Home) -> None:
    with home.database.writing() as session:
        held = INSTALLATION.insert().values(id=1, fingerprint="", held_at=datetime.now(UTC))
        session.execute(held)

    await AnchorMails(home).go_on()

    assert mailed(home) == []


@pytest.mark.parametrize(
    "config",
    [
        Config(staff_notice=DUTY, journal=Journal(anchor_at="")),
        Config(staff_notice=StaffNotice(phones=DUTY.phones)),
    ],
    ids=["no hour", "no mailbox"],
)
def test_an_anchor_needs_an_hour_and_a_mailbox(home: Home, config: Config) -> None:
    assert anchor_job(Home(home.path, config, home.keys, home.database)) == {}
