"""Moment forms: how staff write days and times of day, in Greek or English, and the words in
them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, time, timedelta, timezone, tzinfo
from functools import cache

from babel.dates import get_day_names, get_month_names

_ARTICLE = r"(?:τα|το|στα|στις|στη|at|in|the)\b"
_CLOCK = r"""(?:(?P<at>στις\s+|στη\s+|στην\s+|at\s+)?(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?
    \s*(?P<half>[μπ]\.?\s?μ\.?|[ap]\.?m\.?)?(?:\s+(?:(?:το|in\s+the|at)\s+)?(?P<part>[a-zα-ω]+))??\s*(?P<offset>z|[+-][0-9]{2}:?[0-9]{2})?
    |(?:(?:στα|τα|το|at)\s+)?(?P<noon>μεσανυχτα|midnight|μεσημερι|noon|midday))"""
_DAY = rf"""(?:(?:στις|την|το|on|this)\s+)?(?:(?:(?P<weekday>(?!{_ARTICLE})[a-zα-ω]+\.?),?\s+)?(?:(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})
    |(?P<d>[0-9]{{1,2}})(?:(?P<sep>[/.-])(?P<m>[0-9]{{1,2}})(?:(?P=sep)(?P<y>[0-9]{{4}}|[0-9]{{2}}))?
        |\s+(?P<named>(?!{_ARTICLE})[a-zα-ω]+\.?)(?:\s+(?P<named_year>[0-9]{{4}}))?))
    |(?P<word>(?!{_ARTICLE})[a-zα-ω]+\.?))"""
_DAY_FIRST, _CLOCK_FIRST, _DAY_ALONE = (
    re.compile(form, re.VERBOSE)
    for form in (rf"(?:{_DAY},?(?:t|\s+))?{_CLOCK}", rf"{_CLOCK},?\s+{_DAY}", _DAY)
)
_SPAN = re.compile(
    r"(?:\+|(?:in|σε)\s+)(?P<number>[0-9]{1,3}|half an|[a-zα-ω]+?)\s*(?P<unit>[a-zα-ω]+)"
)
_NUMBERS = {
    **dict.fromkeys(("a", "an", "one", "μια", "ενα"), 1.0),
    **dict.fromkeys(("two", "δυο"), 2.0),
    **dict.fromkeys(("three", "τρεις", "τρια"), 3.0),
    "μιση": 0.5,
    "half an": 0.5,
    "μιαμιση": 1.5,
    "δυομιση": 2.5,
    "δυομισι": 2.5,
}
_UNITS = {
    **dict.fromkeys(("m", "min", "minute", "minutes", "λεπτο", "λεπτα", "λ"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hour", "hours", "ωρα", "ωρες", "ω"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days", "μερα", "μερες", "ημερα", "ημερες"), timedelta(days=1)),
}
DAYS_AHEAD = {"today": 0, "σημερα": 0, "tomorrow": 1, "αυριο": 1, "μεθαυριο": 2}
NOW = frozenset({"now", "τωρα"})
TONIGHT = frozenset({"tonight", "αποψε"})
YESTERDAY = frozenset({"yesterday", "χθες", "χτες", "προχθες", "προχτες"})
_MIDNIGHT = frozenset({"μεσανυχτα", "midnight"})
_MORNING, _AFTERNOON, _EVENING = range(4, 12), {12: 12, 1: 13, 2: 14, 3: 15, 4: 16}, time(20)
# Which hour is meant by the part of the day that stands behind it; any other can be meant more than
# one way.
_PARTS: Mapping[str, Mapping[int, int]] = {
    **dict.fromkeys(("πρωι", "morning"), {hour: hour for hour in _MORNING}),
    "μεσημερι": _AFTERNOON,
    **dict.fromkeys(("απογευμα", "afternoon"), {hour: hour + 12 for hour in range(1, 9)}),
    **dict.fromkeys(("βραδυ", "evening"), {hour: hour + 12 for hour in range(6, 12)}),
}
PARTS_OF_DAY = frozenset(_PARTS)


class NotOnCalendar(Exception):
    """No calendar or clock has that date or time."""


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day, `days` after the day that is named: midnight at the end of it is 1."""

    at: time
    days: int = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, by its parts, each empty unless it is there; `day_first` unless the time
    stands before the day."""

    parts: Mapping[str, str]
    day_first: bool = True

    def __getitem__(self, name: str) -> str:
        return self.parts[name]

    @property
    def word(self) -> str:
        """The day by its name alone."""
        return self["word"].rstrip(".")

    @property
    def names_day(self) -> bool:
        """Whether any day is named."""
        return any(self[name] for name in ("word", "day", "d"))

    @property
    def has_time(self) -> bool:
        """Whether a time of day is there; tonight has one of its own."""
        return bool(self["hour"] or self["noon"]) or self.word in TONIGHT

    @property
    def is_bare_hour(self) -> bool:
        """Whether the time is a number that nothing calls an hour."""
        return bool(self["hour"]) and not any(
            self[name] for name in ("minute", "half", "at", "part")
        )

    @property
    def is_midnight(self) -> bool:
        """Whether midnight is named."""
        return self["noon"] in _MIDNIGHT

    @property
    def is_known(self) -> bool:
        """Whether each word in it is known."""
        days = (self.word, self["weekday"].rstrip("."))
        known = not days[0] or days[0] in DAYS_AHEAD or days[0] in TONIGHT or days[0] in weekdays()
        month = self["named"].rstrip(".")
        return (
            known
            and (not days[1] or days[1] in weekdays())
            and (not month or month in months())
            and (not self["part"] or self["part"] in _PARTS)
        )

    def time(self) -> TimeOfDay:
        """The time of day, by 12 or 24 hours; the evening where none is named. Raises
        NotOnCalendar."""
        if self["noon"]:
            return TimeOfDay(time(0), 1) if self.is_midnight else TimeOfDay(time(12))
        if not self["hour"]:
            return TimeOfDay(_EVENING)
        hour, minute = self._hour(), int(self["minute"] or 0)
        if (hour, minute) == (24, 0):
            return TimeOfDay(time(0), 1)
        try:
            return TimeOfDay(time(hour, minute))
        except ValueError:
            raise NotOnCalendar from None

    def _hour(self) -> int:
        hour, half = int(self["hour"]), self["half"].replace(".", "").replace(" ", "")
        if half and (self["part"] or not 1 <= hour <= 12):
            raise NotOnCalendar
        if half:
            return hour % 12 + (12 if half in {"μμ", "pm"} else 0)
        if self["part"]:
            return _in_part(hour, self["part"])
        # Nobody says that it is 9 in the morning tonight.
        tonight = self.word in TONIGHT and not self["minute"] and 6 <= hour <= 11
        return hour + 12 if tonight else hour

    def offset(self) -> tzinfo | None:
        """The distance from UTC that was typed, if any. Raises NotOnCalendar."""
        text = self["offset"]
        if not text or text == "z":
            return UTC if text else None
        hours, minutes = int(text[1:3]), int(text[-2:])
        try:
            return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
        except ValueError:
            raise NotOnCalendar from None


def read_span(text: str) -> timedelta | None:
    """How far ahead `+3h` or `in 3 hours` is; None when it is no such thing."""
    found = _SPAN.fullmatch(text)
    if not found or found["unit"] not in _UNITS:
        return None
    typed = found["number"]
    number = float(typed) if typed.isdigit() else _NUMBERS.get(typed)
    return None if number is None else number * _UNITS[found["unit"]]


def read_parts(text: str) -> Typed | None:
    """The parts of a text that is plain; None when it has none of the forms."""
    for form in (_DAY_FIRST, _CLOCK_FIRST, _DAY_ALONE):
        if found := form.fullmatch(text):
            parts = dict.fromkeys((*_DAY_FIRST.groupindex, *_CLOCK_FIRST.groupindex), "")
            typed = Typed(
                {**parts, **{name: value or "" for name, value in found.groupdict().items()}},
                form is not _CLOCK_FIRST,
            )
            if typed.is_known:
                return typed
    return None


def plain(text: str) -> str:
    """A text without case, accents and doubled blanks."""
    bare = unicodedata.normalize("NFD", " ".join(text.lower().split()))
    return "".join(mark for mark in bare if not unicodedata.combining(mark))


@cache
def weekdays() -> Mapping[str, int]:
    """The days of the week by their names, whole and short, Monday 0: the names of CLDR."""
    return {
        plain(name).rstrip("."): number
        for language in ("el", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, locale=language).items()
    }


@cache
def months() -> Mapping[str, int]:
    """The months by their names, whole and short, as they stand in a date and alone: the names of
    CLDR."""
    return {
        plain(name).rstrip("."): number
        for language in ("el", "en")
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale=language).items()
    }


def _in_part(hour: int, part: str) -> int:
    meant = _PARTS[part]
    if hour not in meant and hour not in meant.values():
        raise NotOnCalendar
    return meant.get(hour, hour)
