"""Optional cells: what a list may leave out. One that is not understood costs nobody their warning:
it counts as not given, and is told."""

import re
from collections.abc import Mapping
from functools import lru_cache

from areas import fold_text
from runtime import Said, joined, mark, said
from subscribers.readings.bad_values import BadValue
from subscribers.readings.languages import read_language
from subscribers.readings.texts import CELLS_KEPT, read_needs_help

_BETWEEN = re.compile(r"[,/;|&+()]|\s(?:και|κι|and)\s", re.IGNORECASE)
_NO_NEED = re.compile(r"δεν? χρειαζ|no need\b|not needed\b")
_INSTEAD: Mapping[str, str] = {
    "language": mark("It counts as not given: somebody new gets Greek."),
    "topics": mark("It counts as not given: somebody new gets all topics."),
    "update": mark("It counts as no."),
    "normal_letters": mark("It counts as not given: somebody new gets SMS in capitals."),
}


class SeveralLanguages(BadValue):
    """A resident has one language. Write the one they want."""


class CountsAsYes(BadValue):
    """This is neither yes nor no, and counts as yes: help is needed. Write yes or no."""


@lru_cache(maxsize=CELLS_KEPT)
def first_language(text: str) -> str:
    """The first language of a cell with several that is understood; empty where there is only one
    item or none is."""
    items = [item for each in _BETWEEN.split(text) if (item := each.strip())]
    return next(filter(None, map(_language, items)), "") if len(items) > 1 else ""


def several_languages(first: str) -> Said:
    """That only the first language of a cell counts."""
    return SeveralLanguages(
        said("Of several languages only the first counts: {language}.", language=first)
    ).told


@lru_cache(maxsize=CELLS_KEPT)
def read_need(text: str) -> tuple[bool | None, Said | None]:
    """Whether somebody needs help, and what is to be told: words that are not a no mean yes, such
    as «Οξυγόνο»."""
    try:
        return read_needs_help(text), None
    except BadValue:
        if _NO_NEED.match(fold_text(text)):
            return False, None
        return True, CountsAsYes().told


def instead(column: str, problem: BadValue) -> Said:
    """Why a cell is not understood, and what counts in its place."""
    return joined(" ", [problem.told, said(_INSTEAD[column])])


def _language(item: str) -> str:
    try:
        return read_language(item)
    except BadValue:
        return ""
