"""When schedules fall due, across the nights on which clocks change, against a computation with
zoneinfo alone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.schedules import ScheduleKind, find_schedule
from alerts.schedules.timeline import simulate_firings
from alerts.schedules.timing.moments import BadTiming, read_instant, read_window_end, utc_of
from alerts.schedules.timing.recurrences import Recurrence, read_recurrence
from runtime import Database, Keys
from tests.alerts.schedule_timetable import Timetable

ATHENS = ZoneInfo("Europe/Athens")
NIGHTS = ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31")
ADDED = datetime(2026, 1, 1, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def minutes(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every minute there is, in UTC and by the clocks of Athens."""
    while start < end:
        yield start, start.astimezone(ATHENS).replace(tzinfo=None)
        start += MINUTE


def due_by_zoneinfo(start: datetime, end: datetime, *, weekday: int | None) -> list[datetime]:
    """03:30 of each day, or of each such weekday: the first minute of that day that shows 03:30 or
    later."""
    found: dict[object, datetime] = {}
    for utc, wall in minutes(start, end):
        if (wall.hour, wall.minute) >= (3, 30) and (weekday is None or wall.weekday() == weekday):
            found.setdefault(wall.date(), utc)
    return list(found.values())


def around(night: str) -> tuple[datetime, datetime]:
    day = datetime.fromisoformat(night).replace(tzinfo=ATHENS)
    return (day - timedelta(days=9)).astimezone(UTC), (day + timedelta(days=9)).astimezone(UTC)


@pytest.fixture
def timetable(tmp_path: Path, database: Database, vault: Keys) -> Timetable:
    timetable = Timetable.at(tmp_path, database, vault, ADDED)
    timetable.adds("daily", kind=ScheduleKind.CRON, spec="30 3 * * *")
    timetable.adds("weekly", kind=ScheduleKind.CRON, spec="30 3 * * SUN")
    timetable.adds("hourly", kind=ScheduleKind.EVERY, spec="1h")
    return timetable


def simulated(timetable: Timetable, name: str, start: datetime, end: datetime) -> list[datetime]:
    with timetable.home.database.reading() as session:
        chosen = [find_schedule(session, name)]
        found = simulate_firings(
            session, chosen, timetable.office, start=start, end=end, now=timetable.now
        )
        return [each.slot.due_at for each in found]


def test_a_schedule_fires_once_when_the_clocks_change(timetable: Timetable) -> None:
    for start, end in map(around, NIGHTS):
        daily, weekly, hourly = (
            simulated(timetable, name, start, end) for name in ("daily", "weekly", "hourly")
        )

        assert daily == due_by_zoneinfo(start, end, weekday=None)
        assert weekly == due_by_zoneinfo(start, end, weekday=6)
        assert hourly == [utc for utc, _ in minutes(start, end) if utc.minute == 0]
        assert (len(daily), len(weekly), len(hourly)) == (
            18,
            3,
            (end - start) // timedelta(hours=1),
        )


@pytest.mark.parametrize(
    ("night", "at"),
    [
        ("2026-03-29", "04:00"),
        ("2026-10-25", "03:30"),
        ("2027-03-28", "04:00"),
        ("2027-10-31", "03:30"),
    ],
)
def test_half_past_three_is_one_moment_when_the_clocks_change(night: str, at: str) -> None:
    wall = datetime.fromisoformat(f"{night}T03:30")

    found = utc_of(wall, ATHENS).astimezone(ATHENS)

    assert (f"{found:%H:%M}", found.fold) == (at, 0)


def test_a_moved_firing_merges_with_the_one_already_there() -> None:
    rhythm = Recurrence(ScheduleKind.CRON, "*/15 2-4 * * *", ATHENS, ADDED)
    night = datetime(2026, 3, 29, tzinfo=UTC)

    names = [
        slot.name[11:]
        for slot in rhythm.slots(night - timedelta(hours=1), night + timedelta(hours=4))
    ]

    assert names == ["02:00", "02:15", "02:30", "02:45", "04:00", "04:15", "04:30", "04:45"]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("cron", "30 3 * *"),
        ("cron", "61 3 * * *"),
        ("cron", "0 0 30 2 *"),
        ("cron", "* * * * * *"),
        ("every", "0h"),
        ("every", "30s"),
        ("every", "6"),
        ("every", "-2h"),
        ("every", "9999d"),
        ("at", "tomorrow"),
        ("at", "2026-13-01T10:00"),
        ("at", "2025-12-24T18:00"),
    ],
)
def test_a_bad_timing_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(BadTiming):
        read_recurrence(ScheduleKind(kind), typed, ATHENS, now=ADDED)


ZONES = st.sampled_from(
    ["Europe/Athens", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
)
STARTS = st.datetimes(datetime(2011, 12, 1), datetime(2027, 12, 1)).map(
    lambda found: found.replace(tzinfo=UTC)
)
LINES = st.tuples(
    st.sets(st.integers(0, 59), min_size=1, max_size=3),
    st.sets(st.integers(0, 23), min_size=1, max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(ZONES, STARTS, LINES)
def test_every_wall_time_fires_once_and_in_order(
    name: str, start: datetime, line: tuple[set[int], set[int]]
) -> None:
    zone, end = ZoneInfo(name), start + timedelta(days=40)
    spec = f"{','.join(map(str, line[0]))} {','.join(map(str, line[1]))} * * *"

    slots = list(Recurrence(ScheduleKind.CRON, spec, zone, start).slots(start, end))

    assert all(one.due_at < other.due_at for one, other in pairwise(slots))
    assert len({slot.name for slot in slots}) == len(slots)
    assert {slot.due_at for slot in slots} == set(moments_of(zone, start, end, line))


def moments_of(
    zone: ZoneInfo, start: datetime, end: datetime, line: tuple[set[int], set[int]]
) -> Iterator[datetime]:
    """The first minute that shows each wall time of the line, or what comes after it where there is
    none."""
    first = start.astimezone(zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    for day in range(-2, 44):
        for hour in line[1]:
            for minute in line[0]:
                wall = first + timedelta(days=day, hours=hour, minutes=minute)
                found = _first_showing(wall, zone)
                if start < found <= end:
                    yield found


def _first_showing(wall: datetime, zone: ZoneInfo) -> datetime:
    utc = wall.replace(tzinfo=zone).astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) == wall:
        return utc
    utc = wall.replace(tzinfo=UTC) - timedelta(hours=15)
    while utc.astimezone(zone).replace(tzinfo=None) < wall:
        utc += MINUTE
    return utc


@settings(max_examples=60, deadline=None)
@given(
    STARTS,
    st.integers(0, 40 * 24 * 60),
    st.sampled_from(["7 * * * *", "30 3 * * *", "*/20 1-5 * * SUN"]),
)
def test_two_passes_decide_like_a_single_pass(
    start: datetime, minutes_later: int, spec: str
) -> None:
    rhythm = Recurrence(ScheduleKind.CRON, spec, ATHENS, start)
    middle, end = start + minutes_later * MINUTE, start + timedelta(days=40)

    in_two = [*rhythm.slots(start, middle), *rhythm.slots(middle, end)]

    assert in_two == list(rhythm.slots(start, end))


@pytest.mark.parametrize("day", ["2026-11-28", "Σάββατο", "το Σάββατο", "28/11", "Σαβ 28/11/2026"])
def test_a_day_without_a_time_begins_a_window_only(day: str) -> None:
    now = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)

    assert read_window_end(day, ATHENS, now=now) == datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
    with pytest.raises(BadTiming, match="is a day without a time"):
        read_instant(day, ATHENS, now=now)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("61 7 * * *", "its minute is none from 0 to 59"),
        ("30 24 * * *", "its hour is none from 0 to 23"),
        ("30 7 32 * *", "its day is none from 1 to 31"),
        ("30 7 30 2 *", "its day is none from 1 to 31, or none that its month has"),
        ("30 7 * 13 *", "its month is none from 1 to 12 or JAN to DEC"),
        ("30 7 * * MOND", "its weekday is none from 0 to 7 or SUN to SAT"),
    ],
)
def test_a_wrong_cron_line_is_refused_with_the_reason(line: str, wrong: str) -> None:
    with pytest.raises(BadTiming, match=f"^'{re.escape(line)}': {wrong}"):
        read_recurrence(ScheduleKind.CRON, line, ATHENS, now=ADDED)
