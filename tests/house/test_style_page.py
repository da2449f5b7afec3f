"""The numbers of the house's style are those that are enforced, and what enforces a rule exists."""

from tests.house.named_code import is_there, named_in
from tests.house.style_page import PAGE, page


def test_the_numbers_of_the_style_are_those_that_are_enforced() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.house.style_page"


def test_the_page_names_only_code_that_exists() -> None:
    named = named_in(PAGE.read_text("utf-8"))

    assert len(named) > 10
    assert [f"{file}::{name}" for file, name in named if not is_there(file, name)] == []
