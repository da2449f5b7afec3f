"""The list of the missed in a trial does not say that nobody was missed."""

from datetime import UTC, datetime

import pytest

from alerts import Alert
from console.patrol import Sheet
from runtime import Municipality


@pytest.mark.parametrize(
    ("tried", "waiting", "words"),
    [
        (0, 0, "Nobody was missed."),
        (2, 0, "TRIAL: 2 people got nothing, and are not in this list."),
        (2, 3, "Nobody is missed so far; 3 people still wait or may have it."),
    ],
)
def test_an_empty_list_says_whether_it_was_a_trial(tried: int, waiting: int, words: str) -> None:
    office = Municipality.model_construct()

    assert Sheet(Alert.model_construct(), [], waiting, {}, office, datetime.now(UTC), tried).nobody() == words
