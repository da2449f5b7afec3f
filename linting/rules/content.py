"""The rules about what a warning must say: source, hazard, place, action, impact, severity."""

import re
from collections.abc import Iterator

from linting.cases import Case, TextMedium
from linting.evidence import action_in, background_before, body_end, hazard_in, impact_in, source_in
from linting.findings import LintFinding, LintLevel
from linting.hazards import HazardKind, hazard_of
from linting.kinds import MessageKind, is_actual, kind_of, warns
from linting.lexicons import common, has_words
from linting.places import place_spans, source_spans, whole_spans
from linting.reading import TextReading
from linting.rules.corrections import CORRECTIONS
from linting.rules.rule import Rule
from linting.rules.timing import TIMING
from runtime import said
from templates.cap_words import Severity, Urgency

# «προς τη», `to the`: nothing longer stands between a way and the place it leads to.
_SHORT_WORDS = re.compile(r"[^\w.;!?]*(?:\w{1,4}[^\w.;!?]+){0,2}")
_SENTENCE_END = re.compile(r"[.;!?](?:\s|$)|\n")
_WARNINGS = (MessageKind.ALERT, MessageKind.UPDATE)
_IN_TIME = (Urgency.IMMEDIATE, Urgency.EXPECTED)


def _asks(case: Case, reading: TextReading) -> bool:
    """Whether it warns of something that is still to come."""
    return warns(case) and kind_of(case, reading) in _WARNINGS


def name_the_source(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L01: the municipality is named at the beginning."""
    if case.medium is TextMedium.SUBJECT or source_in(case, reading):
        return
    say = (
        said("The first 40 characters do not name the municipality: begin with its name.")
        if case.medium is TextMedium.SMS
        else said("The first line does not name the municipality: write its name there.")
    )
    yield LintFinding(0, 0, "L01", LintLevel.ERROR, say)


def name_the_hazard(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L02: the hazard is named with a word of its own."""
    if case.medium is TextMedium.SUBJECT or hazard_of(case.event).kind is HazardKind.NOTICE:
        return
    if not hazard_in(case, reading):
        say = said("No word names the hazard: say what it is, such as snow, fire or power cut.")
        yield LintFinding(0, 0, "L02", LintLevel.ERROR, say)


def name_the_places(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L03: the places named are those that get the message."""
    yield from _places_elsewhere(case, reading)
    asked = case.medium is not TextMedium.SUBJECT and _asks(case, reading)
    if not asked or not case.areas or whole_spans(reading, case.lang):
        return
    missing = [name for name in case.areas if not place_spans(reading, name)]
    overflows = common(case.lang, "others").search(reading.folded)
    if not missing or (overflows and len(missing) < len(case.areas)):
        return
    say = said(
        "These places get the message and are not named: {places}.", places=", ".join(missing)
    )
    yield LintFinding(0, 0, "L03", LintLevel.ERROR, say)


def _places_elsewhere(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """Places that are named and do not get the message."""
    if not case.areas:
        return
    names = (*case.areas, *case.municipality.values())
    own = [span for name in names for span in place_spans(reading, name)]
    own += source_spans(reading, case.municipality.values(), case.lang)
    for name in case.places:
        for start, end in place_spans(reading, name):
            known = any(begin < end and start < stop for begin, stop in own)
            if known or end > body_end(reading) or _leads_there(case, reading, start):
                continue
            say = said(
                "{place} is named and does not get the message: name the places that do.",
                place=name,
            )
            yield LintFinding(start, end, "L03", LintLevel.ERROR, say)
            return


def _leads_there(case: Case, reading: TextReading, start: int) -> bool:
    """Whether a place is only where people go, or what no longer concerns."""
    before = reading.folded[max(0, start - 80) : start]
    led = any(
        _SHORT_WORDS.fullmatch(before, found.end())
        for found in common(case.lang, "leading").finditer(before)
    )
    return led or any(
        not _SENTENCE_END.search(before, found.end())
        for words in ("moving", "released")
        for found in common(case.lang, words).finditer(before)
    )


def say_what_to_do(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L05: an order to protect oneself, before any background when it is grave."""
    if case.medium is TextMedium.SUBJECT or not _asks(case, reading):
        return
    action = action_in(case, reading)
    if not action:
        say = said(
            "Nothing says what to do: give one order, such as stay inside or avoid the road."
        )
        yield LintFinding(0, 0, "L05", LintLevel.ERROR, say)
    elif case.is_grave and (found := background_before(case, reading, action[0])):
        say = said("Background stands before what to do: put the order first.")
        yield LintFinding(*found, "L05", LintLevel.ERROR, say)


def state_the_impact(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L06: what the hazard does to people is said."""
    if case.medium is TextMedium.SUBJECT or not _asks(case, reading):
        return
    if not hazard_of(case.event).is_impact and not impact_in(case, reading):
        level = LintLevel.ERROR if case.is_grave else LintLevel.WARNING
        say = said(
            "Nothing says what it does to people: add it, such as slippery roads or no water."
        )
        yield LintFinding(0, 0, "L06", level, say)


def fit_the_severity(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L16: an extreme warning is for now and tells to act; a mild one threatens no life."""
    if case.medium is TextMedium.SUBJECT or not is_actual(case):
        return
    if kind_of(case, reading) not in _WARNINGS:
        return
    if case.severity is Severity.EXTREME:
        if case.urgency not in _IN_TIME:
            say = said(
                "Extreme needs urgency Immediate or Expected: choose one, or a lower severity."
            )
            yield LintFinding(0, 0, "L16", LintLevel.ERROR, say)
        elif not common(case.lang, "strong").search(reading.folded):
            say = said("Extreme needs an order to leave, to shelter or to keep away: write it.")
            yield LintFinding(0, 0, "L16", LintLevel.ERROR, say)
    elif case.severity is Severity.MINOR and (
        found := common(case.lang, "deadly").search(reading.folded)
    ):
        say = said("The text speaks of danger to life and the severity is Minor: raise it.")
        yield LintFinding(*found.span(), "L16", LintLevel.ERROR, say)


def _in_known_languages(rule: Rule) -> Rule:
    """The rule, for texts of languages that have words."""

    def check(case: Case, reading: TextReading) -> Iterator[LintFinding]:
        if has_words(case.lang):
            yield from rule(case, reading)

    return check


_RULES: tuple[Rule, ...] = (
    name_the_source,
    name_the_hazard,
    name_the_places,
    say_what_to_do,
    state_the_impact,
    fit_the_severity,
    *TIMING,
    *CORRECTIONS,
)

CONTENT = tuple(map(_in_known_languages, _RULES))
