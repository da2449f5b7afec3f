"""docs/glossary.md: few words, in order, each where it says."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST = 25
ROW = re.compile(r"^\| ([a-z-]+(?: [a-z]+)?) \| (.+) \| `(.+)` \|$", re.M)
ROWS = ROW.findall((ROOT / "docs" / "glossary.md").read_text("utf-8"))


def test_few_words_are_our_own() -> None:
    assert 15 < len(ROWS) <= MOST
    assert [word for word, _, _ in ROWS] == sorted({word for word, _, _ in ROWS})


def test_a_word_is_found_where_the_glossary_says() -> None:
    missing = [
        word
        for word, _, place in ROWS
        if not any(re.search(_anyhow(word), text, re.I) for text in _texts(ROOT / place))
    ]

    assert missing == []


def _anyhow(word: str) -> str:
    """In a sentence, in a class's name, in a variable."""
    return "[ _-]?".join(re.split("[ -]", word))


def _texts(place: Path) -> list[str]:
    files = place.rglob("*.*") if place.is_dir() else [place]
    return [each.read_text("utf-8") for each in files if each.suffix in (".py", ".md", ".toml")]
