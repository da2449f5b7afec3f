"""Cells: what stands in one, without what spreadsheets and chat programs put around it."""

import re
import unicodedata
from functools import lru_cache

LONGEST_NOTHING = 20
FORMULA_SIGNS = "=+-@\t\r＝＋－＠"
_BLANK = re.compile(r"[\s\u00a0\u2007\u202f\x1c-\x1f\u2028\u2029]+")
_AS_TEXT = re.compile(r'=\s*"(.*)"', re.DOTALL)
# What offices write where there is nothing; `#Δ/Υ` is `#N/A` in a Greek Excel.
_NOTHING = frozenset(
    {
        "",
        "null",
        "none",
        "nan",
        "n/a",
        "na",
        "#n/a",
        "#δ/υ",
        "nil",
        "δεν εχει",
        "δεν υπαρχει",
        "δεν διαθετει",
        "δ/υ",
        "κενο",
        "χωρις",
        "αγνωστο",
        "unknown",
        "δεν γνωριζω",
        "δεν δοθηκε",
        "ουδεν",
        "κανενα",
        "καμια",
        "empty",
        "blank",
    }
)
_NO_CONTACT = frozenset({"0", "οχι", "no", "none", "μηδεν"})
# UTF-8 read as a Greek, a Western or a DOS code page: each letter became two, the first always one
# of these.
_TWICE = re.compile(
    r"[ΞΟ](?:[\u0080-\u00bf\u0152-\u0192\u02c6-\u02dc\u2010-\u2122\u0384-\u0387\ufffd]|[ΈΉΊΌΎΏ](?=[ΞΟ]))|[ÎÏÃÅ][\u0080-\u00bf\u0152-\u0192\u02c6-\u02dc\u2010-\u2122]|[╬╧][^\s\w]"
    r"|[╬╧]\w"
)


@lru_cache(maxsize=4096)
def tidied(cell: str) -> str:
    """The text of a cell in one line, without invisible characters, `="..."` and the apostrophe
    that stands for "text"."""
    text = " ".join(_BLANK.sub(" ", cell).split(" ")).strip()
    if not text.isprintable():
        text = "".join(letter for letter in text if _is_seen(letter)).strip()
    if text.startswith("=") and (formula := _AS_TEXT.fullmatch(text)):
        text = formula[1].replace('""', '"').strip()
    if (
        text[:1] == "'"
        and len(text) > 1
        and (text[1:].lstrip()[:1] in FORMULA_SIGNS or text[1].isdigit())
    ):
        return text[1:].strip()
    return " ".join(text.split())


def is_nothing(text: str, *, contact: bool = False) -> bool:
    """Whether a tidied cell says that there is nothing to say: `-`, `N/A`, «δεν έχει»; a contact
    also by `0` or `no`."""
    if not text or len(text) > LONGEST_NOTHING or text[0] in "+123456789":
        return not text
    plain = _plain(text)
    return plain in _NOTHING or (contact and plain in _NO_CONTACT)


def is_encoded_twice(text: str) -> bool:
    """Whether it is Greek that was saved as UTF-8 and read as something else, like `Ξ†Ξ½Ξ½Ξ±` for
    «Άννα»."""
    return not text.isascii() and len(_TWICE.findall(text)) > 1


def guard_cell(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (docs/threat-model.md, 22)."""
    return (
        f"'{cell}" if cell.strip(" \u00a0")[:1] in FORMULA_SIGNS and cell.strip(" \u00a0") else cell
    )


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cf", "Cc", "Cn"}


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """Without case, accents and the dots and dashes around it."""
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split()).strip(" .-–—_*?/\\'\"()[]")
