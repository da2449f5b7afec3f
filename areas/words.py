"""Words compared as people read them."""

import unicodedata


def fold_text(text: str) -> str:
    """The same words without case, accents and doubled spaces: Πυλαία, ΠΥΛΑΙΑ and πυλαια are
    one."""
    letters = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.split())


# What means the whole municipality, and so can be no zone's name.
EVERYWHERE = frozenset(
    fold_text(words)
    for words in (
        "all",
        "everywhere",
        "all areas",
        "whole municipality",
        "*",
        "όλες",
        "όλη",
        "όλα",
        "όλοι",
        "όλος",
        "παντού",
        "όλος ο δήμος",
        "όλο το δήμο",
        "σε όλο τον δήμο",
        "σε όλο το δήμο",
        "όλο τον δήμο",
        "όλου του δήμου",
        "ολόκληρος ο δήμος",
        "ολόκληρου του δήμου",
        "όλες οι περιοχές",
        "όλες οι ζώνες",
        "όλες οι κοινότητες",
        "όλη η περιοχή",
    )
)
