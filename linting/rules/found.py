"""What the rules on form share: their words, and where findings and footers stand."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from linting.lexicons import lexicon, phrases

Span = tuple[int, int]


@cache
def form_words(language: str, *lists: str) -> re.Pattern[str]:
    """The phrases of these lists of words/form, to be searched in `TextReading.folded`."""
    held = lexicon("form", language)
    return phrases((each for name in lists for each in held[name]), language)


def spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Where a pattern stands."""
    yield from (found.span() for found in pattern.finditer(text))


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span shares a character with one of these."""
    return any(span[0] < end and start < span[1] for start, end in others)
