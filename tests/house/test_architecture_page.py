"""The picture of the house is that of its imports, and each journey passes through files and
functions that exist."""

import pytest

from tests.house.architecture_page import PAGE, page, rooms, without_shortcuts
from tests.house.named_code import is_there, named_in
from tests.house.test_style import ROOMS


def test_the_picture_of_the_house_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.house.architecture_page"


def test_every_room_is_in_the_picture() -> None:
    assert sorted(rooms()) == sorted(ROOMS)


def test_an_arrow_with_a_longer_way_is_left_out() -> None:
    arrows = {
        "a": frozenset("bcd"),
        "b": frozenset("c"),
        "c": frozenset("d"),
        "d": frozenset[str](),
    }

    assert without_shortcuts(arrows) == {**arrows, "a": frozenset("b")}


def test_the_page_names_only_code_that_exists() -> None:
    named = named_in(PAGE.read_text("utf-8"))

    assert len(named) > 80
    assert [f"{file}:{name}" for file, name in named if not is_there(file, name)] == []


@pytest.mark.parametrize(
    ("file", "name", "there"),
    [
        ("engine/clock.py", "", True),
        ("engine/clock.py", "AlarmClock.run", True),
        ("engine/clock.py", "run", False),
        ("engine/clock.py", "Clock.tick", False),
        ("engine/sundial.py", "", False),
    ],
)
def test_a_name_is_looked_up_in_its_file(file: str, name: str, there: bool) -> None:
    assert is_there(file, name) is there
