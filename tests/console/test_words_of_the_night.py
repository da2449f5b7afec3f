"""What an officer reads in Greek in the night: no English words, local times, and states that suit
one and many."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from alerts import Alert, AlertState
from alerts.plain_words import KNOWLEDGE_WORDS
from console.alerts.details import detail_lines
from console.alerts.template_fields import template_lines, variable_row
from console.terminal.hindrances import describe_hindrances
from console.terminal.language import CLOCKS, SPOKEN, spoken
from console.terminal.preview import with_link
from console.terminal.progress import ProgressLines
from console.terminal.two_persons import alone_for_want_of_another
from delivery.status import Knowledge, Tally
from runtime import Municipality
from runtime.spans import lasting, roughly
from templates import Catalogue

ENGLISH = re.compile(r"\b(Severe|Met|Expected|Likely|actual|moment|text|none)\b")
# A verb for one thing alone: beside a number of many it is wrong.
VERB_FOR_ONE = re.compile(r"(ηκε|θηκε|ει|ασε)\b")


@pytest.fixture(autouse=True)
def _greek() -> Iterator[None]:
    language, clocks = SPOKEN.set("el"), CLOCKS.set(Municipality().zone)
    yield
    CLOCKS.reset(clocks)
    SPOKEN.reset(language)


def test_values_of_an_alert_are_shown_by_local_clocks() -> None:
    alert = Alert(  # type: ignore[call-arg]
        id=1,
        state=AlertState.SENT,
        severity="Severe",
        expires_at=datetime(2026, 11, 27, 20, tzinfo=UTC),
        values={"from": "2026-11-27T04:00:00+00:00", "advice": "2026-11-27"},
        areas=[],
        groups=[],
    )
    shown = [spoken(line) for line in detail_lines(alert, Municipality(), (), {})]

    assert shown[-2:] == [
        "τιμή         from=Παρ 27/11/2026 06:00",
        "τιμή         advice=2026-11-27",
    ]


def test_the_own_link_is_told_in_words() -> None:
    assert (
        with_link("Διαγραφή: %unsubscribe%")
        == "Διαγραφή: (εδώ ο προσωπικός σύνδεσμος κάθε παραλήπτη)"
    )


def test_a_severity_is_one_word_in_greek() -> None:
    assert spoken(alone_for_want_of_another("Severe")).startswith(
        "Μια ειδοποίηση με σοβαρότητα Σοβαρή χρειάζεται"
    )


def test_a_template_is_described_in_greek() -> None:
    snow = Catalogue.load(None).find("snow")
    described = {str(label): spoken(value) for label, value in template_lines(snow)}
    kinds = [spoken(variable_row(each)[1]) for each in snow.variables if not each.options]

    assert not [each for each in (*described.values(), *kinds) if ENGLISH.search(each)]
    assert described["expiry"] == "12 ώρες"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=-3), "λιγότερο από ένα λεπτό"),
        (timedelta(seconds=29), "λιγότερο από ένα λεπτό"),
        (timedelta(seconds=61), "1 λεπτό"),
        (timedelta(minutes=5), "5 λεπτά"),
        (timedelta(minutes=59.9), "1 ώρα"),
        (timedelta(minutes=80), "1 ώρα 20 λεπτά"),
        (timedelta(hours=12), "12 ώρες"),
        (timedelta(days=2), "2 ημέρες"),
        (timedelta(days=3, hours=4), "3 ημέρες 4 ώρες"),
    ],
)
def test_a_span_reads_as_one(span: timedelta, words: str) -> None:
    assert spoken(lasting(span)) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(), "λιγότερο από ένα λεπτό"),
        (timedelta(minutes=80), "1 ώρα 20 λεπτά"),
        (timedelta(minutes=1234), "21 ώρες"),
        (timedelta(days=3, hours=4), "3 ημέρες"),
    ],
)
def test_an_estimate_is_round(span: timedelta, words: str) -> None:
    assert spoken(roughly(span)) == words


@pytest.mark.parametrize("known", KNOWLEDGE_WORDS)
def test_a_word_on_messages_suits_one_and_many(known: Knowledge) -> None:
    assert not VERB_FOR_ONE.search(spoken(KNOWLEDGE_WORDS[known]))


def test_progress_in_a_pipe_has_one_stop_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    ProgressLines({}).show(Tally(()), ())

    shown = capsys.readouterr().err
    assert shown.startswith("Ολοκληρώθηκαν 0 από 0 (0/δευτ.): ")
    assert ".." not in shown


def test_a_full_disk_is_said_once_and_blames_no_channel(
    capsys: pytest.CaptureFixture[str],
) -> None:
    troubles = {"twilio": "DiskFull", "smtp": "DiskFull", "backup": "transient 503"}
    ProgressLines({}).show(Tally(()), list(describe_hindrances(troubles, {})))

    shown = capsys.readouterr().err
    assert "DiskFull" not in shown
    assert shown.count("όλα περιμένουν: ο δίσκος είναι γεμάτος") == 1
    assert "twilio" not in shown
    assert "το backup περιμένει" in shown
