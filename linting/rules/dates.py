"""The rule on days, dates and moments (L15)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from linting.cases import Case
from linting.findings import LintFinding, LintLevel
from linting.kinds import MessageKind, corrects, kind_of
from linting.reading import TextReading
from linting.times import MONTH, Span, Times
from runtime import Said, said

_ATHENS = ZoneInfo("Europe/Athens")
_MONTHS = (
    ("ΙΑΝ", "JAN"),
    ("ΦΕΒ", "FEB"),
    ("ΜΑΡ", "MAR"),
    ("ΑΠΡ", "APR"),
    ("ΜΑΙ", "MAY"),
    ("ΙΟΥΝ", "JUN"),
    ("ΙΟΥΛ", "JUL"),
    ("ΑΥΓ", "AUG"),
    ("ΣΕΠ", "SEP"),
    ("ΟΚΤ", "OCT"),
    ("ΝΟΕ", "NOV"),
    ("ΔΕΚ", "DEC"),
)
_DAYS = (
    ("ΔΕΥ", "MON"),
    ("ΤΡΙ", "TUE"),
    ("ΤΕΤ", "WED"),
    ("ΠΕΜ", "THU"),
    ("ΠΑΡ", "FRI"),
    ("ΣΑΒ", "SAT"),
    ("ΚΥΡ", "SUN"),
)
_NAMES = {name: number for number, names in enumerate(_DAYS) for name in names}
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_DAY = (
    r"(?<!\w)(?P<day>ΔΕΥ(?:ΤΕΡΑΣ?)?|ΤΡΙ(?:ΤΗΣ?)?|ΤΕΤ(?:ΑΡΤΗΣ?)?|ΠΕΜ(?:ΠΤΗΣ?)?|ΠΑΡ(?:ΑΣΚΕΥΗΣ?)?|ΣΑΒ(?:ΒΑΤΟΥ?)?|ΚΥΡ(?:ΙΑΚΗΣ?)?"
    r"|MON(?:DAY)?|TUE(?:S(?:DAY)?)?|WED(?:NESDAY)?|THU(?:R(?:S(?:DAY)?)?)?|FRI(?:DAY)?|SAT(?:URDAY)?|SUN(?:DAY)?)(?!\w)"
)
_MONTH = rf"(?P<name>{MONTH})"
_NUMERIC = r"(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})(?:[/.-](?P<y>\d{4}|\d\d))?(?![\d:])"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d/.:-])(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        rf"(?<![\d/.:-]){_NUMERIC}",
        rf"(?<![\d/.:-])(?P<d>\d{{1,2}})(?:ST|ND|RD|TH|ΗΣ?)?\s(?:OF\s)?{_MONTH}\.?,?(?:\s(?P<y>(?:19|20)\d\d)(?!\d))?",
        rf"{_MONTH}\.?\s(?P<d>\d{{1,2}})(?:ST|ND|RD|TH)?(?!\d|[:.]\d)(?:,?\s(?P<y>(?:19|20)\d\d)(?!\d))?",
    )
)
_FILL = r"[\s,.(]*(?:(?:THE|ON|ΣΤΙΣ|ΤΗΝ|ΤΗΣ|ΗΜΕΡΑ|ΣΗΜΕΡΑ|ΑΥΡΙΟ|TODAY|TOMORROW)[\s,(]+)*"
_BEFORE = re.compile(rf"{_DAY}{_FILL}$")
_AFTER = re.compile(rf"\s?[,(]\s?{_DAY}")
_NEAR_DAYS = {
    "ΣΗΜΕΡΑ": 0,
    "ΑΠΟΨΕ": 0,
    "TODAY": 0,
    "TONIGHT": 0,
    "ΑΥΡΙΟ": 1,
    "TOMORROW": 1,
    "ΜΕΘΑΥΡΙΟ": 2,
}
_RELATIVE = re.compile(
    rf"(?<!\w)(?P<near>{'|'.join(_NEAR_DAYS)})[\s,(]+(?:{_DAY}[\s,.]*)?(?:THE |ON |ΣΤΙΣ )?$"
)
_HALF_YEAR = 183


@dataclass(frozen=True)
class TextDate:
    """A date of a text; `day` is None where the calendar has no such day."""

    start: int
    end: int
    day: date | None


def agree_on_times(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L15: days fit their dates, the end comes after the start, offsets are those of Athens."""
    yield from _moments(case)
    dates = dates_in(case, reading)
    wrong = list(_days(case, reading, dates))
    yield from wrong
    if not wrong:
        yield from _elsewhere(case, reading, dates)


def dates_in(case: Case, reading: TextReading) -> list[TextDate]:
    """Every date with day and month; the year that is not told is that of the alert."""
    found: dict[int, TextDate] = {}
    for pattern in _DATES:
        for each in pattern.finditer(reading.folded):
            taken = any(
                start < each.end() and each.start() < known.end for start, known in found.items()
            )
            if not taken and _is_date(each):
                found[each.start()] = TextDate(*each.span(), _date(case, each))
    return [found[start] for start in sorted(found)]


def _is_date(found: re.Match[str]) -> bool:
    """Whether it is no clock such as 20.00 and no range such as 1-2."""
    told = found.groupdict()
    return bool(told.get("y") or told.get("name") or "/" in found.group())


def _date(case: Case, found: re.Match[str]) -> date | None:
    told = found.groupdict()
    month = (
        _NUMBERS[told["name"][: 4 if told["name"][:3] == "ΙΟΥ" else 3]]
        if told.get("name")
        else int(told["m"])
    )
    near = (case.onset or case.now).astimezone(_ATHENS).date()
    if told["y"]:
        year = int(told["y"])
        return _day(year + 2000 if year < 100 else year, month, int(told["d"]))
    years = (near.year, near.year - 1, near.year + 1)
    days = [day for year in years if (day := _day(year, month, int(told["d"])))]
    leap = (month, int(told["d"])) == (2, 29) and _day(near.year, 2, 29) is None
    return None if leap else min(days, key=lambda day: abs(day - near), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moments(case: Case) -> Iterator[LintFinding]:
    """What is wrong with onset and expires themselves."""
    if case.onset and case.expires and case.expires <= case.onset:
        say = said("It ends before it begins: set expires later than onset.")
        yield _error(0, 0, say)
    for name, moment in (("onset", case.onset), ("expires", case.expires)):
        if moment and moment.utcoffset() != _offset(moment):
            offset = moment.astimezone(_ATHENS).strftime("%z")
            say = said(
                "{name} has another offset than Athens at that time, which is {offset}: write that.",
                name=name,
                offset=f"{offset[:3]}:{offset[3:]}",
            )
            yield _error(0, 0, say)
            return


def _offset(moment: datetime) -> timedelta | None:
    return moment.astimezone(_ATHENS).utcoffset()


def _days(case: Case, reading: TextReading, dates: list[TextDate]) -> Iterator[LintFinding]:
    """Days that are not those of their dates, and dates that no calendar has."""
    for each in dates:
        before = reading.folded[max(0, each.start - 32) : each.start]
        named = _BEFORE.search(before) or _AFTER.match(reading.folded, each.end)
        if each.day is None:
            if named or not _is_fraction(case, each):
                yield _error(
                    each.start, each.end, said("There is no such date: check day and month.")
                )
        elif named and _NAMES[named["day"][:3]] != each.day.weekday():
            words, day = case.text[each.start : each.end], each.day
            yield _error(each.start, each.end, _wrong_day(words, day, case.lang))
        elif (near := _RELATIVE.search(before)) and _is_sent_now(case):
            today = case.now.astimezone(_ATHENS).date()
            if each.day != today + timedelta(days=_NEAR_DAYS[near["near"]]):
                words = case.text[each.start : each.end]
                say = said(
                    "{date} is not the day that the word before it says: check both.", date=words
                )
                yield _error(each.start, each.end, say)


def _wrong_day(words: str, day: date, language: str) -> Said:
    name = _DAYS[day.weekday()][0 if language == "el" else 1].capitalize()
    return said("{date} is not that day of the week but {day}: check both.", date=words, day=name)


def _is_fraction(case: Case, found: TextDate) -> bool:
    """Whether two numbers with a bar are no date: 1/2 is one, 24/7 and 112/100 are not."""
    return not re.search(r"[A-Za-zΑ-Ωα-ω]", case.text[found.start : found.end]) and (
        max(map(int, re.findall(r"\d+", case.text[found.start : found.end])[:2])) > 31
    )


def _is_sent_now(case: Case) -> bool:
    return case.onset is None or abs(case.onset - case.now) < timedelta(days=3)


def _elsewhere(case: Case, reading: TextReading, dates: list[TextDate]) -> Iterator[LintFinding]:
    """Onset and expires that the text tells otherwise."""
    if kind_of(case, reading) is not MessageKind.ALERT or not dates:
        return
    times = Times(reading, case.lang, corrects(case))
    told = {_plain_clock(reading, clock) for clock in times.clocks}
    days = set() if times.days else {each.day for each in dates}
    for moment, clock in (
        (case.onset, _start(times)),
        (case.expires, next(iter(times.ends), None)),
    ):
        if moment is None or clock is None:
            continue
        local = moment.astimezone(_ATHENS)
        clocks = {f"{local:%H:%M}", *(("24:00",) if not local.hour and not local.minute else ())}
        if not clocks & told or (days and local.hour and local.date() not in days):
            words = f"{local:%d/%m %H:%M}"
            say = said(
                "The text tells another time than the alert, {moment}: check both.", moment=words
            )
            yield _error(*clock, say)
            return


def _start(times: Times) -> Span | None:
    """The clock before the first end, in the same sentence."""
    if not times.ends:
        return next(iter(times.starts), None)
    end = times.ends[0]
    before = [clock for clock in times.clocks if clock[1] <= end[0] and clock not in times.earlier]
    if not before or re.search(r"[.!]\s", times.reading.text[before[-1][1] : end[0]]):
        return None
    return before[-1]


def _plain_clock(reading: TextReading, clock: Span) -> str:
    return reading.folded[slice(*clock)].replace(".", ":").zfill(5)


def _error(start: int, end: int, say: Said) -> LintFinding:
    return LintFinding(start, end, "L15", LintLevel.ERROR, say)
