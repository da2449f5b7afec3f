"""The rule on the words that part an exercise from a warning (L10)."""

import re
from collections.abc import Iterator

from linting.cases import Case, TextMedium
from linting.evidence import body_end
from linting.findings import LintFinding, LintLevel
from linting.kinds import is_actual
from linting.reading import TextReading
from linting.rules.found import Span, form_words
from runtime import said

_AROUND = " \t\r\n*-–—_:.!,;()[]«»\"'#>|/=~·"


def mark_exercises(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L10: an exercise says so at both ends; a warning nowhere; neither denies it."""
    if denied := form_words(case.lang, "denied").search(reading.folded):
        say = said(
            "Never write that this is no exercise: leave it out, exercises say what they are."
        )
        yield LintFinding(*denied.span(), "L10", LintLevel.ERROR, say)
    elif is_actual(case):
        if marked := _marker(case, reading):
            say = said("A live warning that speaks of an exercise is not believed: leave it out.")
            yield LintFinding(*marked, "L10", LintLevel.ERROR, say)
    elif not _begins(case, reading):
        say = said("An exercise has to begin with EXERCISE or TEST: write it as the first word.")
        yield LintFinding(0, 0, "L10", LintLevel.ERROR, say)
    elif case.medium is not TextMedium.SUBJECT and not _ends(case, reading):
        say = said("An exercise has to end with EXERCISE or TEST: write it as the last word.")
        yield LintFinding(0, 0, "L10", LintLevel.ERROR, say)


def _begins(case: Case, reading: TextReading) -> bool:
    text = reading.folded.lstrip(_AROUND)
    return form_words(case.lang, "markers").match(text) is not None


def _ends(case: Case, reading: TextReading) -> bool:
    ends = form_words(case.lang, "endings")
    for text in (reading.folded, reading.folded[: body_end(reading)]):
        last = text.rstrip(_AROUND)
        line = last.rpartition("\n")[2].strip(_AROUND)
        if any(found.end() == len(last) for found in ends.finditer(last)):
            return True
        if case.medium is TextMedium.EMAIL and ends.match(line):
            return True
    return False


def _marker(case: Case, reading: TextReading) -> Span | None:
    """Where a text calls itself an exercise: a word on its own, not «σωματική άσκηση»."""
    practised = form_words(case.lang, "practised").search(reading.folded)
    if practised:
        return practised.span()
    for found in form_words(case.lang, "markers").finditer(reading.folded):
        if _is_marker(case, reading, found.span()):
            return found.span()
    return None


def _is_marker(case: Case, reading: TextReading, span: Span) -> bool:
    text, folded = case.text, reading.folded
    before, after = folded[: span[0]].rstrip(" \t"), folded[span[1] :].lstrip(" \t")
    opens = before == "" or before[-1] in "\n.!:;*-–—([«|>/"
    closes = after == "" or after[0] in "\n.!:*-–—)]»|/"
    if form_words(case.lang, "marker_continues").match(after):
        return False
    in_capitals = text[span[0] : span[1]].isupper()
    if opens and closes:
        return before[-1:] not in "-–—/" or after[:1] not in "-–—/" or in_capitals
    if folded[: span[0]].strip(_AROUND) == "":
        return in_capitals
    return after.strip(_AROUND) == "" and re.search(r"[.!\n*)\]]$", before) is not None
