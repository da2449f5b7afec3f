"""docs/words.md has every word and every code that the program knows."""

from channels.explanations import CODES, ENHANCED_MAIL
from tests.house.words_page import PAGE, page


def test_the_page_of_words_is_that_of_the_code() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_the_page_of_words_has_every_code() -> None:
    written = PAGE.read_text("utf-8")

    assert [code for code in (*CODES, *ENHANCED_MAIL) if f"| `{code}` |" not in written] == []
