"""An update knows what it replaces: its places, values and hour; whoever it no longer concerns has
words of their own."""

import pytest

from alerts import CorrectionKind, find_alert
from alerts.audience import forecast_draft
from alerts.composing import content_of
from alerts.corrections import (
    CorrectionRequest,
    PreparedCorrection,
    issue_correction,
    prepare_correction,
)
from alerts.publishing import find_public_alert
from channels import Letters, Medium, Variant
from delivery import State
from delivery.tables import DELIVERIES, DISPATCHES
from runtime import LOCAL_OPERATOR
from templates.sms import to_gsm7
from tests.alerts.conftest import Town

LATER = {"until": "2031-01-13 14:00"}


def warns(town: Town, *areas: str) -> int:
    """Snow for these areas, which whoever it is for got."""
    number = town.issues(town.request("snow", *areas)).alert.id or 0
    with town.database.writing() as session:
        session.execute(DELIVERIES.update().values(state=State.ACCEPTED, attempt=1))
    return number


def looks(town: Town, number: int, *areas: str, **given: str) -> PreparedCorrection:
    with town.database.reading() as session:
        alert = find_alert(session, str(number))
        return prepare_correction(
            session,
            alert,
            CorrectionRequest(CorrectionKind.UPDATE, given, areas),
            town.office,
            now=town.now,
        )


def corrects(town: Town, number: int, *areas: str, **given: str) -> int:
    prepared = looks(town, number, *areas, **given)
    with town.database.writing() as session:
        alert = find_alert(session, str(number))
        made = issue_correction(
            session, alert, prepared, town.office, by=LOCAL_OPERATOR, now=town.now
        ).by
        session.execute(DELIVERIES.update().values(state=State.ACCEPTED, attempt=1))
        assert made is not None
        return made.id or 0


def greek(prepared: PreparedCorrection, variant: Variant) -> str:
    """The mail for these people; nothing when there is none."""
    found = [
        each for each in prepared.draft.words if each.variant is variant and each.language == "el"
    ]
    return next((each.body for each in found if each.medium is Medium.EMAIL), "")


@pytest.fixture
def settled(town: Town) -> Town:
    """A resident in each of three places."""
    town.resident("6999990003", "eva@example.gr", zone="exochi")
    town.resident("6999990001", "ana@example.gr", zone="panorama")
    town.resident("6999990002", "ben@example.gr", zone="chortiatis")
    return town


CASES = [
    (("panorama", "chortiatis"), ("panorama",), "Δεν αφορά πλέον τον Χορτιάτη", "τον Χορτιάτη."),
    (("panorama",), ("panorama", "pylaia"), "Αφορά και την Πυλαία", ""),
    ((), ("panorama",), "Αφορά πλέον μόνο το Πανόραμα", "όλο τον δήμο, αλλά μόνο το Πανόραμα."),
    (("panorama",), (), "Αφορά πλέον όλο τον δήμο", ""),
    (("exochi",), ("unit-chortiatis",), "Αφορά και τη Δημοτική Ενότητα Χορτιάτη", ""),
    (
        ("unit-chortiatis",),
        ("exochi",),
        "Αφορά πλέον μόνο την Εξοχή",
        "τη Δημοτική Ενότητα Χορτιάτη, αλλά μόνο την Εξοχή.",
    ),
]


@pytest.mark.parametrize(("before", "after", "said", "released"), CASES)
def test_an_update_names_the_places_that_are_new_or_gone(
    settled: Town, before: tuple[str, ...], after: tuple[str, ...], said: str, released: str
) -> None:
    prepared = looks(settled, warns(settled, *before), *after)

    assert f"- {said}\n" in greek(prepared, Variant.MAIN)
    assert bool(greek(prepared, Variant.RELEASED)) is bool(released)
    assert released in greek(prepared, Variant.RELEASED)


def test_an_update_freezes_both_texts_and_shows_the_main_one(settled: Town) -> None:
    number = warns(settled, "panorama", "chortiatis")
    update = corrects(settled, number, "panorama", **LATER)

    kept = content_of(settled.alert(update)).words
    with settled.database.reading() as session:
        first, later = (
            find_public_alert(
                session, find_alert(session, str(each)).public_number, now=settled.now
            )
            for each in (number, update)
        )
    assert {(each.medium, each.language, each.variant) for each in kept} == {
        (medium, language, variant)
        for medium in Medium
        for language in ("el", "en")
        for variant in Variant
    }
    assert later.words["el"].text.startswith("ΝΕΟΤΕΡΗ ΕΝΗΜΕΡΩΣΗ - Δήμος Δοκιμής: προειδοποίηση")
    assert "Άλλαξε:\n- Δεν αφορά πλέον τον Χορτιάτη\n- Έως: " in later.words["el"].text
    assert (later.corrects, later.corrects_as) == (first.public_number, "updated")
    assert (first.ended_by, first.corrects) == (later.public_number, "")


def test_a_forecast_counts_the_parts_of_the_main_words(settled: Town) -> None:
    prepared = looks(settled, warns(settled, "panorama", "chortiatis"), "panorama")

    with settled.database.reading() as session:
        expected = forecast_draft(session, settled.keys, prepared.draft, settled.office)
    main = {
        each.measure.parts
        for each in prepared.draft.words
        if each.measure and (each.variant, each.letters) == (Variant.MAIN, Letters.USUAL)
    }
    assert main == {2}
    assert expected.of(Medium.SMS) == 2


def test_an_alert_of_its_own_replaces_nothing(settled: Town) -> None:
    words = settled.composes(settled.request("snow", "panorama")).words

    assert all(to_gsm7("ΝΕΟΤΕΡΗ") not in to_gsm7(each.text) for each in words)


def test_the_dispatches_of_a_chain_follow_one_another(settled: Town) -> None:
    first = warns(settled, "panorama")
    second = corrects(settled, first, "panorama", **LATER)
    third = corrects(settled, second, "panorama", until="2031-01-13 16:00")

    with settled.database.reading() as session:
        follows = dict(
            session.execute(
                DISPATCHES.select().with_only_columns(DISPATCHES.c.id, DISPATCHES.c.follows_id)
            ).all()
        )
    of = {number: settled.alert(number).dispatch_id for number in (first, second, third)}
    assert (follows[of[second]], follows[of[third]]) == (of[first], of[second])
