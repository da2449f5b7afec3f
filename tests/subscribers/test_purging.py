"""What nobody confirmed is forgotten after a day, and so is every secret that was sent."""

from typing import TYPE_CHECKING

from channels import Outcome, Receipt
from delivery.contacts import Purpose
from delivery.outcomes import record_results
from delivery.send_log import SendResult
from delivery.sending import settle_dispatches
from delivery.workers import DeliveryClaim, enlist
from subscribers.registration import ConfirmedContact, purge_registrations

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

PHONE, MAIL = "6921000001", "anna@example.gr"


def purges(door: "Doorstep") -> None:
    with door.database.writing() as session:
        purge_registrations(session, now=door.now)


def arrives(door: "Doorstep") -> None:
    """Everything that waits is taken by a provider."""
    with door.database.writing() as session:
        worker = enlist(session)
        run = session.connection().exec_driver_sql
        run(
            f"UPDATE delivery SET state = 'sending', attempt = 1, worker_id = {worker}, channel = 'memory'"
        )
        ids = run("SELECT id FROM delivery").scalars().all()
        record_results(
            session,
            [SendResult(DeliveryClaim(each, 1), Receipt(Outcome.ACCEPTED, "id")) for each in ids],
        )
        settle_dispatches(session, now=door.now)


def test_a_person_who_does_not_confirm_is_forgotten_next_day(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, MAIL)
    doorstep.waits(hours=23)
    purges(doorstep)
    assert doorstep.count("registration") == 1

    doorstep.waits(hours=2)
    purges(doorstep)

    assert [
        doorstep.count(name) for name in ("registration", "candidate", "delivery", "code_sent")
    ] == [
        0,
        0,
        0,
        0,
    ]
    assert doorstep.count("contact WHERE length(address) > 0") == 0
    assert doorstep.letters_to(MAIL) == []
    assert doorstep.count("wording WHERE text <> ''") == 0


def test_a_forgotten_person_comes_as_if_for_the_first_time(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE)
    doorstep.waits(hours=25)
    purges(doorstep)

    doorstep.enters(PHONE)

    assert doorstep.town.tells() == {"+306921000001"}


def test_a_confirmed_resident_stays_and_only_the_secrets_go(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(MAIL).resident_id
    doorstep.waits(hours=25)
    purges(doorstep)

    assert doorstep.town.tells() == {MAIL}
    assert doorstep.town.shows(anna).consents[0].source == "web"
    assert doorstep.count("candidate") == 0


def test_the_unconfirmed_contact_of_two_is_forgotten(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, MAIL)
    doorstep.presses(doorstep.token_to(MAIL, Purpose.CONFIRM))
    doorstep.waits(hours=25)
    purges(doorstep)

    assert doorstep.town.tells() == {MAIL}
    assert doorstep.count("contact WHERE length(address) > 0") == 1


def test_a_contact_entered_by_staff_meanwhile_is_kept(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE)
    doorstep.town.adds(PHONE)
    doorstep.waits(hours=25)
    purges(doorstep)

    assert doorstep.town.tells() == {"+306921000001"}


def test_the_words_of_a_code_are_gone_after_arrival(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, MAIL)
    code = doorstep.code_to(PHONE)

    arrives(doorstep)

    assert {
        (words.text, words.html) for words in doorstep.letters_to(MAIL) + doorstep.letters_to(PHONE)
    } == {("", "")}
    assert isinstance(doorstep.types(code), ConfirmedContact)
