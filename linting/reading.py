"""A text as rules compare it: same length, capitals, no accents, look-alike letters as Greek."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_LATIN, _GREEK = "ABEZHIKMNOPTYX", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_AS_GREEK = str.maketrans(_LATIN, _GREEK)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Letters of an SMS in GSM 03.38 that only Greek has.
_GREEK_LETTER = re.compile(r"[Α-Ω]")
_ONLY_ALIKE = re.compile(rf"[{_LATIN}]+")
# An end is a mark with white space or the end behind it: not the dot of 20.00, of a link or
# of «Δ.Ε.».
_END = re.compile(r"(?<!\b\w)[.;!·](?=\s|$)|\n+")


@dataclass(frozen=True)
class TextReading:
    """A text in the form in which rules look for words; each position is that of the text."""

    text: str
    is_greek: bool

    @cached_property
    def folded(self) -> str:
        """Capitals without accents, as long as the text; Greek words in Greek letters alone."""
        plain = "".join(_fold(letter) for letter in self.text)
        return _WORD.sub(self._in_greek, plain)

    @cached_property
    def words(self) -> tuple[tuple[int, int, str], ...]:
        """Where each word begins and ends, and its folded form."""
        return tuple((m.start(), m.end(), m.group()) for m in _WORD.finditer(self.folded))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence begins and ends."""
        starts = [0, *(found.end() for found in _END.finditer(self.text))]
        ends = [*starts[1:], len(self.text)]
        spans = zip(starts, ends, strict=True)
        return tuple((start, end) for start, end in spans if self.text[start:end].strip())

    def _in_greek(self, found: re.Match[str]) -> str:
        word = found.group()
        greek = _GREEK_LETTER.search(word) or (self.is_greek and _ONLY_ALIKE.fullmatch(word))
        return word.translate(_AS_GREEK) if greek else word


def fold_words(text: str, *, is_greek: bool = True) -> str:
    """One word or more of a lexicon or a name in the form of `TextReading.folded`."""
    return TextReading(text, is_greek).folded


def _fold(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].upper()
    return base if len(base) == 1 else letter
