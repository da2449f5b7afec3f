"""Whoever missed an update hears of its end in words that name what they had heard."""

from datetime import timedelta

import pytest

from alerts import CorrectionKind, find_alert
from alerts.corrections import (
    CorrectionRequest,
    PreparedCorrection,
    count_reached,
    issue_correction,
    prepare_correction,
)
from channels import Medium
from delivery import State
from runtime import LOCAL_OPERATOR
from tests.alerts.conftest import Town
from tests.alerts.test_correction_chains import corrects
from tests.alerts.test_told_since import lands

UPDATE, FALSE_ALARM = CorrectionKind.UPDATE, CorrectionKind.FALSE_ALARM
WRONG = {"situation": "checking"}


@pytest.fixture
def updated(town: Town) -> Town:
    """Alert 2, 40 minutes after alert 1, whom both residents heard, updates it."""
    for number in (1, 2):
        town.resident(f"+30690000000{number}")
    town.issues(town.request("snow"))
    lands(town, 1, dict.fromkeys((1, 2), State.ACCEPTED))
    town.now += timedelta(minutes=40)
    corrects(town, 1, UPDATE, until="2031-01-13 14:00")
    return town


def withdraws(town: Town, number: int = 2) -> PreparedCorrection:
    with town.database.reading() as session:
        alert, wish = find_alert(session, str(number)), CorrectionRequest(FALSE_ALARM, WRONG)
        return prepare_correction(session, alert, wish, town.office, now=town.now)


def sms(prepared: PreparedCorrection, language: str) -> str:
    words = prepared.draft.words
    return next(
        each.text for each in words if (each.medium, each.language) == (Medium.SMS, language)
    )


def test_the_hours_of_both_stand_in_what_ends_them(updated: Town) -> None:
    lands(updated, 2, {1: State.ACCEPTED})

    prepared = withdraws(updated)

    assert "The message of Tue 24/11 19:00 and 19:40 (snow" in sms(prepared, "en")
    assert "TO MHNYMA THΣ TPI 24/11, 19:00 KAI 19:40" in sms(prepared, "el")


def test_an_update_that_everybody_got_stands_alone(updated: Town) -> None:
    lands(updated, 2, dict.fromkeys((1, 2), State.ACCEPTED))

    assert " and " not in sms(withdraws(updated), "en")


def test_people_who_wait_for_the_update_are_told_now(updated: Town) -> None:
    lands(updated, 2, {1: State.ACCEPTED})
    draft = withdraws(updated).draft

    with updated.database.reading() as session:
        found = count_reached(session, find_alert(session, "2"), draft)

    assert (found.got, found.waiting, found.told) == (2, 0, 2)


def test_places_that_the_update_left_are_named_too(town: Town) -> None:
    for number, zone in ((1, "exochi"), (2, "filyro")):
        town.resident(f"+30690000000{number}", zone=zone)
    town.issues(town.request("snow", "exochi", "filyro"))
    lands(town, 1, dict.fromkeys((1, 2), State.ACCEPTED))
    with town.database.writing() as session:
        alert = find_alert(session, "1")
        wish = CorrectionRequest(UPDATE, {"until": "2031-01-13 14:00"}, areas=("exochi",))
        prepared = prepare_correction(session, alert, wish, town.office, now=town.now)
        issue_correction(session, alert, prepared, town.office, by=LOCAL_OPERATOR, now=town.now)
    lands(town, 2, {1: State.ACCEPTED, 2: State.REFUSED})

    withdrawn = withdraws(town)

    assert "(snow in Exochi and Filyro)" in sms(withdrawn, "en")
    assert withdrawn.draft.area.codes == ("exochi",)


def test_a_zone_that_is_gone_keeps_nothing_back(updated: Town) -> None:
    lands(updated, 2, {1: State.ACCEPTED})
    with updated.database.writing() as session:
        first = find_alert(session, "1")
        first.content = {**(first.content or {}), "codes": ["gone"]}

    assert "WITHDRAWN. The message of Tue 24/11 19:40" in sms(withdraws(updated), "en")
