"""Where a text says what a warning must say: source, hazard, place, action, impact."""

import re
from collections.abc import Iterable
from functools import cache

from linting.cases import Case, TextMedium
from linting.hazards import HazardKind, hazard_actions, hazard_of, hazard_words
from linting.kinds import corrects, is_actual
from linting.lexicons import common, lexicon, phrases
from linting.places import is_named, place_spans, practised_end, source_spans, whole_spans
from linting.reading import TextReading
from linting.times import Times

Span = tuple[int, int]
_SMS_ROOM = 40
# A sentence of so many words is a heading.
_SHORT = 4
# In English an order is the verb that begins a clause.
_CLAUSE = (
    r"(?:^|[.:;,!?\n(•*–—-][\s\"'-]*|(?<!\w)(?:AND|OR|PLEASE|THEN|BUT|INSTEAD|IMMEDIATELY|NOW"
    r"|ALWAYS|ALSO|ONLY|CALMLY|SO)\s+)"
)
_CLAUSE_END = re.compile(
    r"[.;!?,:\n(–—]|(?<!\w)(?:ΓΙΑΤΙ|ΔΙΟΤΙ|ΕΠΕΙΔΗ|ΚΑΘΩΣ|ΛΟΓΩ|ΑΦΟΥ|BECAUSE|AS|SINCE|DUE)(?!\w)"
)
_FOOTER = re.compile(r"\n--\s*\n")


def body_end(reading: TextReading) -> int:
    """Where the text ends and its footer begins."""
    found = _FOOTER.search(reading.text)
    return found.start() if found else len(reading.text)


def source_in(case: Case, reading: TextReading) -> Span | None:
    """The municipality's name where a reader looks for it: at the beginning."""
    room = _SMS_ROOM if case.medium is TextMedium.SMS else _first_line(reading.text, case.lang)
    names = case.municipality.values()
    if not is_named(names):
        return (0, 0)  # nobody can look for a name that is not set
    spans = [*source_spans(reading, names, case.lang), *_beside(case, reading)]
    room += practised_end(reading)
    return min((span for span in spans if span[1] <= room), default=None)


def hazard_in(case: Case, reading: TextReading) -> Span | None:
    """The first word that names the hazard."""
    hazard = hazard_of(case.event)
    practised = not is_actual(case) or hazard.kind is HazardKind.DRILL
    name = "drill" if practised else hazard.name
    return _first(hazard_words(name, case.lang), reading)


def place_in(case: Case, reading: TextReading) -> Span | None:
    """The first place of the target area, or the whole of it."""
    spans = [span for name in case.areas for span in place_spans(reading, name)]
    return min([*spans, *whole_spans(reading, case.lang)], default=None)


def action_in(case: Case, reading: TextReading) -> Span | None:
    """The first order to protect oneself."""
    return min(_order_spans(case, reading), default=None)


def _order_spans(case: Case, reading: TextReading) -> list[Span]:
    vague = _spans(common(case.lang, "no_actions"), reading)
    return [
        span
        for pattern in _orders(hazard_of(case.event).name, case.lang)
        for span in _spans(pattern, reading)
        if not any(start < span[1] and span[0] < end for start, end in vague)
    ]


def background_before(case: Case, reading: TextReading, end: int) -> Span | None:
    """What explains and does not warn, before a position: by its words, or a sentence that names
    neither hazard nor impact, time or place."""
    told = common(case.lang, "background").search(reading.folded, 0, end)
    if told or corrects(case):
        return told.span() if told else None
    spans = [
        *_spans(common(case.lang, "impact"), reading),
        *source_spans(reading, case.municipality.values(), case.lang),
    ]
    spans += [
        *_spans(hazard_words(hazard_of(case.event).name, case.lang), reading),
        *whole_spans(reading, case.lang),
    ]
    spans += [span for name in case.areas for span in place_spans(reading, name)]
    times = Times(reading, case.lang)
    spans += [*times.clocks, *times.dates]
    for start, stop in reading.sentences:
        words = [word for word in reading.words if start <= word[0] < stop]
        if stop <= end and len(words) > _SHORT and not any(start <= s < stop for s, _ in spans):
            return start, stop
    return None


def remains_in(case: Case, reading: TextReading) -> Span | None:
    """The first word on a danger that remains, beside the name of what is over."""
    over = hazard_in(case, reading) or (0, 0)
    found = _spans(common(case.lang, "remains"), reading)
    return min((span for span in found if span[1] <= over[0] or over[1] <= span[0]), default=None)


def impact_in(case: Case, reading: TextReading) -> Span | None:
    """The first word on what the hazard does to people, things or services."""
    found = [*_spans(common(case.lang, "impact"), reading), *_spans(_numbered(case.lang), reading)]
    named = hazard_in(case, reading) or (0, 0)
    words = hazard_words(hazard_of(case.event).name, case.lang)
    nouns = _spans(common(case.lang, "hazard_nouns"), reading)
    none = _spans(common(case.lang, "no_impact"), reading)
    names = [named, *none, *(span for span in nouns if words.match(reading.folded, span[0]))]
    orders = [(start, _clause_end(reading, start)) for start, _ in _order_spans(case, reading)]
    left = (
        span
        for span in found
        if not any(start <= span[0] < end for start, end in (*names, *orders))
    )
    return min(left, default=None)


def _clause_end(reading: TextReading, start: int) -> int:
    """Where an order ends: what follows `because` is no part of it."""
    found = _CLAUSE_END.search(reading.folded, start + 3)
    return found.start() if found else len(reading.text)


@cache
def _orders(hazard: str, language: str) -> tuple[re.Pattern[str], ...]:
    held = lexicon("common", language)
    own = hazard_actions(hazard, language)
    if "anywhere" not in held:
        return (phrases([*held["actions"], *own], language),)
    begun = phrases(held["actions"], language)
    return (
        phrases([*held["anywhere"], *own], language),
        re.compile(f"{_CLAUSE}({begun.pattern})"),
    )


@cache
def _numbered(language: str) -> re.Pattern[str]:
    people = common(language, "impact_numbers").pattern
    return re.compile(rf"\d+[.,]?\d*\s+(?:\w+\s+)?{people}")


def _beside(case: Case, reading: TextReading) -> Iterable[Span]:
    """The municipality named by its own water company: «ΔΕΥΑΛ-ΔΗΜΟΣ»."""
    municipality = common(case.lang, "municipality")
    for company in common(case.lang, "source_beside").finditer(reading.folded):
        near = reading.folded[max(0, company.start() - 8) : company.end() + 8]
        if municipality.search(near):
            yield company.span()


def _first_line(text: str, language: str) -> int:
    """Where the first line ends; one that says nothing but exercise is not counted."""
    end = 0
    for line in text.splitlines(keepends=True):
        end += len(line)
        if (
            common(language, "drill_line")
            .sub("", TextReading(line, language == "el").folded)
            .strip(" *-!\n")
        ):
            return end
    return end


def _spans(pattern: re.Pattern[str], reading: TextReading) -> list[Span]:
    end = body_end(reading)
    group = pattern.groups
    every = (found.span(group) for found in pattern.finditer(reading.folded))
    return [span for span in every if span[0] < end]


def _first(pattern: re.Pattern[str], reading: TextReading) -> Span | None:
    return next(iter(_spans(pattern, reading)), None)
