"""Outside GSM 03.38: which characters of an SMS make it dearer, where they stand, and what costs
less."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from runtime import Said, counted, joined, said
from templates.sms.encoding import to_gsm7
from templates.sms.graphemes import whole_characters
from templates.sms.lookalikes import SEPTETS

MOST_NAMED = 4
_NEAR = 12  # characters of the text shown on either side
_STROKED = dict(zip("łŁđĐıħĦŧŦəƏ", "lLdDihHtTeE", strict=True)) | {
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
}
# As in passports: ICAO Doc 9303, part 3, section 6, without its diacritics.
_CYRILLIC = dict(zip("абвгґдеёзиіїйклмнопрстуфыэ", "abvggdeeziiiiklmnoprstufye", strict=True)) | {
    "є": "ie",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "ie",
    "ь": "",
    "ю": "iu",
    "я": "ia",
}
_MONEY = {"₽": "RUB", "₺": "TRY", "₴": "UAH", "₣": "CHF", "¢": "c", "₯": "ΔPX"}
_SHORT = {
    "☎": "tel",
    "☏": "tel",
    "📞": "tel",
    "✓": "OK",
    "✔": "OK",
    "✅": "OK",
    "☑": "OK",
    "✗": "x",
    "✘": "x",
    "❌": "X",
    "⚠": "!",
    "↑": "^",
    "⬆": "^",
    "↓": "v",
    "⬇": "v",
    "↗": "->",
    "†": "+",
    "‡": "+",
}
_SPELLED = _STROKED | _CYRILLIC | _MONEY | _SHORT


@dataclass(frozen=True, slots=True)
class OutsideGsm7:
    """Characters in a row that GSM 03.38 lacks; `at` counts characters from 1.

    `cheaper` is what says the same within GSM 03.38, empty where they are best left out; None: only
    another script does."""

    letters: str
    at: int
    near: str
    cheaper: str | None


def find_outside_gsm7(text: str) -> tuple[OutsideGsm7, ...]:
    """The characters that make an SMS dearer; none in a text that was never put into the letters of
    GSM 03.38."""
    if _is_within(text) or to_gsm7(text) != text:
        return ()
    found, at, start = [], 1, 0
    for within, run in groupby(whole_characters(text), key=_is_within):
        characters = list(run)
        end = start + sum(map(len, characters))
        if not within:
            found.append(
                OutsideGsm7(text[start:end], at, _near(text, start, end), _cheaper(characters))
            )
        at, start = at + len(characters), end
    return tuple(found)


def explain_outside_gsm7(text: str, most: int = MOST_NAMED) -> Iterator[Said]:
    """What to write instead of the characters that make an SMS dearer: a sentence each, `most` at
    most, then how many more."""
    first = {each.letters: each for each in reversed(find_outside_gsm7(text))}
    named = sorted(first.values(), key=lambda each: each.at)
    for each in named[:most]:
        yield joined(" ", (_place(each), _advice(each)))
    if len(named) > most:
        yield counted(len(named) - most, "and {count} more", "and {count} more")


def _place(each: OutsideGsm7) -> Said:
    return said(
        "'{letters}' at character {at} ({near}):", letters=each.letters, at=each.at, near=each.near
    )


def _advice(each: OutsideGsm7) -> Said:
    if each.cheaper is None:
        return said("no cheaper letters say it.")
    if not each.cheaper:
        return said("leave it out.")
    return said("write '{cheaper}'.", cheaper=each.cheaper)


def _is_within(letters: str) -> bool:
    return all(each in SEPTETS for each in letters)


def _near(text: str, start: int, end: int) -> str:
    """A piece of a text with the words around, cut at a blank where one is near."""
    head, tail = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if start > _NEAR:
        head = f"...{head.partition(' ')[2] or head}"
    if len(text) - end > _NEAR:
        tail = f"{tail.rpartition(' ')[0] or tail}..."
    return f"{head}{text[start:end]}{tail}"


def _cheaper(characters: Sequence[str]) -> str | None:
    spelled = [_spelled(each) for each in characters]
    if None in spelled:
        return None
    return "".join(each for each in spelled if each is not None)


def _spelled(letter: str) -> str | None:
    """One character in the letters of GSM 03.38."""
    base = unicodedata.normalize("NFD", letter)[0]
    if base in SEPTETS:
        return base
    if base in _SPELLED:
        return _SPELLED[base]
    if base.lower() in _SPELLED:
        return _SPELLED[base.lower()].capitalize()
    return None if unicodedata.category(base).startswith("L") else ""
