"""Words of hazards, actions and times: one file per language, data that an office may read."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from linting.reading import fold_words

_FOLDER = Path(__file__).parent / "words"
# Between two words of a phrase: a little that is no word; `..` is up to four words of one sentence.
_SPACE, _GAP = r"[^\w\n]{1,3}", r"[^\w.;!?\n]{1,3}(?:\w+[^\w.;!?\n]{1,3}){0,4}"
_NOTHING = re.compile(r"(?!)")


@cache
def lexicon(name: str, language: str) -> Mapping[str, Any]:
    """What words/NAME.LANGUAGE.toml holds; that of English where a language has none."""
    own = _FOLDER / f"{name}.{language}.toml"
    return tomllib.loads((own if own.exists() else _FOLDER / f"{name}.en.toml").read_text("utf-8"))


def has_words(language: str) -> bool:
    """Whether a language has words of its own: without them no rule on content can read it."""
    return (_FOLDER / f"common.{language}.toml").exists()


@cache
def common(language: str, *lists: str) -> re.Pattern[str]:
    """The phrases of these lists of words/common, to be searched in `TextReading.folded`."""
    held = lexicon("common", language)
    return phrases((each for name in lists for each in held[name]), language)


def phrases(entries: Iterable[str], language: str) -> re.Pattern[str]:
    """Any of these phrases as whole words: `*` stands for any ending, `..` for up to four words."""
    found = "|".join(_phrase(entry, language) for entry in entries)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)") if found else _NOTHING


def _phrase(entry: str, language: str) -> str:
    folded = fold_words(entry, is_greek=language == "el")
    built, between = "", ""
    for token in folded.split():
        if token == "..":
            between = _GAP
            continue
        built += between + _word(token)
        between = _SPACE
    return built


def _word(token: str) -> str:
    if token == "*":
        return r"\w+"
    return re.escape(token).replace(r"\*", r"\w*").replace("'", "['’]")
