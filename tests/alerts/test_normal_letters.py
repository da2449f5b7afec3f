"""Whoever asked for SMS in normal Greek letters gets the words in these, frozen and counted like
the others, and everybody gets one message."""

from dataclasses import replace

from sqlalchemy import select

from alerts import CorrectionKind, Reach, find_alert
from alerts.audience import ForecastGroup
from alerts.composing import content_of, hash_content
from alerts.corrections import CorrectionRequest, issue_correction, prepare_correction
from alerts.register import dispatch_of
from channels import Letters, Medium, Wording
from delivery import State, wordings_of
from delivery.tables import DELIVERIES
from runtime import LOCAL_OPERATOR
from subscribers import Changes, change_resident
from templates.sms import to_gsm7
from tests.alerts.conftest import Town
from tests.alerts.test_fallback import ANA, ANAS_MAIL, BEN, FallbackTown

EVA = "+306900000003"


def reads(town: Town, dispatch: int) -> list[Wording]:
    """The words of each message, in the order of the residents."""
    d = DELIVERIES.c
    query = select(d.wording_id).where(d.dispatch_id == dispatch).order_by(d.contact_id)
    with town.database.reading() as session:
        kept = {each.id: each for each in wordings_of(session, dispatch)}
        return [kept[each] for each in session.scalars(query)]


def letters(town: Town, dispatch: int) -> list[Letters]:
    return [each.letters for each in reads(town, dispatch)]


def wishes(town: Town, resident: int, *, normal_letters: bool) -> None:
    with town.database.writing() as session:
        changes = Changes(normal_letters=normal_letters)
        change_resident(session, town.keys, resident, changes, by=LOCAL_OPERATOR, now=town.now)


def test_only_whoever_asked_reads_normal_letters(town: Town) -> None:
    town.resident(ANA, ANAS_MAIL, normal_letters=True)
    town.resident(BEN)
    town.resident(EVA, language="en", normal_letters=True)

    alert = town.issues(town.request(reach=Reach.ALL)).alert

    ana, mail, ben, eva = reads(town, dispatch_of(alert))
    assert [each.letters for each in (ana, mail, ben, eva)] == [
        Letters.UNICODE,
        *[Letters.USUAL] * 3,
    ]
    assert (to_gsm7(ana.text), eva.language) == (ben.text, "en")
    assert ana.parts > ben.parts


def test_a_forecast_counts_each_form_of_the_words(town: Town) -> None:
    for phone, normal in ((ANA, True), (BEN, False), (EVA, False)):
        town.resident(phone, normal_letters=normal)
    draft = town.composes(town.request(media=("sms",)))

    found = town.forecasts(draft)

    usual, normal_parts = (each.parts for each in draft.wordings() if each.language == "el")
    group = ForecastGroup(Medium.SMS, "el", "el", 2, 2 * usual, cost=2 * usual * 0.05)
    other = replace(
        group, messages=1, parts=normal_parts, letters=Letters.UNICODE, cost=normal_parts * 0.05
    )
    assert set(found.groups) == {group, other}
    assert (found.recipients, found.in_normal_letters) == (3, (1, normal_parts))
    assert found.cost == group.cost + other.cost


def test_a_choice_made_after_the_approval_counts(town: Town) -> None:
    ana = town.resident(ANA)
    number = town.drafts(town.request(media=("sms",)))
    town.submits(number)
    seen = hash_content(town.alert(number))
    kept = {each.text for each in content_of(town.alert(number)).words}

    wishes(town, ana, normal_letters=True)
    town.approves(number, seen=seen)

    [words] = reads(town, dispatch_of(town.alert(number)))
    assert words.letters is Letters.UNICODE
    assert words.text in kept


def test_a_correction_comes_in_the_letters_wanted_now(town: Town) -> None:
    ana, ben = town.resident(ANA, normal_letters=True), town.resident(BEN)
    first = town.issues(town.request(media=("sms",))).alert
    with town.database.writing() as session:
        session.execute(DELIVERIES.update().values(state=State.ACCEPTED, attempt=1))
    wishes(town, ana, normal_letters=False)
    wishes(town, ben, normal_letters=True)

    with town.database.writing() as session:
        alert = find_alert(session, str(first.id))
        wish = CorrectionRequest(CorrectionKind.ALL_CLEAR)
        ready = prepare_correction(session, alert, wish, town.office, now=town.now)
        done = issue_correction(
            session, alert, ready, town.office, by=LOCAL_OPERATOR, now=town.now
        ).by
        assert done is not None
        dispatch = dispatch_of(done)

    assert letters(town, dispatch_of(first)) == [Letters.UNICODE, Letters.USUAL]
    assert letters(town, dispatch) == [Letters.USUAL, Letters.UNICODE]


def test_the_next_medium_writes_in_normal_letters_too(town: Town) -> None:
    fallback = FallbackTown(town)
    town.resident(ANA, ANAS_MAIL, first=Medium.EMAIL, normal_letters=True)
    town.resident(BEN, "ben@example.gr", first=Medium.EMAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.REFUSED, Medium.EMAIL)

    assert fallback.falls_back() == 2

    found = {(each.medium, each.letters) for each in reads(town, dispatch)}
    assert letters(town, dispatch).count(Letters.UNICODE) == 1
    assert found == {
        (Medium.EMAIL, Letters.USUAL),
        (Medium.SMS, Letters.USUAL),
        (Medium.SMS, Letters.UNICODE),
    }
