"""Timing: when a schedule falls due. Pure: wall time and zone go in, slots come out, each once and
in order."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from alerts.schedules.tables import ScheduleKind
from runtime import UsageProblem, mark, said
from templates.moments import read_day_or_moment, read_moment

SECOND = timedelta(seconds=1)
FOREVER = datetime.max.replace(tzinfo=UTC)
SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=366)
_SPAN = re.compile(r"(?P<number>[0-9]{1,5})(?P<unit>[smhd])")
_WRONG = {
    "Bad minute": mark("its minute is none from 0 to 59"),
    "Bad hour": mark("its hour is none from 0 to 23"),
    "Bad day-of-month": mark("its day is none from 1 to 31, or none that its month has"),
    "Bad month": mark("its month is none from 1 to 12 or JAN to DEC"),
    "Bad day-of-week": mark("its weekday is none from 0 to 7 or SUN to SAT"),
}
_UNITS = {
    "s": SECOND,
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


class BadTiming(UsageProblem):
    """Write a moment like 20:00, 8μμ, 24:00, +3h, αύριο 9:00, Friday 12:00, 30/11 9, 30/11 09:00 or
    2026-12-24T18:00; --cron "30 7 * * MON" (minute, hour, day, month, weekday); --every 6h (m, h or
    d)."""

    for_programs = 'Write a moment like 20:00, 30/11 09:00 or 2026-12-24T18:00; a cron line like "30 7 * * MON" (minute, hour, day, month, weekday); a span like 6h (m, h or d).'


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence to come: its name is what makes it unique within its schedule."""

    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When something falls due: the kind, what was typed, by which clocks, and from when on (aware,
    UTC)."""

    kind: ScheduleKind
    spec: str
    zone: ZoneInfo
    starts_at: datetime

    def slots(self, after: datetime, until: datetime = FOREVER) -> Iterator[Slot]:
        """Every slot that falls due later than `after` and not later than `until`, in order."""
        for slot in _SLOTS[self.kind](self, after):
            if slot.due_at > until:
                return
            if slot.due_at > after:
                yield slot


def read_rhythm(kind: ScheduleKind, typed: str, zone: ZoneInfo, *, now: datetime) -> Rhythm:
    """Check what was typed; a span counts from the minute it is. Raises BadTiming."""
    spec = _READERS[kind](typed.strip(), zone, now)
    rhythm = Rhythm(kind, spec, zone, now.astimezone(UTC).replace(second=0, microsecond=0))
    if next(rhythm.slots(now), None) is None:
        raise BadTiming(said("'{typed}' has passed already, or never comes.", typed=typed))
    return rhythm


def read_span(text: str) -> timedelta:
    """A span such as 90s, 30m, 6h or 2d; raises BadTiming."""
    found = _SPAN.fullmatch(text.strip())
    span = int(found["number"]) * _UNITS[found["unit"]] if found else timedelta(0)
    if not timedelta(0) < span <= LONGEST:
        raise BadTiming(
            said("'{text}' is no span such as 30m, 6h or 2d, a year at most.", text=text)
        )
    return span


def read_instant(text: str, zone: ZoneInfo, *, now: datetime) -> datetime:
    """A moment as staff type it, by the clocks of the zone. Raises BadTiming.

    In ISO 8601 a wall time that clocks leap over is the next that exists.
    """
    return _read(text, zone, partial(read_moment, now=now, zone=zone))


def read_window_end(text: str, zone: ZoneInfo, *, now: datetime) -> datetime:
    """Where a window begins or ends: a moment as `read_instant` reads it, or a day, which is its
    beginning. Raises BadTiming."""
    return _read(text, zone, partial(read_day_or_moment, now=now, zone=zone))


def _read(text: str, zone: ZoneInfo, read: Callable[[str], datetime]) -> datetime:
    try:
        found = datetime.fromisoformat(text if ":" in text else "")  # a day alone has no time
        return found.astimezone(UTC) if found.tzinfo else utc_of(found, zone)
    except (ValueError, OverflowError):
        pass
    try:
        return read(text)
    except (ValueError, OverflowError) as error:
        raise BadTiming(said("{error}.", error=error.args[0])) from None


def utc_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """A wall time in UTC: the first of two when clocks go back, the next that exists when clocks
    leap over it."""
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment
    while after - before > SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        leapt = middle.astimezone(zone).utcoffset() == after.astimezone(zone).utcoffset()
        before, after = (before, middle) if leapt else (middle, after)
    return after


def _once(rhythm: Rhythm, _: datetime) -> Iterator[Slot]:
    yield _instant(datetime.fromisoformat(rhythm.spec))


def _by_span(rhythm: Rhythm, after: datetime) -> Iterator[Slot]:
    span = read_span(rhythm.spec)
    first = (after - rhythm.starts_at) // span
    yield from (_instant(rhythm.starts_at + number * span) for number in count(first))


def _by_cron(rhythm: Rhythm, after: datetime) -> Iterator[Slot]:
    # On naive wall times: given a zone, CronSim fires some lines twice on the night clocks go back.
    wall_times = CronSim(rhythm.spec, after.astimezone(rhythm.zone).replace(tzinfo=None))
    last = after
    for wall in wall_times:
        due_at = utc_of(wall, rhythm.zone)
        if due_at > last:
            yield Slot(f"{due_at.astimezone(rhythm.zone):%Y-%m-%dT%H:%M}", due_at)
            last = due_at


def _instant(moment: datetime) -> Slot:
    utc = moment.astimezone(UTC)
    return Slot(f"{utc:%Y-%m-%dT%H:%M:%SZ}", utc)


def _read_at(typed: str, zone: ZoneInfo, now: datetime) -> str:
    return read_instant(typed, zone, now=now).replace(microsecond=0).isoformat()


def _read_cron(typed: str, _zone: ZoneInfo, _now: datetime) -> str:
    if len(typed.split()) != 5:
        raise BadTiming(said("'{typed}' has not five fields.", typed=typed))
    try:
        CronSim(typed, datetime(2026, 1, 1))
    except CronSimError as error:
        wrong = said(_WRONG.get(str(error), str(error)))
        raise BadTiming(said("'{typed}': {error}.", typed=typed, error=wrong)) from None
    return " ".join(typed.split())


def _read_every(typed: str, _zone: ZoneInfo, _now: datetime) -> str:
    if read_span(typed) < SHORTEST:
        raise BadTiming(said("'{typed}' is shorter than a minute.", typed=typed))
    return typed


_SLOTS = {ScheduleKind.AT: _once, ScheduleKind.EVERY: _by_span, ScheduleKind.CRON: _by_cron}
_READERS = {
    ScheduleKind.AT: _read_at,
    ScheduleKind.EVERY: _read_every,
    ScheduleKind.CRON: _read_cron,
}
