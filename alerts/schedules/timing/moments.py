"""Moments and spans as staff type them, in UTC."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from runtime import UsageProblem, said
from templates.moments import read_day_or_moment, read_moment

SECOND = timedelta(seconds=1)
LONGEST = timedelta(days=366)
_SPAN = re.compile(r"(?P<number>[0-9]{1,5})(?P<unit>[smhd])")
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


def type_moment(moment: datetime, zone: ZoneInfo) -> str:
    """As --at reads it back, also on the night clocks go back and with seconds."""
    there = moment.astimezone(zone)
    wall = there.replace(tzinfo=None, fold=0)
    plain = wall if utc_of(wall, zone) == moment else there
    return plain.isoformat(timespec="seconds" if moment.second else "minutes")


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
