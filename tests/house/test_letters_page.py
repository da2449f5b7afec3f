"""docs/letters.md is made from the code."""

from tests.house.letters_page import PAGE, page


def test_the_page_of_letters_is_made_from_the_code() -> None:
    assert PAGE.read_text("utf-8") == page()
