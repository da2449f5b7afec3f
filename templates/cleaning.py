"""Cleaning: a text that staff typed, without what nobody can see (docs/threat-model.md, 20 and
21)."""

import unicodedata

# Cc controls; Cf bidi, zero-width and soft hyphen; Cs, Co, Cn nothing a phone can show.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BREAKS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")


def clean(text: str) -> str:
    """NFC on one line: breaks become spaces, spaces are single, controls, bidi and zero-width
    characters are gone."""
    spaced = "".join(" " if character in _BREAKS else character for character in text)
    seen = (character for character in spaced if unicodedata.category(character) not in _UNSEEN)
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())
