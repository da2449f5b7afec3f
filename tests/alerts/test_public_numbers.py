"""The number by which everybody may ask for an alert, and where it stands."""

import pytest

from alerts import Alert, CorrectionKind, find_alert, read_public_number
from alerts.composing import hash_content
from alerts.corrections import (
    CorrectionRequest,
    PreparedCorrection,
    issue_correction,
    prepare_correction,
)
from alerts.public_numbers import ALPHABET, _is_taken, draw_public_number
from channels import Medium, Wording
from delivery import State
from delivery.tables import DELIVERIES
from runtime import LOCAL_OPERATOR
from tests.alerts.conftest import Town

ANA = "+306900000001"
PAGE = "https://warn.example.gr/a/"
NEWS = {
    CorrectionKind.UPDATE: {"impact": "Κλειστοί δρόμοι", "impact.en": "Roads closed"},
    CorrectionKind.FALSE_ALARM: {"situation": "no_danger"},
    CorrectionKind.CANCEL: {"situation": "no_danger"},
}
LONG = {"advice": "Μετακινήστε τα αυτοκίνητα από την οδό Κομνηνών", "advice.en": "Move your cars"}


def _texts(words: tuple[Wording, ...], medium: Medium) -> list[str]:
    return [each.text for each in words if each.medium is medium]


@pytest.mark.parametrize(
    "typed", ["7K3QD", "7k3qd", " 7K3 QD", "7K-3QD", "7Κ3QD", "7κ3qδ", "7K3QD."]
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_public_number(typed) == "7K3QD"


def test_letters_that_look_like_digits_are_digits() -> None:
    assert read_public_number("oOiLA") == read_public_number("0011A") == "0011A"


@pytest.mark.parametrize("typed", ["", "17", "12345", "OIOIO", "7K3Q", "7K3QDD", "7K3QU", "٣K3QD"])
def test_another_text_is_read_as_no_number(typed: str) -> None:
    assert read_public_number(typed) == ""


def test_numbers_are_drawn_from_the_whole_alphabet(town: Town) -> None:
    with town.database.reading() as session:
        drawn = [draw_public_number(session) for _ in range(500)]

    assert len(set(drawn)) == 500
    assert set("".join(drawn)) == set(ALPHABET)
    assert all(read_public_number(each) == each for each in drawn)


def test_every_mail_has_the_number_and_its_page(town: Town) -> None:
    town.resident(ANA)
    alert = town.issues(town.request()).alert

    mails = _texts(town.composes(town.request()).wordings(), Medium.EMAIL)
    assert len(mails) == 2
    assert not any(alert.public_number in each for each in mails)
    kept = town.texts(alert, Medium.EMAIL)
    assert all(f": {alert.public_number}\n" in each for each in kept)
    assert all(f"{PAGE}{alert.public_number}\n" in each for each in kept)


def test_an_exercise_has_no_number_to_check(town: Town) -> None:
    draft = town.composes(town.request("drill"))

    assert draft.public_number
    assert not any(draft.public_number in each.text for each in draft.wordings())


def test_every_sms_of_an_alert_has_the_link(town: Town) -> None:
    town.resident(ANA)
    alert = town.issues(town.request(values=LONG)).alert

    kept = town.texts(alert, Medium.SMS)

    assert len(kept) == 3  # English, and Greek in both kinds of letters
    assert all(f"{PAGE}{alert.public_number} " in each for each in kept)


def test_no_sms_has_the_link_when_one_lacks_room(town: Town) -> None:
    # The Greek SMS has a second part that is nearly empty, the English one a first that is full.
    draft = town.composes(town.request(values={**LONG, "advice.en": "Move"}))

    greek, normal, english = (each for each in draft.words if each.medium is Medium.SMS)

    assert greek.measure
    assert english.measure
    assert (greek.measure.parts, english.measure.parts) == (2, 1)
    assert not any("https://" in each for each in (greek.text, normal.text, english.text))


def test_the_forecast_counts_the_parts_that_are_frozen(town: Town) -> None:
    town.resident(ANA)
    draft = town.composes(town.request(values=LONG))
    expected = town.forecasts(draft)

    alert = town.issues(town.request(values=LONG)).alert

    frozen = [each.parts for each in town.words(alert) if each.medium is Medium.SMS]
    shown = [each.measure.parts for each in draft.words if each.measure]
    assert frozen == shown
    assert expected.parts == shown[0]


def test_an_edit_keeps_the_number(town: Town) -> None:
    number = town.drafts(town.request())
    before = town.alert(number).public_number

    town.edits(number, impact="Κλειστοί δρόμοι")

    after = town.alert(number)
    assert after.public_number == before
    assert all(before in each for each in town.texts(after, Medium.EMAIL))
    assert hash_content(after) == after.approval_hash


def _arrives(town: Town) -> None:
    with town.database.writing() as session:
        session.execute(DELIVERIES.update().values(state=State.ACCEPTED, attempt=1))


def _prepared(town: Town, alert: Alert, kind: CorrectionKind) -> PreparedCorrection:
    with town.database.reading() as session:
        kept = find_alert(session, str(alert.id))
        request = CorrectionRequest(kind, NEWS.get(kind, {}))
        return prepare_correction(session, kept, request, town.office, now=town.now)


@pytest.mark.parametrize("kind", CorrectionKind)
def test_a_correction_is_sent_with_the_number_previewed(town: Town, kind: CorrectionKind) -> None:
    town.resident(ANA)
    alert = town.issues(town.request()).alert
    _arrives(town)
    seen, again = (_prepared(town, alert, kind) for _ in range(2))

    with town.database.writing() as session:
        kept = find_alert(session, str(alert.id))
        issued = issue_correction(
            session, kept, again, town.office, by=LOCAL_OPERATOR, now=town.now
        )
        assert issued.by
        sent, kept_for_another = issued.by.public_number, kept.next_number

    assert seen.content_hash == again.content_hash
    assert sent == seen.draft.public_number != kept_for_another


def test_a_number_kept_for_a_correction_is_not_drawn(town: Town) -> None:
    kept = town.alert(town.drafts(town.request()))

    with town.database.reading() as session:
        taken = [_is_taken(session, each) for each in (kept.public_number, kept.next_number)]

    assert taken == [True, True]
    assert kept.public_number != kept.next_number


def test_staff_find_an_alert_by_its_public_number(town: Town) -> None:
    number = town.drafts(town.request())

    assert town.found(town.alert(number).public_number.lower()) == number
