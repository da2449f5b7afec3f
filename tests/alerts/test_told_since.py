"""Whom an alert did not reach and a correction in its place did, nobody need phone."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from alerts import CorrectionKind, find_alert
from alerts.reports import (
    AlertReport,
    ToldSince,
    list_missed_people,
    make_report,
    mark_told_in_person,
)
from alerts.reports.told_since import ToldByCorrection
from channels import Trial
from delivery import State
from delivery.tables import DELIVERIES
from runtime import LOCAL_OPERATOR
from subscribers.tables import Subscription
from tests.alerts.conftest import Town
from tests.alerts.test_correction_chains import corrects

UPDATE, CANCEL, ALL_CLEAR = CorrectionKind.UPDATE, CorrectionKind.CANCEL, CorrectionKind.ALL_CLEAR


@pytest.fixture
def warned(town: Town) -> Town:
    """Alert 1 is snow for residents 1 to 3, of whom the first got it; nothing else has left."""
    for number in (1, 2, 3):
        town.resident(f"+30690000000{number}")
    town.issues(town.request("snow"))
    lands(town, 1, {1: State.ACCEPTED})
    return town


def lands(town: Town, number: int, ends: Mapping[int, State]) -> None:
    """So the messages of an alert to these residents end."""
    s, d = Subscription, DELIVERIES.c
    with town.database.writing() as session:
        for resident, state in ends.items():
            theirs = select(col(s.contact_id)).where(col(s.resident_id) == resident)
            mine = (d.dispatch_id == find_alert(session, str(number)).dispatch_id,)
            ended = update(DELIVERIES).where(*mine, d.contact_id.in_(theirs))
            session.execute(ended.values(state=state, attempt=1))


def missed(town: Town, number: int = 1) -> list[int]:
    by, now = LOCAL_OPERATOR, town.now
    with town.database.writing() as session:
        alert = find_alert(session, str(number))
        found = list_missed_people(session, town.keys, alert, "el", by=by, now=now)
    return [each.person.resident_id for each in found]


def reported(town: Town, number: int = 1) -> AlertReport:
    with town.database.reading() as session:
        return make_report(session, find_alert(session, str(number)), town.office)


def test_people_told_by_an_update_are_not_phoned(warned: Town) -> None:
    corrects(warned, 1, UPDATE, until="2031-01-13 14:00")
    lands(warned, 2, {1: State.ACCEPTED, 2: State.DELIVERED, 3: State.REFUSED})

    found = reported(warned)

    assert missed(warned) == missed(warned, 2) == [3]
    assert found.told_since == ToldSince((ToldByCorrection(2, 1),))
    assert found.to_phone == 1
    assert found.as_json()["told_by_correction"] == [{"alert": 2, "people": 1}]
    assert reported(warned, 2).told_since == ToldSince()


def test_people_who_wait_for_an_update_are_not_phoned_yet(warned: Town) -> None:
    corrects(warned, 1, UPDATE, until="2031-01-13 14:00")
    lands(warned, 2, {2: State.UNKNOWN})

    found = reported(warned)

    assert missed(warned) == []
    assert (found.told_since, found.to_phone) == (ToldSince((), 2), 0)


def test_each_person_counts_by_the_first_correction_that_told(warned: Town) -> None:
    corrects(warned, 1, UPDATE, until="2031-01-13 14:00")
    lands(warned, 2, {1: State.ACCEPTED, 2: State.ACCEPTED, 3: State.REFUSED})
    corrects(warned, 2, UPDATE, until="2031-01-13 15:00")
    lands(warned, 3, dict.fromkeys((1, 2, 3), State.ACCEPTED))

    told = reported(warned).told_since

    assert told == ToldSince((ToldByCorrection(2, 1), ToldByCorrection(3, 1)))
    assert reported(warned, 2).told_since == ToldSince((ToldByCorrection(3, 1),))
    assert (missed(warned), missed(warned, 2)) == ([], [])


@pytest.mark.parametrize("kind", [CANCEL, ALL_CLEAR])
def test_people_told_that_it_is_over_are_not_phoned(warned: Town, kind: CorrectionKind) -> None:
    corrects(warned, 1, kind)
    lands(warned, 2, {1: State.ACCEPTED})
    # The receipt of the first message comes later.
    lands(warned, 1, {1: State.UNDELIVERED})

    found = reported(warned)

    assert missed(warned) == [2, 3]
    assert (found.told_since.told, found.to_phone) == ((ToldByCorrection(2, 1),), 2)


def test_an_all_clear_that_was_withdrawn_spares_no_call(warned: Town) -> None:
    corrects(warned, 1, ALL_CLEAR)
    lands(warned, 2, {1: State.ACCEPTED})
    lands(warned, 1, {1: State.UNDELIVERED})
    corrects(warned, 2, CANCEL)

    assert missed(warned) == [1, 2, 3]
    assert reported(warned).told_since == ToldSince()


def test_an_update_in_a_trial_spares_no_call(warned: Town) -> None:
    corrects(warned, 1, UPDATE, until="2031-01-13 14:00")
    lands(warned, 2, dict.fromkeys((1, 2, 3), State.ACCEPTED))
    with warned.database.writing() as session:
        find_alert(session, "2").trials = {"sandbox": Trial.SANDBOX}

    assert missed(warned) == [2, 3]
    assert reported(warned).to_phone == 2


def test_a_person_phoned_before_the_update_is_ticked_off(warned: Town) -> None:
    corrects(warned, 1, UPDATE, until="2031-01-13 14:00")
    lands(warned, 2, dict.fromkeys((1, 2, 3), State.ACCEPTED))
    by, now = LOCAL_OPERATOR, warned.now

    with warned.database.writing() as session:
        alert = find_alert(session, "1")
        mark_told_in_person(session, warned.keys, alert, [2], by=by, now=now)

    assert reported(warned).told_in_person == 1
