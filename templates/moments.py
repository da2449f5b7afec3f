"""Moments: a date and time as staff type it at night, in Greek or English, read by the clocks of the municipality."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache

from babel.dates import get_day_names, get_month_names

from runtime import mark, said

FORMS = mark(
    "20:00, 20.00, 8μμ, τώρα / now, σε 3 ώρες / +3h, απόψε / tonight 21:00, αύριο / tomorrow 9:00,"
    " Παρασκευή / Friday 12:00, 30/11 09:00 or 2026-11-30T09:00"
)
LATEST_PAST = timedelta(hours=6)  # a time of day that was at most so long ago is that one, not tomorrow's
FARTHEST = timedelta(days=60)  # farther ahead, a date needs its year
# A date without a year may lie this far back: a correction speaks of yesterday's message.
_LOOK_BACK = timedelta(days=7)
_CLOCK = r"""(?P<at>στις\s+|στη\s+|at\s+)?(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?
    \s*(?P<half>[μπ]\.?μ\.?|[ap]m)?\s*(?P<offset>z|[+-][0-9]{2}:?[0-9]{2})?"""
_DAY = r"""(?:(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})
    |(?P<d>[0-9]{1,2})(?:/(?P<m>[0-9]{1,2})(?:/(?P<y>[0-9]{4}))?|\s+(?P<named>[a-zα-ω]+\.?)(?:\s+(?P<named_year>[0-9]{4}))?)
    |(?:(?:την|on|this)\s+)?(?P<word>[a-zα-ω]+\.?))"""
_FORMS = tuple(
    re.compile(form, re.VERBOSE)
    for form in (rf"(?:{_DAY},?(?:t|\s+))?{_CLOCK}", rf"{_CLOCK},?\s+{_DAY}", _DAY)
)
_SPAN = re.compile(r"(?:\+|(?:in|σε)\s+)(?P<number>[0-9]{1,3}|an?|μια)\s*(?P<unit>[a-zα-ω]+)")
_UNITS = {
    **dict.fromkeys(("m", "min", "minute", "minutes", "λεπτο", "λεπτα", "λ"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hour", "hours", "ωρα", "ωρες", "ω"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days", "μερα", "μερες", "ημερα", "ημερες"), timedelta(days=1)),
}
_DAYS_AHEAD = {"today": 0, "σημερα": 0, "tomorrow": 1, "αυριο": 1, "μεθαυριο": 2}
_NOW = frozenset({"now", "τωρα"})
_TONIGHT = frozenset({"tonight", "αποψε"})
_EVENING, _MORNING, _AFTERNOON = time(20), time(6), time(17)


class YearNotSaid(ValueError):
    """A date without a year that would be far ahead; `meant` is that moment (aware, UTC)."""

    def __init__(self, text: str, meant: datetime, local: datetime, now: datetime) -> None:
        """`local` is `meant` by the municipality's clocks."""
        super().__init__(
            said(
                "'{text}' would be {local:%d/%m/%Y %H:%M}, {days} days ahead: write the year",
                text=text,
                local=local,
                days=round((meant - now) / timedelta(days=1)),  # as a distance is said
            )
        )
        self.meant = meant


def read_moment(text: str, *, now: datetime, zone: tzinfo, not_before: datetime | None = None) -> datetime:
    """A moment in UTC; a bare time is the next one from `not_before`, or from six hours ago.

    Raises ValueError that says what is wrong, YearNotSaid for a date without a year more than 60 days ahead.
    """
    plain = _plain(text)
    if plain in _NOW:
        return now.astimezone(UTC).replace(second=0, microsecond=0)
    if (span := _SPAN.fullmatch(plain)) and span["unit"] in _UNITS:
        number = int(span["number"]) if span["number"].isdigit() else 1
        ahead = (now.astimezone(UTC) + number * _UNITS[span["unit"]]).replace(second=0, microsecond=0)
        return _sure(text, ahead, now, zone)
    found = next(filter(None, (form.fullmatch(plain) for form in _FORMS)), None)
    parts = found.groupdict() if found else {}
    if not _understood(parts):
        raise ValueError(said("'{text}' is not a date and time", text=text))
    try:
        return _read(text, parts, now, zone, not_before or now - LATEST_PAST)
    except (_NotOnCalendar, OverflowError):
        raise ValueError(said("'{text}' is on no calendar or clock", text=text)) from None


def read_day_or_moment(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """A moment, or the beginning of a day that is named without a time. Raises as `read_moment` does."""
    try:
        return read_moment(text, now=now, zone=zone)
    except YearNotSaid:
        raise
    except ValueError:
        return read_moment(f"{text} 00:00", now=now, zone=zone)


class _NotOnCalendar(Exception):
    """No calendar or clock has that date or time."""


def _read(
    text: str, parts: Mapping[str, str | None], now: datetime, zone: tzinfo, not_before: datetime
) -> datetime:
    clock, today = _offset(parts.get("offset")) or zone, now.astimezone(zone).date()
    # The end of something far ahead is near its beginning.
    anchor = max(now, not_before)
    at, word = _time(parts), (parts.get("word") or "").rstrip(".")
    if word in _TONIGHT:
        return _next(at, not_before, clock)
    if word in _weekdays():
        return _on_weekday(_weekdays()[word], at, now, clock)
    day = _date(parts, word, today, anchor.astimezone(zone).date())
    if day is None:
        return _next(at, not_before, clock)
    moment = _settled(day, at, clock)
    if parts.get("year") or parts.get("y") or parts.get("named_year"):
        return moment
    return _sure(text, moment, now, zone, anchor)


def _sure(
    text: str, moment: datetime, now: datetime, zone: tzinfo, anchor: datetime | None = None
) -> datetime:
    """The moment, unless it lies too far ahead to be meant without a year; raises YearNotSaid."""
    if moment - (anchor or now) <= FARTHEST:
        return moment
    raise YearNotSaid(text, moment, moment.astimezone(zone), now)


def _understood(parts: Mapping[str, str | None]) -> bool:
    """Whether each word is known, and a time of day stands where one is needed."""
    word, month = (parts.get("word") or "").rstrip("."), (parts.get("named") or "").rstrip(".")
    known = not word or word in _DAYS_AHEAD or word in _TONIGHT or word in _weekdays()
    if not parts or not known or (month and month not in _months()):
        return False
    if not parts.get("hour"):
        return word in _TONIGHT
    exact = parts["minute"] or parts["half"] or parts["at"]
    return bool(exact) and (word not in _TONIGHT or not _in_daytime(parts))


def _in_daytime(parts: Mapping[str, str | None]) -> bool:
    try:
        return _MORNING <= _time(parts) < _AFTERNOON
    except _NotOnCalendar:
        return False


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFD", " ".join(text.lower().split()))
    return "".join(mark for mark in bare if not unicodedata.combining(mark))


def _time(parts: Mapping[str, str | None]) -> time:
    """The time of day, by 12 or 24 hours; the evening where none is named. Raises _NotOnCalendar."""
    if not parts.get("hour"):
        return _EVENING
    hour, half = int(parts["hour"] or 0), (parts["half"] or "").replace(".", "")
    if half and not 1 <= hour <= 12:
        raise _NotOnCalendar
    late = 12 if half in {"μμ", "pm"} else 0
    try:
        return time(hour % 12 + late if half else hour, int(parts["minute"] or 0))
    except ValueError:
        raise _NotOnCalendar from None


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    try:
        return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
    except ValueError:
        raise _NotOnCalendar from None


def _date(parts: Mapping[str, str | None], word: str, today: date, anchor: date) -> date | None:
    """The day that was named, None where only a time was. Raises _NotOnCalendar."""
    if word:
        return today + timedelta(days=_DAYS_AHEAD[word])
    day, month = parts.get("day") or parts.get("d"), parts.get("month") or parts.get("m")
    if not day:
        return None
    number = int(month) if month else _months()[(parts["named"] or "").rstrip(".")]
    year = parts.get("year") or parts.get("y") or parts.get("named_year")
    try:
        return date(int(year), number, int(day)) if year else _near(int(day), number, anchor)
    except ValueError:
        raise _NotOnCalendar from None


def _near(day: int, month: int, today: date) -> date:
    """The first such date that is not more than a week before; 29/2 may be years away."""
    date(2000, month, day)
    for year in range(today.year - 1, today.year + 9):
        leap_day_missing = (month, day) == (2, 29) and not _leap(year)
        if not leap_day_missing and date(year, month, day) >= today - _LOOK_BACK:
            return date(year, month, day)
    raise ValueError(said("no such date"))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _on_weekday(weekday: int, at: time, now: datetime, clock: tzinfo) -> datetime:
    """The next such day, today included unless the time was more than six hours ago."""
    today = now.astimezone(clock).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    moment = _settled(day, at, clock)
    return moment if moment >= now - LATEST_PAST else _settled(day + timedelta(days=7), at, clock)


def _next(at: time, not_before: datetime, clock: tzinfo) -> datetime:
    day = not_before.astimezone(clock).date()
    moment = _settled(day, at, clock)
    return moment if moment >= not_before else _settled(day + timedelta(days=1), at, clock)


def _settled(day: date, at: time, clock: tzinfo) -> datetime:
    """The wall time in UTC: the first of two when clocks go back; ValueError when clocks leap over it."""
    wall = datetime.combine(day, at)
    moment = wall.replace(tzinfo=clock).astimezone(UTC)
    if moment.astimezone(clock).replace(tzinfo=None) != wall:
        raise ValueError(
            said("there is no {wall:%d/%m %H:%M} that night, because the clocks go forward", wall=wall)
        )
    return moment


@cache
def _weekdays() -> Mapping[str, int]:
    """The days of the week by their names, whole and short, Monday 0: the names of CLDR."""
    return {
        _plain(name).rstrip("."): number
        for language in ("el", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, locale=language).items()
    }


@cache
def _months() -> Mapping[str, int]:
    """The months by their names, whole and short, as they stand in a date and alone: the names of CLDR."""
    return {
        _plain(name).rstrip("."): number
        for language in ("el", "en")
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale=language).items()
    }
