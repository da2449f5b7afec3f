"""The same words to the same places within a day are named before somebody sends them again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts import CorrectionKind, find_alert
from alerts.audience import EarlierAlert
from alerts.audience.repeats import LATELY, find_same_as_draft, find_same_as_kept
from alerts.composing import AlertRequest
from channels import Trial
from delivery.tables import DELIVERIES
from tests.alerts.conftest import Town
from tests.alerts.test_correction_chains import arrives, corrects


@pytest.fixture
def warned(town: Town) -> Town:
    """Alert 1 is snow for Panorama, and the one person there got it."""
    town.resident("+306900000001", zone="panorama")
    town.issues(town.request("snow", "panorama", key="first"))
    return arrives(town)


def snow(town: Town, until: str = "2031-01-13 12:00") -> AlertRequest:
    """Snow for Panorama, as alert 1 where nothing else is said."""
    return town.request("snow", "panorama", values={"until": until})


def before(town: Town, request: AlertRequest, hours: float = 1) -> EarlierAlert | None:
    """What is said of a request that many hours after alert 1."""
    draft, now = town.composes(request), town.now + timedelta(hours=hours)
    with town.database.reading() as session:
        return find_same_as_draft(session, draft, town.office, now=now)


def test_the_same_alert_is_named_whatever_its_key(warned: Town) -> None:
    found = before(warned, replace(snow(warned), key="second", media=("sms",)))

    assert found == EarlierAlert(1, warned.now, 1)


def test_another_place_value_or_template_is_another_alert(warned: Town) -> None:
    others = (
        before(warned, warned.request("snow", "pylaia")),
        before(warned, warned.request("snow", "panorama", "pylaia")),
        before(warned, snow(warned, "2031-01-13 13:00")),
        before(warned, warned.request("drill", "panorama")),
    )

    assert others == (None, None, None, None)


def test_an_alert_of_the_day_before_is_not_named(warned: Town) -> None:
    day = LATELY.total_seconds() / 3600

    assert before(warned, snow(warned), day - 0.1) is not None
    assert before(warned, snow(warned), day + 0.1) is None


def test_the_latest_of_several_alerts_is_named(warned: Town) -> None:
    warned.issues(warned.request("snow", "panorama"))

    found = before(warned, snow(warned))

    assert found is not None
    assert found.number == 2


def test_a_withdrawn_alert_is_not_named(warned: Town) -> None:
    corrects(warned, 1, CorrectionKind.CANCEL)

    assert before(warned, snow(warned)) is None


def test_an_updated_alert_and_its_update_are_named(warned: Town) -> None:
    corrects(warned, 1, CorrectionKind.UPDATE, until="2031-01-13 14:00")

    numbers = [
        found and found.number
        for found in (
            before(warned, snow(warned)),
            before(warned, snow(warned, "2031-01-13 14:00")),
        )
    ]

    assert numbers == [1, 2]


def test_an_alert_stopped_before_anybody_got_it_is_not_named(town: Town) -> None:
    town.resident("+306900000001", zone="panorama")
    town.issues(town.request("snow", "panorama"))
    corrects(town, 1, CorrectionKind.CANCEL)

    assert before(town, snow(town)) is None


def test_a_trial_is_not_named_before_a_live_alert(warned: Town) -> None:
    with warned.database.writing() as session:
        find_alert(session, "1").trials = {"sandbox": Trial.SANDBOX}
        session.execute(DELIVERIES.update().values(channel="sandbox"))

    assert before(warned, snow(warned)) is None


def test_a_kept_draft_is_compared_too(warned: Town) -> None:
    number = warned.drafts(warned.request("snow", "panorama"))

    with warned.database.reading() as session:
        kept = find_alert(session, str(number))
        found = find_same_as_kept(session, kept, warned.office, now=warned.now)

    assert found == EarlierAlert(1, warned.now, 1)
