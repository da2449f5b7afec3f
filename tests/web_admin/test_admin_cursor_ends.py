"""A cursor that was made up is refused, however long its number is."""

from base64 import urlsafe_b64encode

import pytest

from web.admin.cursors import LARGEST, BadCursor, cursor, number_of


@pytest.mark.parametrize(
    "number", [f"0{LARGEST}999999", "0" * 19 + "1" + "9" * 18, str(LARGEST + 1), "0", "-1", "²"]
)
def test_no_number_goes_beyond_what_a_database_holds(number: str) -> None:
    made_up = urlsafe_b64encode(f"j:{number}".encode()).decode()

    try:
        assert 0 < number_of("j", made_up) <= LARGEST
    except BadCursor:
        return


def test_the_last_number_there_can_be_is_read() -> None:
    assert number_of("alerts", cursor("alerts", LARGEST)) == LARGEST
