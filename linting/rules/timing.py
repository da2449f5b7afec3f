"""The rules about times, and about what stands in the first part of an SMS."""

from collections.abc import Iterator

from channels import PartLimits
from linting.cases import Case, TextMedium
from linting.evidence import action_in, hazard_in, place_in, source_in
from linting.findings import LintFinding, LintLevel
from linting.hazards import hazard_of
from linting.kinds import MessageKind, corrects, kind_of, warns
from linting.lexicons import common
from linting.reading import TextReading
from linting.rules.rule import Rule
from linting.times import Span, Times
from runtime import said
from templates.cap_words import Urgency
from templates.sms import measure_sms, to_gsm7

_TIMED = (MessageKind.ALERT, MessageKind.UPDATE)


def tell_from_when_until_when(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L04: a start and an end, with date and 24-hour clock."""
    kind = kind_of(case, reading)
    if case.medium is TextMedium.SUBJECT or kind not in _TIMED:
        return
    times = Times(reading, case.lang, corrects(case))
    if times.twelve_hour:
        say = said("A clock of 12 hours: write it with 24 hours, such as 20:00.")
        yield LintFinding(*times.twelve_hour[0], "L04", LintLevel.ERROR, say)
    elif not _tells_end(times) and not _is_moment(case):
        say = said("No clock says until when: write date and clock, such as until 13/1 12:00.")
        yield LintFinding(0, 0, "L04", LintLevel.ERROR, say)
    elif kind is not MessageKind.UPDATE and not _tells_start(case, times):
        say = said("No clock says from when: write date and clock, such as from 12/1 20:00.")
        yield LintFinding(0, 0, "L04", LintLevel.ERROR, say)
    else:
        yield from _vague_times(times)


def _is_moment(case: Case) -> bool:
    """Whether it has no duration."""
    return hazard_of(case.event).name == "link_test"


def _tells_end(times: Times) -> bool:
    return bool(times.ends or times.open_ends or times.updates)


def _tells_start(case: Case, times: Times) -> bool:
    if times.starts:
        return True
    if case.urgency is not Urgency.IMMEDIATE:
        return False
    return bool(common(case.lang, "now").search(times.reading.folded)) or case.onset is None


def _vague_times(times: Times) -> Iterator[LintFinding]:
    dated = times.dates or times.days or times.weekdays
    if not dated and (times.starts or times.ends):
        say = said("No date beside the clocks: write day and month, such as 12/1.")
        yield LintFinding(0, 0, "L04", LintLevel.ERROR, say)
        return
    vague = times.vague
    bare = [] if times.dates else [*times.days, *times.weekdays]
    for start, end in sorted([*vague, *bare])[:1]:
        words = times.reading.text[start:end]
        say = said("'{words}' is no time: write date and clock.", words=words)
        yield LintFinding(start, end, "L04", LintLevel.WARNING, say)


def tell_the_end(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L07: an end, or the time of the next update."""
    if case.medium is TextMedium.SUBJECT or kind_of(case, reading) not in _TIMED:
        return
    times = Times(reading, case.lang, corrects(case))
    if (
        times.ends
        or times.twelve_hour_ends
        or times.updates
        or times.dated_ends
        or _is_moment(case)
    ):
        return
    if times.open_ends:
        say = said("Until further notice needs the time of the next update, such as update 20:00.")
        yield LintFinding(*times.open_ends[0], "L07", LintLevel.ERROR, say)
    else:
        say = said("No end and no next update: write until when, or when you will write again.")
        yield LintFinding(0, 0, "L07", LintLevel.ERROR, say)


def keep_to_the_first_part(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L12: source, hazard, place, time and action stand in the first part of an SMS."""
    room = _first_part(case.text)
    if case.medium is not TextMedium.SMS or room >= len(case.text):
        return
    late = [span for span in _evidence(case, reading) if span[1] > room]
    if late:
        say = said("This stands behind the first part of the SMS: move it forward, or shorten.")
        yield LintFinding(*min(late), "L12", LintLevel.WARNING, say)


def _evidence(case: Case, reading: TextReading) -> Iterator[Span]:
    finders = [source_in, hazard_in, place_in]
    kind = kind_of(case, reading)
    if kind in _TIMED and warns(case):
        finders.append(action_in)
    yield from (found for find in finders if (found := find(case, reading)))
    times = Times(reading, case.lang, corrects(case))
    if kind in _TIMED:
        yield from times.starts[:1]
        yield from (times.ends or times.open_ends)[:1]


def _first_part(text: str) -> int:
    """How many characters of a text travel in its first part."""
    limits = PartLimits()
    if measure_sms(to_gsm7(text), limits).parts < 2:
        return len(text)
    low, high = 0, len(text)
    chained = measure_sms(to_gsm7(text), limits)
    most = limits.gsm7_chained if chained.encoding == "gsm7" else limits.ucs2_chained
    while low < high:
        middle = (low + high + 1) // 2
        if measure_sms(to_gsm7(text[:middle]), limits).units <= most:
            low = middle
        else:
            high = middle - 1
    return low


TIMING: tuple[Rule, ...] = (tell_from_when_until_when, tell_the_end, keep_to_the_first_part)
