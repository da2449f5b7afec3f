"""Sentences are plain English text that remembers its template and values."""

import json
import pickle
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from runtime import Instant, Said, UsageProblem, by_clocks, counted, joined, said
from runtime.languages import load_translator


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


def test_a_moment_is_utc_for_programs_and_local_for_staff() -> None:
    over = datetime(2031, 1, 12, 22, 30, tzinfo=UTC)
    sentence = said(
        "Alert {number} was true until {until:%a %d/%m/%Y %H:%M}.", number=4, until=Instant(over)
    )
    athens = ZoneInfo("Europe/Athens")

    local = by_clocks(said("So: {sentence}", sentence=sentence), athens)

    assert sentence == "Alert 4 was true until 2031-01-12T22:30:00+00:00."
    assert local == "So: Alert 4 was true until Mon 13/01/2031 00:30."
    assert load_translator("el").of(local) == "So: Η ειδοποίηση 4 ίσχυε έως Δευ 13/01/2031 00:30."
    assert by_clocks(said("{at:%H:%M}", at=over), athens) == "00:30"
    assert by_clocks("22:30", athens) == "22:30"
