"""A sentence that was stored is said in another language when it is read again."""

from datetime import date

import pytest
from pydantic import TypeAdapter

from runtime import counted, joined, said
from runtime.kept_words import KeptWords

KEPT = TypeAdapter(KeptWords)


@pytest.mark.parametrize(
    "words",
    [
        "no sentence of ours",
        said("There is no import {number}.", number=7),
        counted(1200, "{count} row", "{count} rows"),
        said(
            "{why} {where}", why=said("not found"), where=joined(", ", ["a", said("b {n}", n=1.5)])
        ),
    ],
)
def test_a_sentence_keeps_its_words_and_values(words: str) -> None:
    read = KEPT.validate_json(KEPT.dump_json(words))

    assert (read, type(read), getattr(read, "values", None)) == (
        words,
        type(words),
        getattr(words, "values", None),
    )


def test_a_sentence_with_a_foreign_value_keeps_its_text() -> None:
    read = KEPT.validate_json(KEPT.dump_json(said("on {day}", day=date(2026, 1, 2))))

    assert (read, type(read)) == ("on 2026-01-02", str)
