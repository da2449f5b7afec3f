"""Names of places in a text, in whatever case they stand, and the name of the municipality."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from linting.lexicons import common
from linting.reading import TextReading, fold_words
from linting.sounds import sound

Span = tuple[int, int]
# Endings of Greek names, the longest first.
_ENDINGS = sorted(
    [
        "ΑΤΟΣ",
        "ΑΤΩΝ",
        "ΑΤΑ",
        "ΑΙΟΥ",
        "ΕΩΣ",
        "ΕΩΝ",
        "ΙΟΥ",
        "ΙΩΝ",
        "ΙΟΥΣ",
        "ΙΑ",
        "ΙΑΣ",
        "ΙΕΣ",
        "ΙΟ",
        "ΙΟΣ",
        "ΙΟΙ",
        "ΟΥΣ",
        "ΟΥ",
        "ΟΣ",
        "ΟΙ",
        "ΑΣ",
        "ΗΣ",
        "ΩΝ",
        "ΕΣ",
        "ΕΙΣ",
        "ΙΣ",
        "Α",
        "Η",
        "Ο",
        "Ι",
        "Ω",
        "Υ",
        "Ε",
        "Σ",
        "ΕΑ",
        "ΕΑΣ",
    ],
    key=len,
    reverse=True,
)
_ANY_ENDING = "(?:" + "|".join(_ENDINGS) + ")?"
_ALPHABETS = re.compile(r"[Α-Ω]")
# Words of a name that are often left out, or shortened to a letter or two.
_KINDS = frozenset(
    fold_words(
        "δημοτική δημοτικής ενότητα ενότητας κοινότητα κοινότητας τοπική οικισμός οικισμού συνοικία δήμος"
        " δήμου"
        " περιοχή περιοχής νήσος νήσου τ δ κ ε"
    ).split()
) | frozenset(
    [
        "MUNICIPAL",
        "MUNICIPALITY",
        "UNIT",
        "COMMUNITY",
        "OF",
        "THE",
        "DISTRICT",
        "AREA",
        "LOCAL",
        "CITY",
        "TOWN",
        "ISLAND",
        "VILLAGE",
    ]
)
_SHORTENED = {
    "ΑΓΙΟΣ": "ΑΓ",
    "ΑΓΙΑ": "ΑΓ",
    "ΑΓΙΟΙ": "ΑΓ",
    "ΑΓΙΟΥ": "ΑΓ",
    "ΑΓΙΑΣ": "ΑΓ",
    "ΑΓΙΩΝ": "ΑΓ",
    "ΝΕΑ": "Ν",
    "ΝΕΟ": "Ν",
    "ΝΕΟΣ": "Ν",
    "ΝΕΟΙ": "Ν",
    "ΝΕΑΣ": "Ν",
    "ΝΕΟΥ": "Ν",
    "ΠΑΛΑΙΟ": "ΠΑΛ",
    "ΠΑΛΑΙΑ": "ΠΑΛ",
    "ΠΑΛΑΙΟΣ": "ΠΑΛ",
    "ΑΝΩ": "ΑΝ",
    "ΚΑΤΩ": "ΚΑΤ",
    "ΜΕΓΑΛΟ": "ΜΕΓ",
    "ΜΕΓΑΛΗ": "ΜΕΓ",
    "SAINT": "ST",
    "AGIOS": "AG",
    "AGIA": "AG",
    "NEA": "N",
    "NEO": "N",
    "STREET": "ST",
    "ΟΔΟΣ": "ΟΔ",
    "ΛΕΩΦΟΡΟΣ": "Λ",
}
# What stands before the name where something is only practised.
_PRACTISED = re.compile(r"\b(?:ΑΣΚΗΣΗ|ΔΟΚΙΜΗ|EXERCISE|TEST)\b")
_NAME_START = re.compile(r"\s*[:\-–—(,/|.!\n]|\s+ΕΝΗΜ|\s+ΠΡΟΕΙΔ")


def place_spans(reading: TextReading, name: str) -> tuple[Span, ...]:
    """Where a place is named, in any case, shortened (Αγ. / Ν.) or without «Δημοτική Ενότητα»."""
    tokens = _tokens(name)
    if tokens and bool(_ALPHABETS.search("".join(tokens))) != reading.is_greek:
        return tuple(_heard_spans(reading, tokens))
    return tuple(found.span() for found in _name_pattern(name).finditer(reading.folded))


def whole_spans(reading: TextReading, language: str) -> tuple[Span, ...]:
    """Where the whole municipality is named."""
    return tuple(found.span() for found in common(language, "whole").finditer(reading.folded))


def source_spans(reading: TextReading, names: Iterable[str], language: str) -> tuple[Span, ...]:
    """Where the municipality is named as such: beside the word for it, or at the very start."""
    municipality = common(language, "municipality", "source_beside")
    found = []
    for start, end in _distinctive_spans(reading, names):
        around = reading.folded[max(0, start - 28) : end + 16]
        before = _PRACTISED.sub("", reading.folded[:start])
        at_start = not re.search(r"\w", before) and _NAME_START.match(reading.folded, end)
        if at_start or municipality.search(around):
            found.append((start, end))
    return tuple(found)


def practised_end(reading: TextReading) -> int:
    """Where the marks of an exercise end, with which a text may begin."""
    found = re.match(rf"\W*(?:{_PRACTISED.pattern}\W+)*", reading.folded)
    return found.end() if found else 0


def is_named(names: Iterable[str]) -> bool:
    """Whether a municipality has said its own name, and not only that it is one."""
    return any(_distinctive(names))


def _distinctive_spans(reading: TextReading, names: Iterable[str]) -> Iterable[Span]:
    for part in _distinctive(names):
        yield from place_spans(reading, part)


def _distinctive(names: Iterable[str]) -> Iterator[str]:
    """The parts of names, such as both of Πυλαία-Χορτιάτης, that are not only a kind of place."""
    parts = (part for name in names for part in re.split(r"\s*[-–/]\s*", name))
    return (part for part in parts if _tokens(part))


def _heard_spans(reading: TextReading, tokens: Sequence[str]) -> Iterator[Span]:
    """Where a name stands in the letters of the other language."""
    wanted = [sound(token) for token in tokens]
    for place in range(len(reading.words) - len(tokens) + 1):
        words = reading.words[place : place + len(tokens)]
        if [sound(word) for _, _, word in words] == wanted:
            yield words[0][0], words[-1][1]


@cache
def _name_pattern(name: str) -> re.Pattern[str]:
    tokens = _tokens(name) or fold_words(name).split() or ["\n\n\n"]
    return re.compile(r"(?<!\w)" + _SEPARATOR.join(map(_inflected, tokens)) + r"(?!\w)")


_SEPARATOR = r"[^\w]{1,3}"


def _tokens(name: str) -> list[str]:
    words = re.findall(r"\w+", fold_words(name, is_greek=bool(re.search("[Α-ωά-ώ]", name))))
    return [word for word in words if word not in _KINDS]


def _inflected(token: str) -> str:
    short = _SHORTENED.get(token)
    if not _ALPHABETS.search(token):
        return f"(?:{re.escape(token)}|{short})" if short else re.escape(token)
    whole = f"{re.escape(_stem(token))}{_ANY_ENDING}"
    return f"(?:{whole}|{short})" if short else whole


def _stem(token: str) -> str:
    for ending in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= 3:
            return token[: -len(ending)]
    return token
