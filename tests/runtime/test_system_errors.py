"""What the machine refuses is said in words that are translated."""

import os
from errno import EACCES, ENOENT, ENOSPC, errorcode

import pytest

from runtime import why_refused
from runtime.languages import load_translator
from runtime.system_errors import WORDS


@pytest.mark.parametrize(
    ("number", "greek"),
    [
        (ENOENT, "δεν υπάρχει τέτοιο αρχείο ή φάκελος"),
        (EACCES, "δεν επιτρέπεται η πρόσβαση"),
        (ENOSPC, "δεν υπάρχει ελεύθερος χώρος"),
    ],
)
def test_a_refusal_of_the_machine_is_read_in_greek(number: int, greek: str) -> None:
    refused = OSError(number, os.strerror(number), "list.csv")

    assert load_translator("el").of(why_refused(refused)) == greek


def test_a_translated_system_error_exists_on_this_machine() -> None:
    assert set(WORDS) <= {os.strerror(number) for number in errorcode}


def test_an_error_without_words_is_named_by_its_kind() -> None:
    assert why_refused(TimeoutError()) == "TimeoutError"
