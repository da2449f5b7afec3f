"""What was kept in English is read in Greek."""

import pytest

from console.schedules.kept_sentences import translate_kept
from console.terminal.language import SPOKEN


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        (
            "It was noticed 3 days 1 hour late; the limit is 15 minutes.",
            "Έγινε αντιληπτή με καθυστέρηση: 3 ημέρες 1 ώρα· όριο: 15 λεπτά.",
        ),
        (
            "Nobody is registered for this area, topic and medium.",
            "Δεν υπάρχει κανένας εγγεγραμμένος για αυτή την περιοχή",
        ),
        ("Nobody knows this sentence.", "Nobody knows this sentence."),
    ],
)
def test_a_kept_sentence_is_retold_in_greek(kept: str, read: str) -> None:
    before = SPOKEN.set("el")
    told = translate_kept(kept)
    SPOKEN.reset(before)

    assert told.startswith(read)
    assert translate_kept(kept) == kept
