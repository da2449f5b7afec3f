"""Clocks and dates of a text, and which of them says a start, an end or the next update."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from linting.lexicons import common
from linting.reading import TextReading

_CLOCK = re.compile(r"(?<![\d/:.,])(?:[01]?\d|2[0-4])(?::[0-5]\d|\.(?:00|15|30|45))(?!\d|[:/.]\d)")
# «8 μ.μ.», «από 8 μμ», «8 το βράδυ», 5pm, 5 o'clock; «10 μμ» alone is rain.
_TWELVE = re.compile(
    r"(?<![\d/:.])(?:\d{1,2}(?:[:.]\d\d)?\s?(?:[ΠΜ]\.\s?Μ\b\.?|ΠΜ\b|[AP]\.?\s?M\b\.?|O['’]CLOCK)"
    r"|\d{1,2}[:.]\d\d\s?ΜΜ\b|(?<=(?:ΤΙΣ|ΑΠΟ|ΕΩΣ|ΧΡΙ)\s)\d{1,2}\s?ΜΜ\b"
    r"|(?:0?\d|1[0-2])(?:[:.]\d\d)?\s?(?:ΤΟ|IN THE)\s+(?:ΒΡΑΔΥ|ΑΠΟΓΕΥΜΑ|EVENING|AFTERNOON)\b"
    r"|(?:0?\d|1[0-2])\s?(?:ΤΟ|IN THE)\s+(?:ΠΡΩΙ|ΜΕΣΗΜΕΡΙ|MORNING)\b)"
)
MONTH = (
    r"(?:ΙΑΝ|ΦΕΒ|ΜΑΡ|ΑΠΡ|ΜΑΙ|ΙΟΥΝ|ΙΟΥΛ|ΑΥΓ|ΣΕΠ|ΟΚΤ|ΝΟΕ|ΔΕΚ"
    r"|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[^\W\d_]*"
)
_YEAR = r"(?:,?\s\d{4}(?!\d))?"
_DATE = re.compile(
    r"(?<![\d/.:])(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\d/])"
    r"|\d{1,2}[.-]\d{1,2}[.-]\d{2,4}(?!\d)|\d{4}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:ST|ND|RD|TH|Η|ΗΣ)?\s(?:OF\s)?{MONTH}{_YEAR}"
    rf"|{MONTH}\s\d{{1,2}}(?!\d|[:.]\d){_YEAR})"
)
_DAY = re.compile(
    r"\b(?:ΔΕΥ|ΤΡΙ|ΤΕΤ|ΠΕΜ|ΠΑΡ|ΣΑΒ|ΚΥΡ|MON|TUE|WED|THU|FRI|SAT|SUN|ΔΕΥΤΕΡΑΣ?|ΤΡΙΤΗΣ?|ΤΕΤΑΡΤΗΣ?"
    r"|ΠΕΜΠΤΗΣ?|ΠΑΡΑΣΚΕΥΗΣ?|ΣΑΒΒΑΤΟΥ?|ΣΑΒΒΑΤΟ|ΚΥΡΙΑΚΗΣ?|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY"
    r"|SATURDAY|SUNDAY)\b"
)
# What may stand between «έως» and its clock, or between the clocks of one range.
_FILLERS = re.compile(
    r"\b(?:ΤΙΣ?|ΤΗΝ?|ΤΗΣ|ΤΟ|ΤΟΥ|ΤΩΝ|ΣΤΙΣ|ΣΤΟ|ΩΡΑ|ΩΡΕΣ|ΠΕΡΙΠΟΥ|ΗΜΕΡΑ|ΣΗΜΕΡΑ|ΑΥΡΙΟ|ΑΠΟΨΕ|ΜΕΘΑΥΡΙΟ"
    r"|ΚΑΙ|ΙΔΙΑΣ|ΗΜΕΡΑΣ"
    r"|ON|AT|THE|ABOUT|AROUND|TODAY|TOMORROW|TONIGHT|OF|SAME|DAY|HOURS|HRS|APPROXIMATELY|BY)\b"
)
_JOINS = re.compile(r"\b(?:ΜΕ|ΚΑΙ|AND)\b|[-–—→]")
_DUE = re.compile(r"\s(?:ΕΩΣ|ΜΕΧΡΙ|ΠΡΙΝ ΑΠΟ|BY|UNTIL|BEFORE)(?: ΤΙΣ)?\s")
_BREAK = re.compile(r"[.;!?](?:\s|$)|\n\s*\n")


Span = tuple[int, int]


@dataclass(frozen=True)
class Times:
    """The times that a text tells."""

    reading: TextReading
    language: str
    is_correction: bool = False

    @cached_property
    def clocks(self) -> tuple[Span, ...]:
        """Every 24-hour clock."""
        twelve = {start for start, _ in self.twelve_hour}
        return tuple(span for span in _spans(_CLOCK, self.reading.folded) if span[0] not in twelve)

    @cached_property
    def twelve_hour(self) -> tuple[Span, ...]:
        """Every clock of twelve hours, such as «8 μ.μ.» or 5pm."""
        return _spans(_TWELVE, self.reading.folded)

    @cached_property
    def dates(self) -> tuple[Span, ...]:
        """Every date with day and month."""
        return _spans(_DATE, self.reading.folded)

    @cached_property
    def days(self) -> tuple[Span, ...]:
        """Every day that is told without a date: today, tomorrow, tonight."""
        return _spans(common(self.language, "days"), self.reading.folded)

    @cached_property
    def vague(self) -> tuple[Span, ...]:
        """Every «σύντομα» / soon, and every part of a day without a clock beside it."""
        folded = self.reading.folded
        none = _spans(common(self.language, "no_vague"), folded)
        parts = (
            (start, end)
            for start, end in _spans(common(self.language, "dayparts"), folded)
            if not _CLOCK.search(folded[max(0, start - 25) : end + 25])
        )
        found = (*_spans(common(self.language, "vague"), folded), *parts)
        return tuple(span for span in found if not any(a <= span[0] < b for a, b in none))

    @cached_property
    def weekdays(self) -> tuple[Span, ...]:
        """Every name of a day."""
        return _spans(_DAY, self.reading.folded)

    @cached_property
    def earlier(self) -> tuple[Span, ...]:
        """The clocks of a message that this one replaces."""
        return tuple(clock for clock in self.clocks if self._is_of_message(clock))

    @cached_property
    def updates(self) -> tuple[Span, ...]:
        """The clocks at which news is promised."""
        told = _spans(common(self.language, "update"), self.reading.folded)
        rest = [clock for clock in self.clocks if clock not in self.earlier]
        return tuple(
            clock
            for clock in rest
            if any(self._are_near(word, clock, 32) or self._is_due(word, clock) for word in told)
            or any(self._are_near(clock, word, 24, "\n") for word in told)
            and not self._is_after(clock, "until")
        )

    def _is_due(self, word: Span, clock: Span) -> bool:
        """Whether news is promised by that clock: «νεότερα έως 21:00», update by 21:00."""
        return bool(_DUE.fullmatch(self.reading.folded, word[1], clock[0]))

    @cached_property
    def ends(self) -> tuple[Span, ...]:
        """The clocks at which it is over: behind «έως», or the second of a range."""
        rest = [
            clock
            for clock in self.clocks
            if clock not in self.earlier and clock not in self.updates
        ]
        return tuple(
            clock
            for place, clock in enumerate(rest)
            if self._is_after(clock, "until")
            or (place and self._are_joined(rest[place - 1], clock))
        )

    @cached_property
    def starts(self) -> tuple[Span, ...]:
        """The clocks that are none of the others."""
        others = {*self.earlier, *self.updates, *self.ends}
        return tuple(clock for clock in self.clocks if clock not in others)

    @cached_property
    def open_ends(self) -> tuple[Span, ...]:
        """Every «μέχρι νεότερη ενημέρωση» / until further notice."""
        return _spans(common(self.language, "further"), self.reading.folded)

    @cached_property
    def twelve_hour_ends(self) -> tuple[Span, ...]:
        """Every end by a clock of twelve hours."""
        first = self.twelve_hour[:1]
        return tuple(
            clock
            for clock in self.twelve_hour
            if clock not in first or self._is_after(clock, "until")
        )

    @cached_property
    def dated_ends(self) -> tuple[Span, ...]:
        """Every end that is told as a date, a day or a part of one without its clock."""
        parts = _spans(common(self.language, "dayparts"), self.reading.folded)
        every = (*self.dates, *self.days, *self.weekdays, *parts)
        return tuple(day for day in every if self._is_after(day, "until"))

    def _is_of_message(self, clock: Span) -> bool:
        folded = self.reading.folded
        before = _last_sentence(folded[max(0, clock[0] - 80) : clock[0]])
        if not self.is_correction:
            return False
        if common(self.language, "message_behind").match(folded, clock[1] + 1):
            return True
        told = list(common(self.language, "message").finditer(before))
        if not told or self._is_after(clock, "until"):
            return False
        promised = common(self.language, "next_message").finditer(before)
        if any(found.end() > told[-1].start() for found in promised):
            return False
        between = before[told[-1].end() :]
        if _CLOCK.search(between) or common(self.language, "until").search(between):
            return False
        return _is_filling(between) or not common(self.language, "since").search(between)

    def _is_after(self, span: Span, words: str) -> bool:
        """Whether one of these words leads to a time, with nothing but days and dates between."""
        folded = self.reading.folded
        before = folded[max(0, span[0] - 60) : span[0]]
        found = list(common(self.language, words).finditer(before))
        return bool(found) and _is_filling(before[found[-1].end() :])

    def _are_joined(self, first: Span, second: Span) -> bool:
        between = self.reading.folded[first[1] : second[0]]
        return bool(_JOINS.search(between)) and _is_filling(_JOINS.sub(" ", between))

    def _are_near(self, first: Span, second: Span, most: int, ending: str = "\n\n") -> bool:
        """Whether one comes soon after the other, in the same sentence."""
        between = self.reading.folded[first[1] : second[0]]
        is_near = first[1] <= second[0] <= first[1] + most
        if not is_near or ending in between or _BREAK.search(between):
            return False
        return not common(self.language, "until").search(between)


def _is_filling(between: str) -> bool:
    """Whether nothing but days, dates and little words stand there."""
    for pattern in (_DATE, _DAY, _FILLERS):
        between = pattern.sub(" ", between)
    return not re.search(r"\w", between)


def _last_sentence(before: str) -> str:
    breaks = list(_BREAK.finditer(before))
    return before[breaks[-1].end() :] if breaks else before


def _spans(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    return tuple(_each(pattern, text))


def _each(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    yield from (found.span() for found in pattern.finditer(text))
