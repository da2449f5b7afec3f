"""docs/corrections.md shows every correction as it is read, and no update is longer than its
template allows."""

from tests.house.corrections_page import PAGE, page, updates


def test_the_page_of_corrections_is_that_of_the_code() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_no_update_of_a_shipped_template_is_longer_than_allowed() -> None:
    measured = {
        (each.name, words.language): (words.measure, each.max_parts) for each, words in updates()
    }

    assert len(measured) == 72
    assert all(measure is not None and measure.parts <= most for measure, most in measured.values())
