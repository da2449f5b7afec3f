"""Encoding: how a text fits an SMS. Greek goes as the capitals that GSM 03.38 holds; parts are
counted as Twilio does."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from channels import PartLimits
from templates.sms.graphemes import whole_characters
from templates.sms.lookalikes import GREEK, SEPTETS, plain_letters, without_loose_joiners

_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
# A Greek letter with whatever marks follow it and did not compose.
_GREEK = re.compile(f"([{GREEK}])[\u0300-\u036f]*")
# A mark that stands on no letter: what is left of an accent in a PDF.
_STRAY_MARKS = re.compile(r"(?:(?<=[\s!-@\[-`{-~])|^)[\u0300-\u036f]+")


class SmsEncoding(StrEnum):
    """The alphabet in which a whole SMS travels."""

    GSM_7 = "gsm7"
    UCS_2 = "ucs2"


@dataclass(frozen=True, slots=True)
class SmsMeasure:
    """How long a text is in an SMS: units are septets (GSM-7) or UTF-16 units (UCS-2)."""

    encoding: SmsEncoding
    units: int
    parts: int
    forced_by: str  # the first character outside GSM-7, or ""


def in_plain_greek(text: str) -> str:
    """Look-alikes as plain characters, as `to_gsm7` has them; Greek letters stay as they are
    written, so that a screen reader reads words. Idempotent."""
    plain = without_loose_joiners(plain_letters(unicodedata.normalize("NFC", text)))
    return unicodedata.normalize("NFC", _STRAY_MARKS.sub("", unicodedata.normalize("NFC", plain)))


def to_gsm7(text: str) -> str:
    """Greek letters as the capitals of GSM 03.38 and look-alikes as plain characters; all else
    stays. Idempotent."""
    plain = plain_letters(unicodedata.normalize("NFC", text))
    capitals = _GREEK.sub(_capital, unicodedata.normalize("NFC", plain))
    unmarked = _STRAY_MARKS.sub("", without_loose_joiners(capitals))
    return unicodedata.normalize("NFC", without_loose_joiners(unmarked))


def measure_sms(text: str, limits: PartLimits) -> SmsMeasure:
    """Count the parts as Twilio's calculator does: no escape pair, no surrogate pair and no joined
    character is split.

    Source: github.com/TwilioDevEd/message-segment-calculator 1.3; 3GPP TS 23.040 and 23.038.
    """
    forced_by = next((character for character in text if character not in SEPTETS), "")
    if forced_by:
        widths = list(_widths(text, limits.ucs2_chained))
        parts = _parts(widths, limits.ucs2_single, limits.ucs2_chained)
        return SmsMeasure(SmsEncoding.UCS_2, sum(widths), parts, forced_by)
    widths = [SEPTETS[character] for character in text]
    return SmsMeasure(
        SmsEncoding.GSM_7, sum(widths), _parts(widths, limits.gsm7_single, limits.gsm7_chained), ""
    )


def _widths(text: str, room: int) -> Iterator[int]:
    """UTF-16 units of what stays together; what no part can hold falls into its code points."""
    for joined in whole_characters(text):
        width = _utf16_units(joined)
        yield from (width,) if width <= room else map(_utf16_units, joined)


def _utf16_units(text: str) -> int:
    """How many UTF-16 units a text takes."""
    return len(text) + sum(character > "\uffff" for character in text)


def _capital(found: re.Match[str]) -> str:
    bare = (
        mark for mark in unicodedata.normalize("NFD", found[1]) if not unicodedata.combining(mark)
    )
    return unicodedata.normalize("NFC", "".join(bare).upper()).translate(_CAPITALS)


def _parts(widths: Sequence[int], single: int, chained: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, filled = 1, 0
    for width in widths:
        if filled + width > chained:
            parts, filled = parts + 1, 0
        filled += width
    return parts
