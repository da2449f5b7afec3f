"""Sentences are plain English text that remembers its template and values."""

import json
import pickle

import pytest

from runtime import Said, UsageProblem, counted, joined, said


def test_a_sentence_is_plain_text() -> None:
    sentence = said("Alert {number} is {what}.", number=5, what="stopped")

    assert sentence == "Alert 5 is stopped."
    assert json.dumps([sentence]) == '["Alert 5 is stopped."]'
    assert str(UsageProblem(sentence)).startswith("Alert 5 is stopped. ")
    assert (sentence.template, sentence.values) == (
        "Alert {number} is {what}.",
        {"number": 5, "what": "stopped"},
    )


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 messages"), (1, "1 message"), (2, "2 messages"), (4812, "4,812 messages")],
)
def test_a_count_chooses_singular_or_plural(count: int, shown: str) -> None:
    assert counted(count, "{count} message", "{count} messages") == shown


def test_a_sentence_survives_pickling_with_its_values() -> None:
    sentence = said("{left}; {right}", left=counted(1, "{count} part", "{count} parts"), right="ok")

    kept = pickle.loads(pickle.dumps(sentence))

    assert isinstance(kept, Said)
    assert (kept, kept.template, kept.values) == ("1 part; ok", sentence.template, sentence.values)
    assert isinstance(kept.values["left"], Said)


def test_braces_stay_where_nothing_is_filled_in() -> None:
    assert said("Write {name} in the text.") == "Write {name} in the text."


def test_joined_sentences_remember_each_part() -> None:
    parts = joined(", ", ["sms", said("e-mail")])

    assert parts == "sms, e-mail"
    assert list(parts.values.values()) == ["sms", "e-mail"]
