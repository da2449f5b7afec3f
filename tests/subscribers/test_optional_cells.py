"""An optional cell that is not understood never costs the row: what counts instead is told."""

from typing import TYPE_CHECKING

import pytest

from subscribers.lists import MergeRules
from subscribers.lists.optional_cells import first_language, read_need

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town

HEADINGS = "Όνομα,Γλώσσα,Κινητό,Θέματα,Χρειάζεται βοήθεια,Πηγή,Ημερομηνία\n"
ROW = 'Άννα,"{language}",6930060001,"{topics}",{need},έντυπο,1/2/2025\n'


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Ελληνικά, Αγγλικά", "el"),
        ("Αγγλικά/Ελληνικά", "en"),
        ("Αγγλικά και Ελληνικά", "en"),
        ("άλλη, Αλβανικά", "sq"),
        ("Αγγλικά (μητρική)", "en"),
        ("άλλη", ""),
        ("0", ""),
        ("Ελλινικά", ""),
    ],
)
def test_the_first_language_of_several_that_is_understood_counts(text: str, first: str) -> None:
    assert first_language(text) == first


@pytest.mark.parametrize(
    ("text", "need", "is_told"),
    [
        ("Οξυγόνο", True, True),
        ("αμαξίδιο, 2ος όροφος", True, True),
        ("ναι", True, False),
        ("όχι", False, False),
        ("0", False, False),
        ("Δεν χρειάζεται", False, False),
        ("δεν περπατάει", True, True),
        ("", None, False),
    ],
)
def test_words_for_help_that_are_no_no_count_as_yes(
    text: str, need: bool | None, is_told: bool
) -> None:
    found, told = read_need(text)

    assert (found, told is not None) == (need, is_told)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"language": "Ελληνικά, Αγγλικά"}, "language", "only the first counts: el"),
        ({"language": "άλλη"}, "language", "somebody new gets Greek"),
        ({"language": "Ελλινικά"}, "language", "Did you mean Ελληνικά?"),
        ({"language": "0"}, "language", "This is no language"),
        ({"topics": "Χιόνι"}, "topics", "somebody new gets all topics"),
        ({"topics": "Καιρός, Χιόνι"}, "topics", "This is no topic"),
        ({"need": "Οξυγόνο"}, "needs_help", "help is needed"),
    ],
)
def test_a_cell_not_understood_is_told_and_its_row_imported(
    village: "Town", cells: dict[str, str], column: str, words: str
) -> None:
    row = ROW.format_map({"language": "", "topics": "", "need": "", **cells})

    done = village.imports(row, headings=HEADINGS)

    anna = village.shows(1)
    assert (done.imported, done.rejected, [fault.column for fault in done.faults]) == (
        1,
        0,
        [column],
    )
    assert words in done.faults[0].problem
    assert (anna.language, anna.topics, anna.needs_help) == ("el", (), "need" in cells)


def test_an_unknown_language_changes_nobody_even_with_update(village: "Town") -> None:
    village.imports(ROW.format(language="en", topics="", need=""), headings=HEADINGS)

    village.imports(
        ROW.format(language="άλλη", topics="", need=""),
        headings=HEADINGS,
        how=MergeRules(update=True),
    )

    assert village.shows(1).language == "en"
