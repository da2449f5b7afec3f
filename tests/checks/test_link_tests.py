"""Once a day each channel carries a test message to staff; a channel that does not is known before
the night."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks import CheckResult, Level, Situation, last_link_tests
from checks.link_tests import LinkTesting, last_slot
from checks.outside import check_link_tests
from checks.tables import OUTSIDE_TRIALS
from delivery import wordings_of
from delivery.tables import DISPATCHES, INSTALLATION
from runtime import Database, Home, Keys
from runtime.config import Config, StaffNotice
from runtime.config.sections import OutsideWatch

DUTY = StaffNotice(phones=("+306900000099",), emails=("night@town.example.gr",))
DEAD = {
    "adapter": "twilio",
    "account_sid": "AC" + "a" * 32,
    "auth_token": "t",
    "sender": "DOKIMI",
    "base_url": "http://127.0.0.1:1",
}


def minutes_ago(minutes: int) -> str:
    """That moment by the clocks of the municipality, as a time of day."""
    return f"{Config().municipality.local(datetime.now(UTC) - timedelta(minutes=minutes)):%H:%M}"


@pytest.fixture
def home(database: Database, vault: Keys, tmp_path: Path) -> Home:
    """Staff and two channels for SMS, of which the second reaches nobody."""
    config = Config(
        staff_notice=DUTY,
        watch=OutsideWatch(test_at=minutes_ago(10)),
        routes={"sms": ("outbox_sms", "dead")},
        channels={"dead": DEAD},
    )
    return Home(tmp_path, config, vault, database)


def arrived(home: Home) -> list[tuple[str, str]]:
    """The medium and address of whatever left."""
    index = home.path / "outbox" / "index.jsonl"
    lines = index.read_text("utf-8").splitlines() if index.exists() else []
    return sorted((each["medium"], each["to"]) for each in map(json.loads, lines))


def found(home: Home) -> list[CheckResult]:
    return list(check_link_tests(Situation.of(home)))


def told(home: Home) -> list[str]:
    """The English mail of each note to staff."""
    with home.database.reading() as session:
        numbers = session.scalars(DISPATCHES.select().order_by(DISPATCHES.c.id)).all()
        return [
            each.text for number in numbers for each in wordings_of(session, number) if each.subject
        ]


async def test_each_channel_carries_one_message_to_staff(home: Home) -> None:
    await LinkTesting(home).go_on()

    assert arrived(home) == [("email", "night@town.example.gr"), ("sms", "+306900000099")]
    with home.database.reading() as session:
        tests = {each.name: each.trouble for each in last_link_tests(session)}
    assert tests == {"dead": "transient ClientConnectorError", "outbox_email": "", "outbox_sms": ""}


async def test_a_channel_that_fails_its_test_is_named_to_staff(home: Home) -> None:
    await LinkTesting(home).go_on()

    [result] = found(home)
    assert (
        result.level,
        "'dead' did not take its test message: does not answer" in result.what,
    ) == (
        Level.WARN,
        True,
    )
    assert any("'dead' did not take its test message" in each for each in told(home))
    assert any("το κανάλι «dead» δεν πήρε" in each for each in told(home))


async def test_a_single_process_of_several_tests_the_channels(home: Home) -> None:
    await asyncio.gather(*(LinkTesting(home).go_on() for _ in range(3)))
    await LinkTesting(home).go_on()

    assert len(arrived(home)) == 2


async def test_a_copied_home_tests_nothing(home: Home) -> None:
    with home.database.writing() as session:
        session.execute(
            INSTALLATION.insert().values(id=1, fingerprint="", held_at=datetime.now(UTC))
        )

    await LinkTesting(home).go_on()

    assert arrived(home) == []


async def test_an_hour_late_it_is_left_out(home: Home) -> None:
    late = home.config.model_copy(update={"watch": OutsideWatch(test_at=minutes_ago(90))})

    await LinkTesting(Home(home.path, late, home.keys, home.database)).go_on()

    assert arrived(home) == []


async def test_an_untested_channel_is_named_while_a_test_is_due(home: Home) -> None:
    await LinkTesting(home).go_on()
    with home.database.writing() as session:
        session.execute(
            OUTSIDE_TRIALS.update().values(tried_at=datetime.now(UTC) - timedelta(days=3))
        )

    assert [each.level for each in found(home) if "not tested" in each.what] == [Level.WARN] * 3


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-24T17:00", "2026-11-24T15:00"),
        ("2026-11-24T14:59", "2026-11-23T15:00"),
        ("2026-10-25T12:00", "2026-10-24T14:00"),
        ("2026-10-25T15:00", "2026-10-25T15:00"),
        ("2026-03-29T14:00", "2026-03-29T14:00"),
    ],
)
def test_the_hour_is_that_of_the_municipality(home: Home, now: str, slot: str) -> None:
    afternoon = home.config.model_copy(update={"watch": OutsideWatch(test_at="17:00")})
    here = Home(home.path, afternoon, home.keys, home.database)

    asked = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert last_slot(here, asked) == datetime.fromisoformat(slot).replace(tzinfo=UTC)
