"""An update for another place: who was told before and is outside has the released words, the
others those of the update."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from alerts import CorrectionKind, find_alert
from alerts.audience import Forecast, forecast_draft
from alerts.corrections import CorrectionRequest, issue_correction, prepare_correction
from alerts.housekeeping.followups import address_followups, find_owing_corrections
from alerts.reports import make_report
from channels import Medium, Variant
from delivery import State
from delivery.tables import DELIVERIES, WORDINGS
from runtime import LOCAL_OPERATOR
from subscribers.lists import ImportTerms, import_residents, open_list
from tests.alerts.conftest import EXAMPLES, Town

TOLD, INSIDE, OUTSIDE = 16, 15, 9


class NoRejects:
    """Nobody is rejected in the examples' town."""

    def add(self, _: object, rejection: object) -> None:
        raise AssertionError(rejection)


@pytest.fixture
def warned(town: Town) -> Town:
    """The examples' town, in which snow for Chortiatis was just issued."""
    with (EXAMPLES / "residents.csv").open("rb") as file:
        import_residents(
            town.database,
            town.keys,
            open_list(file),
            NoRejects(),
            ImportTerms(town.office.municipality, LOCAL_OPERATOR, town.now),
        )
    assert town.issues(town.request("snow", "chortiatis")).alert.recipients == TOLD
    return town


def lands(
    town: Town, number: int, before: State = State.QUEUED, after: State = State.ACCEPTED
) -> None:
    """What stands so is handed over."""
    mine = (
        DELIVERIES.c.dispatch_id == town.alert(number).dispatch_id,
        DELIVERIES.c.state == before,
    )
    with town.database.writing() as session:
        session.execute(update(DELIVERIES).where(*mine).values(state=after, attempt=1))


def updates(town: Town, number: int, hour: int = 14) -> tuple[int, Forecast]:
    """The number of an update for Exochi until that hour, and what was shown before."""
    with town.database.writing() as session:
        alert = find_alert(session, str(number))
        wish = CorrectionRequest(
            CorrectionKind.UPDATE, {"until": f"2031-01-13 {hour}:00"}, ("exochi",)
        )
        prepared = prepare_correction(session, alert, wish, town.office, now=town.now)
        shown = forecast_draft(session, town.keys, prepared.draft, town.office, corrects=alert)
        made = issue_correction(
            session,
            alert,
            prepared,
            town.office,
            by=LOCAL_OPERATOR,
            now=town.now,
            confirmed=shown.count,
        ).by
        assert made is not None
        return made.id or 0, shown


def told(town: Town, number: int) -> list[tuple[int, Variant, Medium, str, int]]:
    """Contact, variant, medium, language and parts of each message."""
    d, w = DELIVERIES.c, WORDINGS.c
    query = (
        select(d.contact_id, w.variant, d.medium, w.language, w.parts)
        .join(WORDINGS, w.id == d.wording_id)
        .where(d.dispatch_id == town.alert(number).dispatch_id)
    )
    with town.database.reading() as session:
        return [tuple(row) for row in session.execute(query)]


def variants(town: Town, number: int) -> Counter[Variant]:
    return Counter(row[1] for row in told(town, number))


def test_people_outside_hear_that_the_alert_no_longer_concerns_them(warned: Town) -> None:
    lands(warned, 1)
    before = {row[0] for row in told(warned, 1)}

    number, shown = updates(warned, 1)

    rows = told(warned, number)
    assert (shown.recipients, shown.outside) == (INSIDE + OUTSIDE, OUTSIDE)
    assert variants(warned, number) == {Variant.MAIN: INSIDE, Variant.RELEASED: OUTSIDE}
    assert len({row[0] for row in rows}) == len(rows)
    assert {row[0] for row in rows if row[1] is Variant.RELEASED} < before


def test_parts_and_cost_count_the_words_that_each_gets(warned: Town) -> None:
    lands(warned, 1)

    number, shown = updates(warned, 1)
    lands(warned, number)

    parts = sum(row[4] for row in told(warned, number) if row[2] is Medium.SMS)
    with warned.database.reading() as session:
        found = make_report(session, find_alert(session, str(number)), warned.office)
    assert sum(each.parts for each in shown.groups if each.medium is Medium.SMS) == parts
    assert round(shown.cost, 2) == round(found.cost, 2) == round(parts * 0.05, 2)
    assert found.as_json()["by_variant"] == {"main": INSIDE, "released": OUTSIDE}


def test_released_people_are_not_told_again(warned: Town) -> None:
    lands(warned, 1)
    second, _ = updates(warned, 1)
    lands(warned, second)

    third, shown = updates(warned, second, 16)

    assert (shown.recipients, shown.outside) == (INSIDE, 0)
    assert variants(warned, third) == {Variant.MAIN: INSIDE}


def test_people_outside_hear_after_their_first_message_has_ended(warned: Town) -> None:
    lands(warned, 1, after=State.SENDING)
    second, shown = updates(warned, 1)
    at_once = variants(warned, second)

    lands(warned, 1, before=State.SENDING)
    municipality, now = warned.office.municipality, warned.now + timedelta(minutes=1)
    with warned.database.writing() as session:
        address_followups(
            session, find_owing_corrections(session, municipality, now=now), municipality, now=now
        )

    assert at_once == {Variant.MAIN: 8}
    assert shown.count.most == INSIDE + OUTSIDE
    assert variants(warned, second) == {Variant.MAIN: INSIDE, Variant.RELEASED: OUTSIDE}
