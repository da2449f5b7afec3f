"""Readings: what people write, read into the one form that is stored; what cannot be read is a
BadValue."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from areas import fold_text
from runtime import said
from subscribers.readings.bad_values import BadValue
from subscribers.readings.dates import AnswerNeeded, ConsentNeeded, NotAgreed, SourceNeeded
from templates import Topic

LONGEST_NAME = 120
LONGEST_WORD = 60
CELLS_KEPT = 10_000  # the different cells of a column are few, and each is read once
_LISTED = re.compile(r"[;,|]")
PARTING = set(",;|")  # what parts the groups in a cell of a file
_YES = ["yes", "true", "1", "x", "χ", "ν", "ναι", "y", "αληθεσ", "αληθησ", "√", "✓", "✔", "☑", "v"]
_NO = ["no", "false", "0", "ο", "οχι", "n", "ψευδεσ", "ψευδησ"]
# What stands in the column of the consent where somebody did not agree, or took it back; of folded
# words.
_NOT_AGREED = re.compile(
    r"\b(?:οχι|δεν|αρνη\w*|αρνει\w*|αρνουμαι|διαφων\w*|ανακλη\w*|ανακαλ\w*|απερριψ\w*|απορριπτ\w*|refus\w*|declin\w*|disagree\w*|"
    r"withdr[ae]w\w*|revoked|not|don['’]?t|doesn['’]?t|didn['’]?t)\b|"
    r"\bδε (?:συμφων|συναιν|συγκατ|συγκαταθ|επιθυμ|θελ|δεχ|δεχτ|αποδεχ|εδωσ|διν|εχει|εχω)|\b(?:μη|χωρισ) (?:συμφων|συναιν|συγκατ|αποδοχ)|"
    r"^no\b(?![\s.]*\d)|\bno consent\b|^opt(?:ed)?[ -]?out\b|^[✗✘❌☐]"
)
_TOPICS = {
    Topic.EMERGENCY: "emergencies, έκτακτη ανάγκη, έκτακτες ανάγκες, έκτακτα, επείγοντα, πολιτική προστασία",
    Topic.WEATHER: "καιρός, καιρικά, καιρικά φαινόμενα, καιρός και πυρκαγιές, καιρός και πυρκαγιά, πυρκαγιές",
    Topic.UTILITIES: "νερό, ρεύμα, νερό και ρεύμα, δίκτυα, ύδρευση, υδροδότηση, ηλεκτροδότηση, διακοπές",
    Topic.ROADS: "road, δρόμοι, δρόμος, κυκλοφορία, οδικό δίκτυο, κυκλοφοριακά",
    Topic.SCHOOLS: "school, σχολεία, σχολείο",
    Topic.EVENTS: "event, news, εκδηλώσεις, εκδήλωση, νέα, νέα και εκδηλώσεις, νέα και εκδηλώσεις του δήμου, ενημέρωση",
}
_TOPIC = {
    fold_text(word): topic
    for topic, words in _TOPICS.items()
    for word in (topic, *words.split(", "))
}
_ALL = frozenset(
    map(fold_text, ("all", "όλα", "όλες", "όλοι", "όλα τα θέματα", "όλες οι κατηγορίες", "*"))
)


class NotATopic(BadValue):
    """This is no topic. The topics are emergency, weather, utilities, roads, schools and events, or
    their Greek names; none means all."""


class NotYesOrNo(BadValue):
    """This is neither yes nor no. Write yes or no; an empty cell leaves it as it is."""


class UnfitName(BadValue):
    """A name has at most 120 letters and no line ends, controls or `=?`. Write it as it is
    spoken."""


class UnfitWord(BadValue):
    """A group or source has at most 60 letters and no line ends or controls. Shorten it."""


class UnfitGroup(BadValue):
    """A group's name has 1 to 60 letters, without `,`, `;` or `|` and without line ends or
    controls. Write it so."""


def read_name(text: str) -> str:
    """A name as people read it, which may be empty; raises UnfitName."""
    name = unicodedata.normalize("NFC", " ".join(text.replace("\u00a0", " ").split(" ")).strip(" "))
    if len(name) > LONGEST_NAME or "=?" in name or not name.isprintable():
        raise UnfitName
    return name


@lru_cache(maxsize=CELLS_KEPT)
def read_topics(text: str) -> frozenset[Topic]:
    """The topics of a list with `;` between them, by their words or Greek names; `all` is none.
    Raises NotATopic."""
    items = listed(text)
    if any(fold_text(item) in _ALL for item in items):
        return frozenset()
    return frozenset(read_topic(item) for item in items)


def read_topic(text: str) -> Topic:
    """One topic by its word or its Greek name; raises NotATopic."""
    word = fold_text(text)
    if word in _TOPIC:
        return _TOPIC[word]
    near = _near_topic(word)
    raise NotATopic(*([said("Did you mean {topic}?", topic=near)] if near else []))


@lru_cache(maxsize=CELLS_KEPT)
def _near_topic(word: str) -> str:
    near = get_close_matches(word, _TOPIC, 1, 0.6)
    return _TOPIC[near[0]] if near else ""


@lru_cache(maxsize=CELLS_KEPT)
def read_words(text: str) -> frozenset[str]:
    """The groups of a list with `;` between them; raises UnfitWord."""
    return frozenset(read_word(item) for item in listed(text))


def read_word(text: str) -> str:
    """One short word or phrase, such as a group or where a consent comes from; raises UnfitWord."""
    word = unicodedata.normalize("NFC", text.strip())
    if len(word) > LONGEST_WORD or not word.isprintable():
        raise UnfitWord
    return word


def read_group(text: str) -> str:
    """The name of one group; raises UnfitGroup."""
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not 0 < len(name) <= LONGEST_WORD or not name.isprintable() or set(name) & PARTING:
        raise UnfitGroup
    return name


def read_groups(texts: Iterable[str]) -> frozenset[str]:
    """The groups of an option that may be repeated, several with `,` between them; raises
    UnfitGroup."""
    return frozenset(read_group(name) for text in texts for name in text.split(","))


@lru_cache(maxsize=CELLS_KEPT)
def read_needs_help(text: str) -> bool | None:
    """Whether somebody needs help, as an office writes it, a tick too; None for an empty cell,
    raises NotYesOrNo."""
    word = _plain(text)
    if not word:
        return None
    if word not in _YES and word not in _NO:
        raise NotYesOrNo
    return word in _YES


@lru_cache(maxsize=CELLS_KEPT)
def read_source(text: str) -> str:
    """Where a consent comes from; raises SourceNeeded, NotAgreed for a cell that says no, or
    UnfitWord."""
    _check_agreed(text, SourceNeeded)
    return read_word(text)


@lru_cache(maxsize=CELLS_KEPT)
def read_agreement(text: str) -> None:
    """The answer to whether somebody agrees: raises AnswerNeeded for none and NotAgreed for a
    no."""
    _check_agreed(text, AnswerNeeded)


@lru_cache(maxsize=CELLS_KEPT)
def read_refusal(text: str) -> None:
    """The answer to whether somebody does not agree: raises NotAgreed for any but none and a no."""
    word = _plain(text)
    if word and word not in _NO:
        raise NotAgreed


def _check_agreed(text: str, lacking: type[ConsentNeeded]) -> None:
    word = _plain(text)
    if not word:
        raise lacking
    if word in _NO or _NOT_AGREED.search(word):
        raise NotAgreed


def _plain(text: str) -> str:
    """Folded, without the sign that makes a picture of a tick and the points around."""
    return fold_text(text).replace("\ufe0f", "").strip(" .,;!")


def listed(text: str) -> list[str]:
    """The items of a list in one cell, between `;`, `,` or `|`."""
    return [item.strip() for item in _LISTED.split(text) if item.strip()]
