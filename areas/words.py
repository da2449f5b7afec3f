"""Words compared as people read them."""

import unicodedata


def folded(text: str) -> str:
    """The same words without case, accents and doubled spaces: Πυλαία, ΠΥΛΑΙΑ and πυλαια are one."""
    letters = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.split())
