"""The rules on plain sentences (L13), hedges (L14) and capitals (L19)."""

import re
from collections.abc import Iterator
from functools import cache

from linting.cases import Case, TextMedium
from linting.evidence import body_end
from linting.findings import LintFinding, LintLevel
from linting.kinds import corrects
from linting.lexicons import lexicon
from linting.reading import TextReading, fold_words
from linting.rules.exercises import _AROUND
from linting.rules.found import Span, form_words, overlaps, spans
from linting.rules.links import links_in
from linting.rules.phones import phones_in
from linting.times import Times
from runtime import said

_WORDS, _SENTENCES, _CAPITALS, _SHORT, _CLOSING = 20, 4, 2, 3, 6
_STOP = re.compile(r"[.!?](?=[\s\"»)]|$)|;(?=\s|$)|\n[ \t]*\n|\n(?=[ \t]*[-•*–>(\d])|\n")
_TOKEN = re.compile(r"\S*\w\S*")
_ITEM = re.compile(
    r"(?:^|,|:|\s(?:και|ή|and|or)\s)\s*[^,:.]{1,40}(?=,|\s(?:και|ή|and|or)\s|[.;!]?$)"
)
_BEFORE = re.compile(r"[\w.]+$")
_WRAPPED = 55


def write_plain_sentences(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L13: at most 20 words in a sentence, few sentences in an SMS, no jargon."""
    end = body_end(reading)
    for found in form_words(case.lang, "jargon").finditer(reading.folded, 0, end):
        say = said("'{words}' is jargon: say it in plain words.", words=_text(case, found.span()))
        yield LintFinding(*found.span(), "L13", LintLevel.WARNING, say)
        break
    sentences = [span for span in sentences_in(case, reading) if span[0] < end]
    for span in sentences:
        # The length of a subject is that of a headline (L24).
        is_sentence = case.medium is not TextMedium.SUBJECT
        if is_sentence and (count := _words(_text(case, span))) > _WORDS:
            say = said("A sentence of {count} words: write at most 20, or two of it.", count=count)
            yield LintFinding(*span, "L13", LintLevel.WARNING, say)
            break
    told = [
        span
        for span in sentences[_opening(case, reading, sentences) :]
        if not _closes(case, reading, span)
    ]
    if case.medium is TextMedium.SMS and len(told) > _SENTENCES:
        say = said("More than four sentences after the first: leave out what can wait.")
        yield LintFinding(told[_SENTENCES][0], told[-1][1], "L13", LintLevel.WARNING, say)


def sentences_in(case: Case, reading: TextReading) -> list[Span]:
    """Where each sentence begins and ends: an abbreviation and a wrapped line end none."""
    found, start = [], 0
    for stop in _STOP.finditer(case.text):
        if not _goes_on(case, reading, stop):
            found.append((start, stop.end()))
            start = stop.end()
    found.append((start, len(case.text)))
    return [_trimmed(case.text, span) for span in found if re.search(r"\w", _text(case, span))]


def _opening(case: Case, reading: TextReading, sentences: list[Span]) -> int:
    """How many sentences say who writes, of what, and from when until when."""
    times = Times(reading, case.lang, corrects(case))
    clocks = [*times.starts, *times.ends]
    timed = (place for place, span in enumerate(sentences[:3], 1) if overlaps(span, clocks))
    return next(timed, 1) if corrects(case) else 1


def _goes_on(case: Case, reading: TextReading, stop: re.Match[str]) -> bool:
    if stop.group() == ";":
        return case.lang != "el"
    if stop.group() == ".":
        before = _BEFORE.search(reading.folded, max(0, stop.start() - 12), stop.start())
        return before is not None and before.group() in _abbreviations(case.lang)
    if stop.group() != "\n" or case.medium is TextMedium.SMS:
        return False
    line = case.text[: stop.start()].rpartition("\n")[2]
    after = case.text[stop.end() :].lstrip(" \t")[:1]
    ended = line.rstrip()[-1:] in ".!?;:"
    return not ended and (after.islower() or (len(line) >= _WRAPPED and after.isalnum()))


@cache
def _abbreviations(language: str) -> frozenset[str]:
    greek = language == "el"
    return frozenset(
        fold_words(each, is_greek=greek) for each in lexicon("form", language)["abbreviations"]
    )


def _words(sentence: str) -> int:
    """How many words it has; those of a list count as one each item."""
    count = len(_TOKEN.findall(sentence))
    items = [each for each in _ITEM.findall(sentence) if len(_TOKEN.findall(each)) <= 4]
    if len(items) < 4:
        return count
    return count - sum(len(_TOKEN.findall(each)) for each in items)


def _closes(case: Case, reading: TextReading, span: Span) -> bool:
    """Whether it is only a phone, a link, the next update, or the mark of an exercise."""
    if form_words(case.lang, "markers").fullmatch(reading.folded[slice(*span)].strip(_AROUND)):
        return True
    known = [(each.start, each.end) for each in links_in(case.text)]
    known += [(each.start, each.end) for each in phones_in(case, reading)]
    known += _updates(case, reading)
    return overlaps(span, known) and len(_TOKEN.findall(_text(case, span))) <= _CLOSING


def _updates(case: Case, reading: TextReading) -> tuple[Span, ...]:
    times = Times(reading, case.lang, corrects(case))
    return (*times.updates, *times.open_ends)


def hedge_once(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L14: at most one word such as perhaps."""
    end = body_end(reading)
    no_hedges = list(spans(form_words(case.lang, "no_hedges"), reading.folded))
    found = [
        span
        for span in spans(form_words(case.lang, "hedges"), reading.folded)
        if span[1] <= end and not overlaps(span, no_hedges) and not _is_month(case, span)
    ]
    if len(found) > 1:
        say = said("More than one word such as perhaps or may: say what is known, and that once.")
        yield LintFinding(*found[1], "L14", LintLevel.WARNING, say)


def _is_month(case: Case, span: Span) -> bool:
    around = case.text[max(0, span[0] - 3) : span[1] + 5]
    return _text(case, span) == "May" or re.search(r"\d\s+MAY|MAY\s+\d", around) is not None


def write_in_lower_case(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L19: an e-mail has no more than two words in capitals, acronyms apart."""
    if case.medium is TextMedium.SMS:
        return
    runs: list[list[Span]] = [[]]
    for start, end, word in reading.words:
        if not case.text[start:end].isupper() or end - start < 2:
            runs.append([])
            continue
        if _is_acronym(case, word):
            continue
        runs[-1].append((start, end))
    shouted = {
        reading.folded[slice(*span)]: span
        for run in runs
        for span in run
        if span[1] - span[0] > _SHORT
    }
    longest = max(runs, key=len)
    if len(longest) > _CAPITALS or len(shouted) > _CAPITALS:
        at = longest if len(longest) > _CAPITALS else list(shouted.values())
        say = said("More than two words in capitals: write them in lower case.")
        yield LintFinding(at[0][0], at[-1][1], "L19", LintLevel.WARNING, say)


def _is_acronym(case: Case, word: str) -> bool:
    return bool(form_words(case.lang, "acronyms", "markers").fullmatch(word))


def _text(case: Case, span: Span) -> str:
    return case.text[slice(*span)]


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
