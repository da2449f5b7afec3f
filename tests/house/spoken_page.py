"""The transcripts of docs/spoken-sms.md, made by espeak-ng: `python -m tests.house.spoken_page`
writes them anew; without espeak-ng they stay as they are."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from channels import Medium
from templates import Words
from tests.house.corrections_page import spoken_words
from tests.house.markdown import renewed

PAGE = Path(__file__).parents[2] / "docs" / "spoken-sms.md"
ESPEAK = shutil.which("espeak-ng")
NAMES = ("snow", "power_cut", "water_cut", "extreme_weather")
FOREIGN = "(en)"


def page() -> str:
    """The page as this machine's espeak-ng reads it."""
    return renewed(PAGE, "spoken_page", _lines())


def version() -> str:
    """Which espeak-ng reads; its voices change with it."""
    found = re.search(r"\d+\.\d+(?:\.\d+)?", _espeak("--version"))
    return found[0] if found else ""


def messages() -> Iterator[tuple[Words, Words]]:
    """The SMS of some templates, each in the usual and in normal letters."""
    for name in NAMES:
        words = spoken_words(name, Medium.SMS)
        assert words.unicode is not None
        yield words, words.unicode


def read_aloud(text: str) -> str:
    """What a Greek voice says, in espeak-ng's signs."""
    return " ".join(_espeak("-v", "el", "-x", "-q", text).split())


def _lines() -> Iterator[str]:
    yield f"Read by espeak-ng {version()}, `espeak-ng -v el -x -q`."
    for usual, normal in messages():
        for kind, words in (("Usual letters", usual), ("Normal Greek letters", normal)):
            said = read_aloud(words.text)
            parts = "1 part" if words.parts == 1 else f"{words.parts} parts"
            yield ""
            yield f"**{kind}**, {parts}, {said.count(FOREIGN)} times foreign:"
            yield ""
            yield "```text"
            yield words.text
            yield said
            yield "```"


def _espeak(*words: str) -> str:
    assert ESPEAK is not None
    ran = subprocess.run([ESPEAK, *words], capture_output=True, text=True, check=True, timeout=60)
    return ran.stdout


if __name__ == "__main__" and ESPEAK is not None:
    PAGE.write_text(page(), "utf-8")
