"""The rule on subjects and on texts that stand alone (L25)."""

from collections.abc import Iterator

from linting.cases import Case, TextMedium
from linting.evidence import hazard_in, place_in, source_in
from linting.findings import LintFinding, LintLevel
from linting.hazards import HazardKind, hazard_of, hazard_words
from linting.places import place_spans, source_spans
from linting.reading import TextReading
from linting.rules.found import form_words
from runtime import mark, said

_SOURCE = mark("The subject does not name the municipality: write its name there.")
_HAZARD = mark("The subject does not name the hazard: say what it is, such as snow or power cut.")
_PLACE = mark("The subject names no place: write one that gets the message.")


def make_mails_complete(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L25: a subject has source, hazard and place; a text needs no file, picture or page."""
    if case.medium is TextMedium.SUBJECT:
        if missing := next(_missing(case, reading), None):
            yield LintFinding(0, 0, "L25", LintLevel.WARNING, said(missing))
    elif case.medium is TextMedium.EMAIL and (
        found := form_words(case.lang, "incomplete").search(reading.folded)
    ):
        say = said("The text has to be complete alone: write here what it says there.")
        yield LintFinding(*found.span(), "L25", LintLevel.WARNING, say)


def _missing(case: Case, reading: TextReading) -> Iterator[str]:
    names = case.municipality.values()
    if not source_in(case, reading) and not source_spans(reading, names, case.lang):
        yield _SOURCE
    is_notice = hazard_of(case.event).kind is HazardKind.NOTICE
    if not is_notice and not hazard_in(case, reading) and not _names_hazard(case, reading):
        yield _HAZARD
    if case.areas and not place_in(case, reading) and not _is_whole(case, reading):
        yield _PLACE


def _names_hazard(case: Case, reading: TextReading) -> bool:
    """Whether it names the hazard that an exercise is about."""
    words = hazard_words(hazard_of(case.event).name, case.lang)
    return words.search(reading.folded) is not None


def _is_whole(case: Case, reading: TextReading) -> bool:
    """Whether what gets it is the municipality itself, which the source has named."""
    names = [area for area in case.areas if area in case.municipality.values()]
    return any(place_spans(reading, name) for name in names)
