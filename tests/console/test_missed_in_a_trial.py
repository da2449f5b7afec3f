"""The list of the missed in a trial does not say that nobody was missed."""

from datetime import UTC, datetime

import pytest

from alerts import Alert
from alerts.reports import Summary
from channels import Trial
from console.alerts.missed_list import MissedPeople
from delivery.status import Knowledge
from runtime import Municipality


@pytest.mark.parametrize(
    ("tried", "waiting", "words"),
    [
        (0, 0, "Nobody was missed."),
        (2, 0, "TRIAL: 2 people got nothing, and are not in this list."),
        (
            2,
            3,
            "Nobody is missed so far; 3 people still wait or may have it: tocsin alerts missed 7 --waiting",
        ),
    ],
)
def test_an_empty_list_says_whether_it_was_a_trial(tried: int, waiting: int, words: str) -> None:
    office, alert = Municipality.model_construct(), Alert(id=7)  # type: ignore[call-arg]

    assert MissedPeople(alert, [], waiting, {}, office, datetime.now(UTC), tried).nobody() == words


@pytest.mark.parametrize(
    ("known", "trial", "tried"),
    [
        ({Knowledge.CONFIRMED: 4, Knowledge.NOT_REACHED: 1}, [], 0),
        ({Knowledge.WRITTEN: 2, Knowledge.CAUGHT: 1}, [Trial.FILE, Trial.SANDBOX], 3),
        ({Knowledge.CAUGHT: 5, Knowledge.NOT_REACHED: 1}, [Trial.SANDBOX], 5),
    ],
)
def test_the_document_says_what_got_it_in_place_of_people(
    known: dict[Knowledge, int], trial: list[Trial], tried: int
) -> None:
    office, summary = Municipality.model_construct(), Summary(known)
    alert = Alert(id=7)  # type: ignore[call-arg]
    sheet = MissedPeople(alert, [], 0, {}, office, datetime.now(UTC), summary.tried, summary.trial)

    told = sheet.as_json()

    assert (told["trial"], told["tried"]) == (trial, tried)
