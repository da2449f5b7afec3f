"""The rule on numbers without a unit (L14)."""

import re
from collections.abc import Iterator

from linting.cases import Case
from linting.evidence import body_end
from linting.findings import LintFinding, LintLevel
from linting.reading import TextReading
from linting.rules.found import form_words
from runtime import said

# A number that is no part of a date, a time, a phone, a link or a name such as E94.
_NUMBER = re.compile(
    r"(?<![\w.,/:+#{[-])-?\d{1,3}(?:[.,]\d{1,2})?(?:\s?(?:[-–—]|ΕΩΣ|ΜΕ|TO|ΚΑΙ|AND)\s?\d{1,3}(?:[.,]\d{1,2})?)?"
    r"(?![\w/:]|[.,]\d|\s?[-–—]\s?\d)"
)
_UNIT = re.compile(
    r"\s?(?:°|º|%|‰|″|\"|ΒΑΘΜ|DEGREE|ΜΠΟΦ|B(?:F|FT|EAUFORT)\b|ΒF|[CFK]\b|[ΟO]?[CΚ]\b|KM|ΧΛΜ|ΧΙΛ|CM\b|ΕΚ\b|ΕΚΑΤ|MM\b|ΜΜ\b|ΧΙΛΙΟΣΤ|Μ\b|M\b|ΜΕΤΡ|METRE|METER|INCH"
    r"|ΚΟΜΒ|KNOT|ΡΙΧΤΕΡ|RICHTER|MPH|KPH|M/S|ΛΕΠΤ|MIN|ΩΡ|HOUR|HRS?\b|BAR\b|HPA|ΛΙΤΡ|L\b|LIT)"
)
_SCALE = re.compile(
    r"(?:FORCE|SCALE|CATEGORY|MAGNITUDE|NUMBER|NO\.?|ΚΑΤΗΓΟΡΙΑΣ?|ΜΕΓΕΘΟΥΣ|ΑΡΙΘΜΟΣ?)\s*$"
)
_CLAUSE = re.compile(r"[.!?;:\n]\s")
_NEAR = 32


def give_units(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L14: what is measured has its unit."""
    end = body_end(reading)
    for found in _NUMBER.finditer(reading.folded, 0, end):
        if _lacks_unit(case, reading, found):
            words = case.text[slice(*found.span())].strip()
            say = said("{number} has no unit: write it, such as km/h, cm or °C.", number=words)
            yield LintFinding(*found.span(), "L14", LintLevel.WARNING, say)
            return


def _lacks_unit(case: Case, reading: TextReading, number: re.Match[str]) -> bool:
    after = reading.folded[number.end() : number.end() + 24]
    if _UNIT.match(after):
        return False
    before = _CLAUSE.split(reading.folded[max(0, number.start() - _NEAR) : number.start()])[-1]
    told = list(form_words(case.lang, "measured").finditer(before))
    if not told or _SCALE.search(before) or re.search(r"\d", before[told[-1].end() :]):
        return False
    following = re.match(r"[\s,]*([^\W\d]+)", after) if after[:1] == " " else None
    if following is None:
        return after[:1] != "η"
    small = form_words(case.lang, "small_words")
    return small.fullmatch(following[1]) is not None
