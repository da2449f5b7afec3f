"""Encoding: how a text fits an SMS. Greek goes as the capitals that GSM 03.38 holds; parts are counted as handsets do."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gsm0338 import Codec

from channels import PartLimits

_ESCAPE = 0x1B
_BASIC: str = Codec().decode(bytes(code for code in range(128) if code != _ESCAPE))[0]
_SEPTETS = dict.fromkeys(_BASIC, 1) | dict.fromkeys("\f^{}\\[~]|€", 2)

_LOOK_ALIKES = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("«»“”„″", '"'),
        **dict.fromkeys("‘’‚′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        "…": "...",
        "·": ".",
        "\u0387": ".",
        "\u037e": ";",
    }
)
# A Greek letter with whatever marks follow it and did not compose.
_GREEK = re.compile(
    "([\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u03ff\u1f00-\u1fff])[\u0300-\u036f]*"
)


class Encoding(StrEnum):
    """The alphabet in which a whole SMS travels."""

    GSM_7 = "gsm7"
    UCS_2 = "ucs2"


@dataclass(frozen=True, slots=True)
class Measure:
    """How long a text is in an SMS: units are septets (GSM-7) or UTF-16 units (UCS-2)."""

    encoding: Encoding
    units: int
    parts: int
    forced_by: str  # the first character outside GSM-7, or ""


def to_gsm7(text: str) -> str:
    """Greek letters as the capitals of GSM 03.38 and typographic marks as plain ones; all else stays. Idempotent."""
    composed = unicodedata.normalize("NFC", text).translate(_PUNCTUATION)
    return unicodedata.normalize("NFC", _GREEK.sub(_capital, composed))


def measure(text: str, limits: PartLimits) -> Measure:
    """Count the parts as a handset does: no escape pair and no surrogate pair is split (3GPP TS 23.040, 23.038)."""
    forced_by = next((character for character in text if character not in _SEPTETS), "")
    if forced_by:
        widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
        parts = _parts(widths, limits.ucs2_single, limits.ucs2_chained)
        return Measure(Encoding.UCS_2, sum(widths), parts, forced_by)
    widths = [_SEPTETS[character] for character in text]
    return Measure(Encoding.GSM_7, sum(widths), _parts(widths, limits.gsm7_single, limits.gsm7_chained), "")


def _capital(found: re.Match[str]) -> str:
    bare = (mark for mark in unicodedata.normalize("NFD", found[1]) if not unicodedata.combining(mark))
    return unicodedata.normalize("NFC", "".join(bare).upper()).translate(_LOOK_ALIKES)


def _parts(widths: Sequence[int], single: int, chained: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, filled = 1, 0
    for width in widths:
        if filled + width > chained:
            parts, filled = parts + 1, 0
        filled += width
    return parts
