"""The screen of a correction counts whom it leaves out, so that its numbers agree."""

import pytest
from sqlalchemy import func, select, update

from alerts import CorrectionKind, find_alert
from alerts.audience import forecast_draft
from alerts.corrections import CorrectionRequest, count_reached, prepare_correction
from alerts.issuing import approval_rules_for
from alerts.reports import make_report
from console.alerts.correction_preview import CorrectionPreview, correction_lines
from delivery import State
from delivery.tables import DELIVERIES
from runtime import LOCAL_OPERATOR
from tests.alerts.conftest import Town
from tests.alerts.test_released_people import INSIDE, OUTSIDE, lands, updates, warned

__all__ = ["warned"]

GIVEN = {
    CorrectionKind.UPDATE: {"until": "2031-01-13 16:00"},
    CorrectionKind.CANCEL: {"situation": "no_danger"},
    CorrectionKind.ALL_CLEAR: {},
}


def looked(town: Town, number: int, kind: CorrectionKind) -> CorrectionPreview:
    """What is seen before that correction is decided."""
    with town.database.reading() as session:
        alert = find_alert(session, str(number))
        prepared = prepare_correction(
            session, alert, CorrectionRequest(kind, GIVEN[kind]), town.office, now=town.now
        )
        expected = forecast_draft(session, town.keys, prepared.draft, town.office, corrects=alert)
        rules = approval_rules_for(session, town.office.approval, LOCAL_OPERATOR.ref, now=town.now)
        look = CorrectionPreview(
            alert, prepared, count_reached(session, alert, prepared.draft), expected, rules
        )
        session.expunge(alert)
        return look


@pytest.mark.parametrize("kind", GIVEN)
def test_people_released_before_are_named_apart(warned: Town, kind: CorrectionKind) -> None:
    lands(warned, 1)
    second, _ = updates(warned, 1)
    lands(warned, second)

    look = looked(warned, second, kind)

    shown = list(correction_lines(look, warned.office))
    assert look.count == look.reached.told == INSIDE
    assert f"  {INSIDE + OUTSIDE} got it, 0 may have got it: {INSIDE} of them are told now" in shown
    assert f"  {OUTSIDE} were told already that it concerns them no more, and get nothing" in shown


def test_all_recipients_are_told_where_no_place_is_left_out(warned: Town) -> None:
    lands(warned, 1)

    look = looked(warned, 1, CorrectionKind.CANCEL)

    assert look.reached.released == 0
    assert f"  {look.count} got it, 0 may have got it: they are told now" in correction_lines(
        look, warned.office
    )


def test_a_report_counts_the_words_that_were_taken(warned: Town) -> None:
    lands(warned, 1)
    second, _ = updates(warned, 1)
    lands(warned, second)
    with warned.database.writing() as session:
        last = select(func.max(DELIVERIES.c.id)).scalar_subquery()
        session.execute(
            update(DELIVERIES).where(DELIVERIES.c.id == last).values(state=State.REFUSED)
        )

    with warned.database.reading() as session:
        found = make_report(session, find_alert(session, str(second)), warned.office)

    assert sum(found.variants_taken.values()) == INSIDE + OUTSIDE - 1
    assert sum(found.variants.values()) == INSIDE + OUTSIDE
