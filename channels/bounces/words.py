"""What a bounce says in words: the enhanced code (RFC 3463) for what mail servers write where they
give none, or one that says nothing.

Where two readings are possible, the one counts that does not give up the address.
"""

import re
from collections.abc import Sequence

from channels.bounces.opened import PhrasePattern, folded
from channels.bounces.phrases import FULL, PHRASES, POLICY, TOO_LARGE
from channels.contract import Outcome
from channels.enhanced import meaning

Table = Sequence[tuple[str, PhrasePattern]]
_PHRASES: Table = tuple((status, PhrasePattern(words)) for status, words in PHRASES)
_SPARING = [each for each in _PHRASES if each[0] in {POLICY, TOO_LARGE, FULL}]
_NAMES = re.compile(r"\S*(?:@|\w\.[a-z]|://)\S*")
LONGEST = 4_000  # characters of a server's own words that are looked through
# No part of an IP address, and no version of a program.
_ENHANCED = re.compile(
    r"(?<![\d.\w/])(?<!exim )(?<!version )([245])\.(\d{1,3})\.(\d{1,3})(?![.\-]?\d)", re.I
)
_BASIC = re.compile(
    r"(?<![\d.,:/+\-])([45]\d\d)(?=[ \-:#]+(?:\D|[45]\.))(?! (?:days|hours|minutes|seconds))"
)
_AT_RCPT = frozenset({"550", "551", "553"})
_DATA = re.compile(r"\bdata\b|end of message", re.IGNORECASE)


def judge(code: str, words: str) -> str:
    """The enhanced code that says most: the one given, the one quoted in these words, or what the
    words mean.

    Empty when there is none and the words say nothing. Words about us or a full mailbox outweigh
    the code of an unknown address."""
    quoted = quoted_code(words, code[:1] or "45")
    if not code or (is_vague(code) and quoted):
        code = quoted or code
    if code and not is_vague(code):
        spared = meaning(code) is Outcome.INVALID_RECIPIENT and _phrase(words, _SPARING)
        return spared or code
    phrase, basic = _phrase(words, _PHRASES), _BASIC.search(words)
    kind = code[:1] or (basic[1][0] if basic else "")
    if phrase:
        return kind + phrase[1:] if kind else phrase
    if basic and basic[1] in _AT_RCPT and kind == "5" and not _DATA.search(words):
        return basic[1]  # at RCPT, where nearly all of them are said
    return code or (f"{kind}.0.0" if kind else "")


def quoted_code(words: str, kinds: str) -> str:
    """The first enhanced code of these kinds in some words; one that says nothing only where there
    is no other."""
    found = [each[0] for each in _ENHANCED.finditer(words) if each[1] in kinds]
    return next((each for each in found if not is_vague(each)), found[0] if found else "")


def is_vague(code: str) -> bool:
    """Whether a code has no subject, or means nothing but that it failed: 5.0.0, 5.5.0."""
    return code[2:4] in {"0.", "5."} or code[2:] in {"3.0", "4.0"}


def _phrase(words: str, table: Table) -> str:
    """The code for what is said, without the names of hosts and addresses in it."""
    said = " ".join(_NAMES.sub(" ", folded(words[:LONGEST])).split())
    return next((status for status, phrase in table if phrase.occur_in(said)), "")
