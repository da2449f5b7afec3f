"""Dates: when a consent was given, as Excel, Google Forms and people write it, the day before the
month."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache

from babel.dates import get_month_names

from areas import fold_text
from runtime import Municipality
from subscribers.readings.bad_values import BadValue
from subscribers.readings.cells import tidied

EARLIEST_YEAR = 1990
# Excel counts days from here; 32874 is the first day of 1990 and 73050 the last of 2099.
_EXCEL_BEGAN = datetime(1899, 12, 30)
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")
_TIME = r"(?:[ T,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?"
_HALF = r"(?:\s*(π\.?\s?μ\.?|μ\.?\s?μ\.?|a\.?m\.?|p\.?m\.?))?"
_ZONE = r"(?:\s*(?:EES?T|(?:GMT|UTC)?([+-]\d{1,2})(?::?00)?|(Z|GMT|UTC)))?"
_DAY_FIRST = re.compile(
    rf"(?i)(\d{{1,2}})\s?[/.-]\s?(\d{{1,2}})\s?[/.-]\s?(\d{{4}}|\d{{2}}){_TIME}{_HALF}{_ZONE}"
)
_YEAR_FIRST = re.compile(rf"(?i)(\d{{4}})[/.-](\d{{1,2}})[/.-](\d{{1,2}}){_TIME}{_HALF}{_ZONE}")
_NAMED = re.compile(
    rf"(?i)(?:[^\W\d]+\.?,?\s+)?(\d{{1,2}})(?:η|ης|ης|st|nd|rd|th)?[\s./-]*([^\W\d_]{{3,}})\.?[\s.,/-]*(\d{{4}}|\d{{2}}){_TIME}{_HALF}{_ZONE}"
)
_MONTH_FIRST = re.compile(
    rf"(?i)(?:[^\W\d]+\.?,?\s+)?([^\W\d_]{{3,}})\.?\s+(\d{{1,2}})(?:η|st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}{_HALF}{_ZONE}"
)


class ConsentNeeded(BadValue):
    """Nobody is told without having agreed: the consent is needed, its source (like form) and its
    day (like 31/3/2026)."""


class DayNeeded(ConsentNeeded):
    """The day of the consent is missing, and nobody is told without having agreed. Write the day,
    like 31/3/2026."""


class SourceNeeded(ConsentNeeded):
    """The source of the consent is missing, and nobody is told without having agreed. Write how
    they agreed, like form."""


class NotAgreed(ConsentNeeded):
    """This says that they did not agree, and nobody is told without having agreed. Take the row
    out, or write how they agreed, like form."""


class AnswerNeeded(ConsentNeeded):
    """This asks whether they agreed, and there is no answer; nobody is told without having agreed.
    Write yes where they did."""


class NotADate(BadValue):
    """This is no date. Write it like 31/3/2026 or 2026-03-31."""


class NoSuchDay(NotADate):
    """There is no such day. Write the day before the month, like 31/3/2026."""


class MonthFirst(NotADate):
    """The month stands before the day, as in American dates. Write the day first, like
    31/3/2026."""


class TooEarly(NotADate):
    """This day lies too far back for a consent: a spreadsheet writes 1900 where a date is missing.
    Write the day, like 31/3/2026."""


class FutureConsent(BadValue):
    """The consent lies in the future. Give the day on which it was given."""


def read_given_at(text: str, municipality: Municipality, now: datetime) -> datetime:
    """When a consent was given, by the clocks of the municipality where no zone is said; raises
    ConsentNeeded, NotADate or FutureConsent."""
    words = tidied(text).rstrip(" .,;")
    if not words:
        raise DayNeeded
    given = _moment(words)
    if given.tzinfo is None:
        given = given.replace(tzinfo=municipality.zone)
    if not EARLIEST_YEAR <= given.year <= 9000:
        raise TooEarly if given.year < EARLIEST_YEAR else FutureConsent
    if given > now:
        raise FutureConsent
    return given.astimezone(UTC)


@lru_cache(maxsize=10_000)
def _moment(text: str) -> datetime:
    """The moment of a text; without a zone unless it names one."""
    if found := _SERIAL.fullmatch(text):
        return _EXCEL_BEGAN + timedelta(
            days=int(found[1]), seconds=round(float(f"0.{found[2] or 0}") * 86_400)
        )
    if found := _DAY_FIRST.fullmatch(text):
        return _at(_day(_year(found[3]), int(found[2]), int(found[1])), found, 4)
    if found := _YEAR_FIRST.fullmatch(text):
        return _at(_day(int(found[1]), int(found[2]), int(found[3])), found, 4)
    if (found := _NAMED.fullmatch(text)) and (month := _month(found[2])):
        return _at(_day(_year(found[3]), month, int(found[1])), found, 4)
    if (found := _MONTH_FIRST.fullmatch(text)) and (month := _month(found[1])):
        return _at(_day(int(found[3]), month, int(found[2])), found, 4)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise NotADate from None


def _day(year: int, month: int, day: int) -> datetime:
    if year < EARLIEST_YEAR:
        raise TooEarly
    if month > 12 >= day:
        raise MonthFirst
    try:
        return datetime(year, month, day)
    except ValueError:
        raise NoSuchDay from None


def _year(digits: str) -> int:
    """A year of two digits lies between 1990 and 2089."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= EARLIEST_YEAR - 1900 else 2000)


def _at(day: datetime, found: re.Match[str], first: int) -> datetime:
    """The day with the time, the half of the day and the zone that follow it in groups from `first`
    on."""
    hour, minute, second, half, offset, zulu = (found[first + place] for place in range(6))
    hours = int(hour or 0)
    if half and hour:
        hours = hours % 12 + (12 if fold_text(half)[0] in "μp" else 0)
    try:
        moment = day.replace(hour=hours, minute=int(minute or 0), second=int(second or 0))
    except ValueError:
        raise NotADate from None
    if offset or zulu:
        return moment.replace(tzinfo=timezone(timedelta(hours=int(offset or 0))))
    return moment


def _month(word: str) -> int:
    """The month that a word means or begins to mean; 0 for none or several."""
    begun = fold_text(word)
    meant = {number for name, number in _months().items() if name.startswith(begun)}
    return _months().get(begun) or (meant.pop() if len(meant) == 1 else 0)


@cache
def _months() -> Mapping[str, int]:
    """Every name of a month: `Μαρτίου`, `Μάρτιος`, `March`, and the short ones."""
    return {
        fold_text(name).strip("."): number
        for language in ("el", "en")
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, language).items()
    } | {"μαη": 5}
