"""How a Greek name sounds, in Greek letters or in Latin ones: Χορτιάτης and Hortiatis are one."""

import re
from functools import cache

from linting.lexicons import lexicon

_GREEK = re.compile(r"[Α-Ω]")
_ENDING = re.compile(r"[aeiou]*s?$")
_TWICE = re.compile(r"(.)\1+")


@cache
def sound(word: str) -> str:
    """The sound of a folded word, without its ending."""
    letters = lexicon("sounds", "en")["greek" if _GREEK.search(word) else "latin"]
    pattern = re.compile("|".join(sorted(letters, key=len, reverse=True)))
    heard = _TWICE.sub(r"\1", pattern.sub(lambda found: letters[found.group()], word).lower())
    return _ENDING.sub("", heard) or heard
