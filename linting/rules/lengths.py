"""The rules on lengths: parts of an SMS (L11), headline, names and event (L24)."""

from collections.abc import Iterator

from channels import PartLimits
from linting.cases import Case, TextMedium
from linting.findings import LintFinding, LintLevel
from linting.reading import TextReading
from runtime import said
from templates.cap_words import Severity
from templates.sms import measure_sms, to_gsm7

_PARTS, _PARTS_OF_EXTREME = 2, 3
_HEADLINE, _LONG_HEADLINE, _AREA, _EVENT = 160, 140, 50, 35


def fit_the_sms(case: Case, _: TextReading) -> Iterator[LintFinding]:
    """L11: at most two parts, three of an extreme one, and letters of GSM 03.38 alone."""
    if case.medium is not TextMedium.SMS:
        return
    most = _PARTS_OF_EXTREME if case.severity is Severity.EXTREME else _PARTS
    measure = measure_sms(to_gsm7(case.text), PartLimits())
    if measure.forced_by:
        at = max(0, case.text.find(measure.forced_by))
        say = said(
            "'{letter}' lets a part hold 70 characters, not 160: write it in plain letters ({parts} parts now).",
            letter=measure.forced_by,
            parts=measure.parts,
        )
        yield LintFinding(at, min(at + 1, len(case.text)), "L11", LintLevel.ERROR, say)
    elif measure.parts > most:
        say = said(
            "{parts} parts of SMS, at most {most} are allowed: shorten the text.",
            parts=measure.parts,
            most=most,
        )
        yield LintFinding(0, len(case.text), "L11", LintLevel.ERROR, say)


def keep_headlines_short(case: Case, _: TextReading) -> Iterator[LintFinding]:
    """L24: headline at most 160 characters (better 140), area name 50, event 35."""
    if case.medium is not TextMedium.SMS:
        yield from _headline(case)
    for name in case.areas:
        if len(name) > _AREA:
            say = said("The name of an area has more than 50 characters: {name}.", name=name)
            yield LintFinding(0, 0, "L24", LintLevel.ERROR, say)
            break
    if len(case.event) > _EVENT:
        say = said("The event has more than 35 characters: {name}.", name=case.event)
        yield LintFinding(0, 0, "L24", LintLevel.ERROR, say)


def _headline(case: Case) -> Iterator[LintFinding]:
    start = len(case.text) - len(case.text.lstrip())
    line = case.text[start:].partition("\n")[0].rstrip()
    if len(line) <= _LONG_HEADLINE:
        return
    level = LintLevel.ERROR if len(line) > _HEADLINE else LintLevel.WARNING
    say = said(
        "The headline has {count} characters: write at most 140, 160 are the limit.",
        count=len(line),
    )
    yield LintFinding(start, start + len(line), "L24", level, say)
