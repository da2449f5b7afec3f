"""Which hazard an alert is about, and the words and actions that belong to it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from linting.lexicons import lexicon, phrases
from linting.reading import fold_words

_BLANKS = re.compile(r"[\W_]+")
_LANGUAGES = ("en", "el")


class HazardKind(StrEnum):
    """What a rule asks of a hazard: a cut is itself the impact, a notice warns of nothing."""

    DANGER = "danger"
    CUT = "cut"
    RESTORED = "restored"
    NOTICE = "notice"
    DRILL = "drill"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Hazard:
    """The hazard of an event by its name in words/hazards; none for an event that nobody knows."""

    name: str
    kind: HazardKind
    is_impact: bool = False


@cache
def hazard_of(event: str) -> Hazard:
    """The hazard of an event, however it is written: a term, a code, or words that name it."""
    events = lexicon("events", "en")
    plain = _plain(event)
    for name, told in events.items():
        if plain in {_plain(term) for term in told["terms"]}:
            return _hazard(name)
    name = _longest_term(plain) or _named_in(event)
    return _hazard(name) if name else Hazard("", HazardKind.UNKNOWN)


def _hazard(name: str) -> Hazard:
    told = lexicon("events", "en")[name]
    return Hazard(name, HazardKind(told["kind"]), told.get("is_impact", False))


@cache
def hazard_words(name: str, language: str) -> re.Pattern[str]:
    """What names a hazard in a language; any hazard where it has no name."""
    held = lexicon("hazards", language)
    if name == "" or not held.get(name, {}).get("words"):
        return phrases((each for told in held.values() for each in told["words"]), language)
    return phrases(held[name]["words"], language)


@cache
def hazard_actions(name: str, language: str) -> tuple[str, ...]:
    """What people do against this hazard and no other; against any where it has no name."""
    held = lexicon("hazards", language)
    if name:
        return tuple(held.get(name, {}).get("actions", ()))
    return tuple(each for told in held.values() for each in told["actions"])


def _plain(event: str) -> str:
    return _BLANKS.sub(" ", event.casefold()).strip()


def _longest_term(plain: str) -> str:
    """The hazard of the longest term in an event such as `planned power cut (fault)`."""
    found = [
        (len(term), name)
        for name, told in lexicon("events", "en").items()
        for term in map(_plain, told["terms"])
        if f" {term} " in f" {plain} "
    ]
    return max(found)[1] if found else ""


def _named_in(event: str) -> str:
    found = [
        (len(match.group()), name)
        for language in _LANGUAGES
        for name in lexicon("events", "en")
        if lexicon("hazards", language).get(name, {}).get("words")
        and (
            match := hazard_words(name, language).search(
                fold_words(event, is_greek=language == "el")
            )
        )
    ]
    return max(found)[1] if found else ""
