"""Moments: a date and time as staff type it at night, read by the clocks of the municipality."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

FORMS = "20:00, 'tomorrow 08:00', '24/11 20:00' or 2026-11-24T20:00"
_FORM = re.compile(
    r"""(?:(?:(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})
         |(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})(?:/(?P<y>[0-9]{4}))?
         |(?P<word>[a-zα-ω]+)),?(?:t|\s+))?
        (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?
        \s*(?P<offset>z|[+-][0-9]{2}:?[0-9]{2})?""",
    re.VERBOSE,
)
_DAYS_AHEAD = {"today": 0, "σημερα": 0, "tomorrow": 1, "αυριο": 1}
_NOW = frozenset({"now", "τωρα"})
# A date without a year may lie this far back: a correction speaks of yesterday's message.
_LOOK_BACK = timedelta(days=7)


def read_moment(text: str, *, now: datetime, zone: tzinfo, not_before: datetime) -> datetime:
    """A moment in UTC; a bare time is the next one from `not_before`. Raises ValueError that says what is wrong."""
    plain = _plain(text)
    if plain in _NOW:
        return now.astimezone(UTC).replace(second=0, microsecond=0)
    found = _FORM.fullmatch(plain)
    if not found or (found["word"] and found["word"] not in _DAYS_AHEAD):
        raise ValueError(f"'{text}' is not a date and time")
    try:
        clock = _offset(found["offset"]) or zone
        at = time(int(found["hour"]), int(found["minute"]))
        day = _date(found, now.astimezone(zone).date())
    except ValueError:
        raise ValueError(f"'{text}' is on no calendar or clock") from None
    return _settled(day, at, clock) if day else _next(at, not_before, clock)


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(mark for mark in bare if not unicodedata.combining(mark))


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _date(found: re.Match[str], today: date) -> date | None:
    if found["word"]:
        return today + timedelta(days=_DAYS_AHEAD[found["word"]])
    if found["year"]:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found["y"]:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    if found["d"]:
        return _near(int(found["d"]), int(found["m"]), today)
    return None


def _near(day: int, month: int, today: date) -> date:
    """The first such date that is not more than a week ago; 29/2 may be years away."""
    date(2000, month, day)
    for year in range(today.year - 1, today.year + 9):
        leap_day_missing = (month, day) == (2, 29) and not _leap(year)
        if not leap_day_missing and date(year, month, day) >= today - _LOOK_BACK:
            return date(year, month, day)
    raise ValueError("no such date")


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _next(at: time, not_before: datetime, clock: tzinfo) -> datetime:
    day = not_before.astimezone(clock).date()
    moment = _settled(day, at, clock)
    return moment if moment >= not_before else _settled(day + timedelta(days=1), at, clock)


def _settled(day: date, at: time, clock: tzinfo) -> datetime:
    """The wall time in UTC: the first of two when clocks go back; ValueError when clocks leap over it."""
    wall = datetime.combine(day, at)
    moment = wall.replace(tzinfo=clock).astimezone(UTC)
    if moment.astimezone(clock).replace(tzinfo=None) != wall:
        raise ValueError(f"there is no {wall:%d/%m %H:%M} that night, because the clocks go forward")
    return moment
