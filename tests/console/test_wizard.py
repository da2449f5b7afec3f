"""The wizard checks what it is told, asks again, and writes nothing before its summary is
confirmed."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from console.system.wizard import (
    BadAnswer,
    read_greek,
    read_latin,
    read_line,
    read_page,
    read_person,
)
from tests.journeys.conftest import Installation
from tests.journeys.terminal import at_terminal

ANSWERS = {
    "Name in Greek": "",
    "nothing is taken from it": "Δήμος Δοκιμής",
    "Name in English": "Municipality of Trial",
    "with, in Greek": "ΔΗΜΟΣ ΔΟΚΙΜΗΣ",
    "with, in English": "TRIAL",
    "Citizens' line": "abc",
    "A phone has 3 to 15 digits": "231 330 0000",
    "Page of the": "www.x",
    "A page begins with https://": "https://trial.example",
    "Your own name": "Maria Trial",
    "Is that right?": "yes",
}


@pytest.mark.parametrize("text", ["abc", "12", "+30 abc", "1" * 16, ""])
def test_a_text_that_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer):
        read_line(text)


@pytest.mark.parametrize(
    "text", ["www.x", "http://town.example", "https://", "https://a b.example", "https://[x"]
)
def test_a_text_that_is_no_page_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer):
        read_page(text)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_greek, "Town"),
        (read_greek, ""),
        (read_greek, "Δ"),
        (read_greek, "Δ. Δ."),
        (read_latin, "Δήμος"),
        (read_latin, "Δ1"),
        (read_latin, "x"),
        (read_latin, "x-y"),
        (read_person, "42"),
        (read_person, "x"),
    ],
)
def test_a_text_that_is_no_name_is_refused(read: Callable[[str], str], text: str) -> None:
    with pytest.raises(BadAnswer):
        read(text)


def test_the_wizard_asks_again_and_shows_a_summary(bare: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "new"

    code, seen = at_terminal(bare, ("--home", str(folder), "init"), ANSWERS)

    written = tomllib.loads((folder / "tocsin.toml").read_text("utf-8"))["municipality"]
    assert code == 0, seen
    assert "Δήμος Δοκιμής / Municipality of Trial" in seen
    assert (written["phone"], written["web"]) == ("2313300000", "https://trial.example")
