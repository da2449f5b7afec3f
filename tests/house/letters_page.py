"""The tables of docs/letters.md, made from the code: `python -m tests.house.letters_page` writes
them anew."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from unicodedata import category, decomposition

from templates.sms import to_gsm7
from templates.sms.lookalikes import CYRILLIC, GREEK, KINDS, SEPTETS
from tests.house.markdown import renewed

PAGE = Path(__file__).parents[2] / "docs" / "letters.md"
# Read from their surroundings.
IN_CONTEXT = (
    "40°C",
    "40 °C",
    "40º C",
    "40℃",
    "1° Λύκειο",
    "1½ ώρα",
    "½",
    "10²",
    "50 m²",
    "25 µg/m³",
    "PM₁₀",
    "∆ήµος",
    "Α΄ τάξη",
    "1️⃣ Μείνετε",
    "❶ Μείνετε",
    "➡️ Κλειστός",
    "𝐀𝛂𝟎",
    "Ａｂ１",
    "ﬁ ﬂ",
    "№ 5",
    "™",
    "Ⅳ",
    "㎞",
    "ΠΡΟСΟΧΗ",
    "Ἄνοιξη",
)


# All but the ideographs, which no plain character says.
BLOCKS = (
    range(0x80, 0x3400),
    range(0xA640, 0xAC00),
    range(0xF000, 0x10000),
    range(0x1D400, 0x1D800),
    range(0x1F100, 0x1F200),
    range(0x1FBF0, 0x1FC00),
)
GROUPS = {
    "Greek": "Greek letters with and without accents, of all times",
    "<font>": "mathematical and other drawn letters and digits",
    "<wide>": "full-width characters",
    "<super>": "raised letters and digits",
    "<sub>": "lowered letters and digits",
    "<circle>": "letters and numbers in a circle",
    "<square>": "units and words in a square",
    "<fraction>": "fractions",
    "<compat>": "ligatures, numerals, abbreviations",
    "<small>": "small forms",
    "<vertical>": "vertical forms",
    "": "others",
}


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "letters_page", _lines())


def _lines() -> Iterator[str]:
    yield from ("## By character", "", "| kind | characters | in the SMS |", "|---|---|---|")
    for kind, plain in KINDS.items():
        for becomes, characters in plain.items():
            yield f"| {kind} | {_shown(characters)} | {_cell(becomes)} |"
    yield f"| Cyrillic letters in a word or text that is not Cyrillic | {_shown(''.join(CYRILLIC))} | the Latin ones |"
    yield from (
        "",
        "## By what stands around",
        "",
        "| as it is written | in the SMS |",
        "|---|---|",
    )
    yield from (f"| {_cell(text)} | {_cell(to_gsm7(text))} |" for text in IN_CONTEXT)
    yield from (
        "",
        "## By what Unicode says",
        "",
        "| characters | how many | such as |",
        "|---|---|---|",
    )
    for tag, group in GROUPS.items():
        found = [each for each in _changing() if _tag(each) == tag]
        yield f"| {group} | {len(found)} | {_cell('  '.join(f'{each} {to_gsm7(each)}' for each in found[:4]))} |"


@cache
def _changing() -> tuple[str, ...]:
    """All further characters that can be seen and fit after the change."""
    listed = set(
        chain.from_iterable(each for kind in KINDS.values() for each in kind.values())
    ) | set(CYRILLIC)
    every = (each for each in map(chr, chain(*BLOCKS)) if each not in listed)
    return tuple(
        each
        for each in every
        if category(each)[0] not in "ZCM"
        and to_gsm7(each) != each
        and set(to_gsm7(each)) <= SEPTETS.keys()
    )


def _tag(character: str) -> str:
    """How Unicode calls what makes it compatible."""
    if re.match(f"[{GREEK}]", character):
        return "Greek"
    tag = decomposition(character).partition(" ")[0]
    return tag if tag in GROUPS else ""


def _shown(characters: str) -> str:
    """Characters, the unseen ones and the bar of the table by their number."""
    return " ".join(
        f"U+{ord(each):04X}" if category(each) in {"Co", "Sk", "Lm"} or each in "|`" else each
        for each in characters
    )


def _cell(text: str) -> str:
    return f"`{text}`".replace("|", "\\|") if "`" not in text else f"`` {text} ``"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
