"""Encodings: in which of the ways that Greek offices save text a file was written; its words
decide, since a wrong reading makes none."""

import re
from codecs import lookup
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from runtime import mark
from subscribers.readings.bad_values import BadValue

HEAD = 65_536
WORDS_WEIGHED = 5_000
_WORD = re.compile(rb"[A-Za-z\x80-\xff']*[\x80-\xff][A-Za-z\x80-\xff']*")
_OPENING, _CLOSING = "«“„‘([", "»”’.…·)]"
# One capital or none and then small letters with the final sigma at the end, or capitals alone.
_GREEK = re.compile(r"[Α-ΩΆΈΉΊΌΎΏΪΫ]?[α-ρσ-ωάέήίόύώϊϋΐΰ]*ς?(?:['’])?|[Α-ΩΆΈΉΊΌΎΏΪΫ]+(?:['’])?")
_LATIN = re.compile(
    r"[A-ZÀ-ÖØ-ÞŠŽŒ]?[a-zß-öø-ÿšžœ']+|[A-ZÀ-ÖØ-ÞŠŽŒ']+|[A-Z]'?[A-ZÀ-Þ][a-zß-öø-ÿšžœ]+"
)
_BETWEEN = re.compile("[\u00a0–—-]")
_ACCENTS = re.compile("[άέήίόύώΐΰΆΈΉΊΌΎΏ]")


class Encoding(StrEnum):
    """How the text of a file is written as bytes, by the name that standards give it."""

    UTF_8 = "utf-8"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    WINDOWS_GREEK = "windows-1253"
    ISO_GREEK = "iso-8859-7"
    DOS_GREEK = "cp737"
    WINDOWS_WESTERN = "windows-1252"


NAMES: Mapping[Encoding, str] = {
    Encoding.UTF_8: mark("UTF-8"),
    Encoding.UTF_16_LE: mark("Unicode text"),
    Encoding.UTF_16_BE: mark("Unicode text"),
    Encoding.WINDOWS_GREEK: mark("Windows Greek"),
    Encoding.ISO_GREEK: mark("Greek ISO 8859-7"),
    Encoding.DOS_GREEK: mark("DOS Greek"),
    Encoding.WINDOWS_WESTERN: mark("Windows Western European"),
}
CODE_PAGES = (
    Encoding.WINDOWS_GREEK,
    Encoding.ISO_GREEK,
    Encoding.DOS_GREEK,
    Encoding.WINDOWS_WESTERN,
)
_MARKS = {
    b"\xef\xbb\xbf": Encoding.UTF_8,
    b"\xff\xfe": Encoding.UTF_16_LE,
    b"\xfe\xff": Encoding.UTF_16_BE,
}


class UnknownEncoding(BadValue):
    """This is no encoding that is read. They are windows-1253, iso-8859-7, cp737, windows-1252,
    utf-8, utf-16-le and utf-16-be."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The encoding of a file; certain when every other reading of the words that differ makes
    none."""

    encoding: Encoding
    certain: bool = True

    @property
    def is_code_page(self) -> bool:
        """Whether the bytes alone do not say it, so that somebody should see what comes out."""
        return self.encoding in CODE_PAGES


def read_encoding(name: str) -> Encoding | None:
    """An encoding by any of its names, such as cp1253; None for an empty name. Raises
    UnknownEncoding."""
    try:
        return (
            next(each for each in Encoding if lookup(each).name == lookup(name).name)
            if name
            else None
        )
    except (LookupError, StopIteration):
        raise UnknownEncoding from None


def guess_encoding(file: BinaryIO) -> Guess:
    """How a file is written, read to its end and set back to its beginning."""
    head = file.read(HEAD)
    file.seek(0)
    marked = next((found for sign, found in _MARKS.items() if head.startswith(sign)), None)
    if wide := marked or _wide(head):
        return Guess(wide)
    words = _foreign_words(file)
    file.seek(0)
    return weigh(words) if words else Guess(Encoding.UTF_8)


def weigh(words: Sequence[bytes]) -> Guess:
    """The code page in which most of these make words, all of them with letters beyond ASCII."""
    read = {page: [_read(word, page) for word in words] for page in CODE_PAGES}
    best = max(CODE_PAGES, key=lambda page: sum(map(is_word, read[page])))
    rivals = (read[page] for page in CODE_PAGES if page is not best)
    sure = best is not Encoding.WINDOWS_WESTERN and all(
        _outdoes(read[best], rival) for rival in rivals
    )
    return Guess(best, sure)


def is_word(text: str) -> bool:
    """Whether that could be written by a person: letters of one alphabet, in the usual places."""
    parts = [part.lstrip(_OPENING).rstrip(_CLOSING) for part in _BETWEEN.split(text)]
    return any(parts) and all(_is_one(part) for part in parts if part)


def _is_one(part: str) -> bool:
    if _GREEK.fullmatch(part):
        return len(_ACCENTS.findall(part)) < 3
    plain = sum(map(str.isascii, part))
    return bool(_LATIN.fullmatch(part)) and plain * 2 >= len(part)


def _outdoes(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether of the words that differ nearly all of mine are words, and nearly none of the
    other's."""
    differ = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    good, bad = (sum(is_word(pair[side]) for pair in differ) for side in (0, 1))
    return not differ or (good * 20 >= len(differ) * 19 and bad * 10 <= len(differ))


def _read(word: bytes, page: Encoding) -> str:
    return word.decode(page, "replace")


def _wide(head: bytes) -> Encoding | None:
    """UTF-16 without its mark: every other byte of Latin text is zero, of Greek text 3, and hardly
    one of the others."""
    even, odd = (sum(head[start::2].count(byte) for byte in (0, 3)) for start in (0, 1))
    if b"\0" not in head or (even + odd) * 5 < len(head) * 2 or min(even, odd) * 4 > max(even, odd):
        return None
    return Encoding.UTF_16_LE if odd > even else Encoding.UTF_16_BE


def _foreign_words(file: BinaryIO) -> Sequence[bytes]:
    """Different words of the lines that are not UTF-8; none when most lines are."""
    fine = foreign = 0
    words: dict[bytes, None] = {}
    for line in _lines(file):
        if line.isascii():
            continue
        if _is_utf8(line):
            fine += 1
            continue
        foreign += 1
        if len(words) < WORDS_WEIGHED:
            words.update(dict.fromkeys(_WORD.findall(line)))
    return list(words) if foreign > fine else ()


def _lines(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.readline(HEAD), b"")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
