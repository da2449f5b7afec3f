"""The table of the checks in the docs is that of the code."""

from tests.house.checks_page import PAGE, page


def test_the_table_of_checks_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.house.checks_page"
