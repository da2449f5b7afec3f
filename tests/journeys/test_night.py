"""docs/night-el.md is what the terminal shows on the night of the card, in Greek and in 80 x 24."""

import re
import shutil
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.journeys.night import ANSWER, SEND, night, screens
from tests.journeys.night_page import PAGE, WIDTH, Screen, page

HEIGHT = 24
# What is typed, a web address, the number of an alert; and a name that somebody else has given.
TYPED = re.compile(
    r"^\$ .*(?:\n    --set .*)*|`[^`]*`|tocsin(?: [\w-]+)+(?: --[\w-]+)*|--\w+|https?://\S+|\S+\.gr-\S+",
    re.MULTILINE,
)
ENGLISH = re.compile(r"(?<!\w)[a-z]{2,}(?!\w)")
NAMES = {"mail", "sandbox", "twilio", "worker", "patrol", "html", "panorama"}
NAMED = ("templates show", "areas list")  # these show what is to be typed


@pytest.fixture
def seen(tmp_path: Path) -> list[Screen]:
    """The whole journey, for one test: another one might walk it again in another process."""
    if shutil.which("cc") is None:
        pytest.skip("the clock of that night is built by a C compiler: apt-get install gcc")
    with night(tmp_path) as here:
        return list(screens(here))


def width(line: str) -> int:
    """The columns of a terminal that a line takes."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in line)
    return len(line) + wide - sum(map(bool, map(unicodedata.combining, line)))


def blocks() -> list[str]:
    """The screens as they stand on the page."""
    return re.findall(r"```\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def questions() -> Iterator[tuple[str, list[str]]]:
    """What stands on the page between an answer, or the command, and the next question."""
    for block in blocks():
        marks = [0, *(found.end() for found in re.finditer(f"{ANSWER}|{SEND.strip()}", block))]
        yield from (
            (block[end - 20 : end], block[begin:end].splitlines()) for begin, end in pairwise(marks)
        )


def test_the_page_of_the_night_is_what_the_terminal_shows(seen: list[Screen]) -> None:
    lines = [line for screen in seen for line in screen.seen.splitlines()]

    assert PAGE.read_text("utf-8") == page(seen), "make night writes it anew"
    assert [line for line in lines if width(line) > WIDTH] == []


def test_no_line_of_the_page_is_wider_than_the_terminal() -> None:
    assert [line for block in blocks() for line in block.splitlines() if width(line) > WIDTH] == []


def test_each_screen_before_a_number_fits_the_terminal() -> None:
    asked = list(questions())

    assert len(asked) == 8
    assert [question for question, lines in asked if len(lines) > HEIGHT] == []


def test_no_english_word_is_left_of_the_night() -> None:
    shown = [block for block in blocks() if not any(each in block for each in NAMED)]

    left = {word for block in shown for word in ENGLISH.findall(TYPED.sub("", block))}

    assert len(shown) == 17
    assert left - NAMES == set()
