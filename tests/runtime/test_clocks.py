"""Clocks: what is believed of the time that is shown, as values; and the row that keeps it, on both
databases."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from runtime import Database, moment
from runtime.clocks import (
    AFTER_A_START,
    AFTER_A_STEP,
    CONFIRMED,
    FRESH,
    LEAP,
    Anchor,
    Doubt,
    ProcessClock,
    Witness,
)
from runtime.witness import SeenTime, confirm_clock, consult_clock, watch_clock

TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HOURS, YEAR, NONE = timedelta(hours=2), timedelta(days=365), timedelta()
SOON = timedelta(minutes=1)


def anchor(at: datetime = TEN, uptime: float = 1000.0, boot: str = "first") -> Anchor:
    return Anchor(at, boot, uptime)


def later(passed: timedelta, ahead: timedelta = NONE, boot: str = "first") -> Anchor:
    """What is shown when so much time has passed and the clock is so far ahead."""
    return anchor(TEN + passed + ahead, 1000 + passed.total_seconds(), boot)


@dataclass(frozen=True)
class Case:
    name: str
    reading: Anchor
    ahead: timedelta | None = None
    left: timedelta | None = None
    witness: Witness = Witness(anchor())


WITH_PROVIDER = Witness(anchor(), told=anchor(), told_by="twilio")
CASES = (
    Case("runs on", later(SOON)),
    Case("is corrected by seconds", later(SOON, timedelta(seconds=40))),
    Case("slept a week", later(timedelta(days=7))),
    Case("steps two hours ahead", later(SOON, HOURS), HOURS, AFTER_A_STEP),
    Case("steps two hours back", later(SOON, -HOURS), -HOURS, AFTER_A_STEP),
    Case("steps a year ahead", later(SOON, YEAR), YEAR, None),
    Case("steps a year back", later(SOON, -YEAR), -YEAR, AFTER_A_STEP),
    Case("was off two hours", later(NONE, HOURS, "second"), HOURS, AFTER_A_START),
    Case("was off five minutes", later(NONE, timedelta(minutes=5), "second")),
    Case("starts in 1970", later(NONE, -YEAR, "second"), -YEAR, AFTER_A_START),
    Case(
        "agrees with a provider after a step",
        later(SOON, YEAR),
        None,
        None,
        Witness(anchor(), told=later(NONE, YEAR)),
    ),
    Case(
        "agrees with a provider after a start",
        later(NONE, HOURS, "second"),
        None,
        None,
        Witness(anchor(), told=anchor(TEN + HOURS, boot="second")),
    ),
    Case(
        "disagrees with a provider",
        later(SOON),
        -HOURS,
        None,
        Witness(anchor(), told=later(NONE, HOURS), told_by="twilio"),
    ),
    Case(
        "disagreed with a provider long ago",
        later(FRESH + SOON),
        None,
        None,
        Witness(anchor(), told=later(NONE, HOURS), told_by="twilio"),
    ),
    Case(
        "is called right by staff",
        later(SOON),
        None,
        None,
        Witness(anchor(), told=later(NONE, HOURS), told_by="twilio", confirmed_at=TEN),
    ),
    Case(
        "was called right long ago",
        later(CONFIRMED + SOON),
        -HOURS,
        None,
        Witness(anchor(), told=later(CONFIRMED, HOURS), told_by="twilio", confirmed_at=TEN),
    ),
    Case(
        "has been doubted for a while",
        later(HOURS / 4, HOURS),
        HOURS,
        AFTER_A_STEP - HOURS / 8,
        Witness(anchor(), later(HOURS / 8, HOURS)),
    ),
    Case(
        "has been watched long enough",
        later(AFTER_A_STEP + SOON, HOURS),
        None,
        None,
        Witness(anchor(), later(SOON, HOURS)),
    ),
    Case(
        "stepped again meanwhile",
        later(AFTER_A_STEP, -HOURS),
        -HOURS,
        AFTER_A_STEP,
        Witness(anchor(), later(SOON, HOURS)),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_clock_is_judged_by_seen_and_provided_times(case: Case) -> None:
    found = case.witness.judge(case.reading)

    assert (found and (found.ahead, found.left)) == (
        None if case.ahead is None else (case.ahead, case.left)
    )


@dataclass
class Machine:
    """A machine whose clock can be set, which starts and is up for some seconds."""

    at: datetime = TEN
    ahead: timedelta = NONE
    start: datetime = TEN

    def shows(self) -> datetime:
        return self.at + self.ahead

    def uptime(self) -> float:
        return (self.at - self.start).total_seconds()

    def clock(self, boot: str = "first") -> ProcessClock:
        return ProcessClock(self.shows, self.uptime, boot)


@pytest.mark.parametrize("step", [HOURS, -HOURS, YEAR])
def test_a_step_in_mid_send_moves_no_moment(step: timedelta) -> None:
    machine = Machine()
    clock = machine.clock()
    clock.heed(clock.read(clock.show()), Witness(anchor(uptime=0)))

    machine.at, machine.ahead = TEN + SOON, step

    assert clock.now() == TEN + SOON


def test_a_small_correction_is_followed() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.heed(clock.read(clock.show()), Witness(anchor(uptime=0)))

    machine.ahead = LEAP / 2

    assert clock.now() == TEN + LEAP / 2


@pytest.fixture
def seen(database: Database) -> Database:
    """A database whose processes have seen the time."""
    assert watch(database) is None
    return database


def watch(database: Database, told: dict[str, datetime] | None = None) -> Doubt | None:
    with database.writing() as session:
        return watch_clock(session, told).doubt


def steps(database: Database, ahead: timedelta) -> None:
    """The clock is so far ahead of what was seen; a server's clock cannot be set, so what was seen
    is moved."""
    with database.writing() as session:
        row = session.scalars(select(SeenTime)).one()
        row.seen_at -= ahead


def another(database: Database) -> Database:
    """The same database in another process."""
    return Database(database.engine, ProcessClock())


def off(database: Database, ahead: timedelta) -> bool:
    with database.reading() as session:
        return abs(moment(session) - datetime.now(UTC) + ahead) < SOON


@pytest.mark.parametrize("ahead", [HOURS, -HOURS, YEAR])
def test_a_clock_that_stepped_is_doubted_and_time_goes_on(seen: Database, ahead: timedelta) -> None:
    steps(seen, ahead)

    doubt = watch(seen)

    assert doubt is not None
    assert abs(doubt.ahead - ahead) < SOON
    assert off(seen, ahead)


@pytest.mark.parametrize("ahead", [HOURS, -HOURS, YEAR])
def test_a_provider_that_shows_the_same_ends_the_doubt(seen: Database, ahead: timedelta) -> None:
    steps(seen, ahead)
    assert watch(seen) is not None

    doubt = watch(seen, {"broken": datetime.now(UTC) - YEAR, "twilio": datetime.now(UTC)})

    assert doubt is None
    assert off(seen, NONE)


def test_staff_who_confirm_the_clock_end_the_doubt_everywhere(seen: Database) -> None:
    steps(seen, -YEAR)
    assert watch(seen) is not None

    with another(seen).writing() as session:
        confirm_clock(session)

    assert watch(seen) is None
    assert off(seen, NONE)


def test_a_provider_that_disagrees_is_overruled_by_staff(seen: Database) -> None:
    told = {"twilio": datetime.now(UTC) + HOURS}
    assert watch(seen, told) is not None

    with seen.writing() as session:
        confirm_clock(session)

    assert watch(seen, told) is None


def test_a_process_with_a_doubted_clock_does_not_mislead_another(
    seen: Database,
) -> None:
    steps(seen, HOURS)
    assert watch(seen) is not None
    steps(seen, -HOURS)  # as a process sees it whose clock is right

    assert watch(another(seen)) is None

    with seen.reading() as session:
        assert session.scalars(select(SeenTime)).one().doubted_at is None


def test_a_command_doubts_without_writing(seen: Database) -> None:
    steps(seen, HOURS)
    command = another(seen)

    with command.reading() as session:
        doubt = consult_clock(session)

    assert doubt is not None
    assert off(command, HOURS)


def test_a_believed_time_earlier_than_before_is_told(seen: Database) -> None:
    steps(seen, -HOURS)

    with seen.writing() as session:
        watched = watch_clock(session, {"twilio": datetime.now(UTC)})

    assert watched.went_back
