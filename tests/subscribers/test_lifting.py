"""A contact that gets nothing is opened again by its owner, who proves it, or by staff; by nothing
else."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from delivery import BlockReason
from delivery.contacts import Purpose, find_contacts
from delivery.tables import CONTACTS
from runtime import LOCAL_OPERATOR, Actor, Right
from runtime.problems import NotAllowed
from subscribers import NothingToLift, unblock_contacts
from subscribers.privacy import erase_resident
from subscribers.registration import ConfirmedContact, purge_registrations
from subscribers.residents import NotTheirs, UnknownResident
from templates import Topic
from tests.subscribers.conftest import addresses

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

PHONE, MAIL = "6921000001", "anna@example.gr"
HEARS = "+306921000001"


def blocks(
    doorstep: "Doorstep", text: str, block: BlockReason = BlockReason.BOUNCED, code: str = "5.1.1"
) -> int:
    """A provider says that nothing arrives there."""
    with doorstep.database.writing() as session:
        [contact] = find_contacts(session, doorstep.keys, addresses(text)).values()
        stopped = {"block": block, "block_code": code, "blocked_at": doorstep.now}
        session.execute(update(CONTACTS).where(CONTACTS.c.id == contact).values(stopped))
    return contact


def lifts(
    doorstep: "Doorstep", resident: int, *texts: str, by: Actor = LOCAL_OPERATOR
) -> list[str]:
    with doorstep.database.writing() as session:
        found = unblock_contacts(
            session, doorstep.keys, resident, addresses(*texts), by=by, now=doorstep.now
        )
    return [each.block for each in found]


@pytest.mark.parametrize("block", [BlockReason.BOUNCED, BlockReason.INVALID])
def test_a_blocked_resident_who_types_the_code_is_told_again(
    doorstep: "Doorstep", block: BlockReason
) -> None:
    doorstep.enters(MAIL)
    blocks(doorstep, MAIL, block)
    assert doorstep.town.tells() == set()
    doorstep.waits(hours=1)

    doorstep.signs_up(MAIL, handle="again")
    waiting = doorstep.town.tells()
    done = doorstep.presses(doorstep.token_to(MAIL, Purpose.CONFIRM))

    assert isinstance(done, ConfirmedContact)
    assert waiting == set()
    assert doorstep.town.tells() == {MAIL}
    assert "contact.lifted" in [action for action, _ in doorstep.journal()]


def test_a_phones_new_owner_sees_nothing_of_the_former(
    doorstep: "Doorstep",
) -> None:
    before = doorstep.town.adds(PHONE, MAIL, name="Ana", zones=doorstep.town.zones("panorama"))
    blocks(doorstep, PHONE, BlockReason.INVALID, "30005")

    now = doorstep.enters(PHONE)

    assert now.resident_id != before
    assert [each.address for each in doorstep.town.shows(before).contacts] == [MAIL]
    assert doorstep.town.shows(now.resident_id).name == ""
    assert doorstep.town.tells("panorama", topic=Topic.EMERGENCY) == {HEARS, MAIL}


def test_a_former_owner_without_another_contact_has_left(
    doorstep: "Doorstep",
) -> None:
    before = doorstep.town.adds(PHONE, name="Ana")
    blocks(doorstep, PHONE, BlockReason.INVALID, "30005")

    doorstep.enters(PHONE)

    assert doorstep.town.shows(before).left_at == doorstep.now
    assert doorstep.town.shows(before).name == ""


def test_a_mailbox_that_was_only_full_keeps_its_owner(doorstep: "Doorstep") -> None:
    before = doorstep.town.adds(MAIL, name="Ana")
    blocks(doorstep, MAIL, code="5.2.2")

    assert doorstep.enters(MAIL).resident_id == before
    assert doorstep.town.tells() == {MAIL}


def test_a_resident_proves_a_contact_and_keeps_their_choices(doorstep: "Doorstep") -> None:
    who = doorstep.town.adds(PHONE, MAIL, name="Ana", zones=doorstep.town.zones("panorama"))
    blocks(doorstep, PHONE, BlockReason.INVALID, "30005")

    doorstep.signs_up(PHONE, resident=who)
    done = doorstep.types(doorstep.code_to(PHONE))

    assert isinstance(done, ConfirmedContact)
    assert done.resident_id == who
    assert doorstep.town.shows(who).zones == ("panorama",)
    assert doorstep.town.tells("panorama") == {HEARS, MAIL}


def test_a_contact_opted_out_at_the_provider_gets_no_code(doorstep: "Doorstep") -> None:
    doorstep.enters(PHONE)
    blocks(doorstep, PHONE, BlockReason.OPTED_OUT, "21610")
    doorstep.waits(hours=1)

    doorstep.signs_up(PHONE, handle="again")

    assert "/m/" in doorstep.letters_to(PHONE)[-1].text  # which a blocked contact is not sent
    assert doorstep.town.tells() == set()


def test_a_resident_who_left_and_bounced_returns_by_a_code(doorstep: "Doorstep") -> None:
    who = doorstep.town.adds(MAIL)
    blocks(doorstep, MAIL)
    doorstep.town.removes(who)

    doorstep.enters(MAIL)

    assert doorstep.town.tells() == {MAIL}


def test_an_import_lifts_nothing(doorstep: "Doorstep") -> None:
    doorstep.town.adds(MAIL)
    blocks(doorstep, MAIL)

    doorstep.town.imports(f"Ana,el,,{MAIL},,,,form,2026-11-20\n")

    assert doorstep.town.tells() == set()


def test_staff_lift_what_they_are_told_works_again(doorstep: "Doorstep") -> None:
    who = doorstep.town.adds(PHONE, MAIL)
    mail, phone = blocks(doorstep, MAIL), blocks(doorstep, PHONE, BlockReason.OPTED_OUT, "21610")

    assert lifts(doorstep, who, MAIL) == [BlockReason.BOUNCED]
    assert doorstep.town.tells() == {MAIL}
    assert lifts(doorstep, who) == [BlockReason.OPTED_OUT]
    assert doorstep.town.tells() == {MAIL, HEARS}
    assert doorstep.journal()[-2:] == [
        ("contact.lifted", f"contact:{mail}"),
        ("contact.lifted", f"contact:{phone}"),
    ]


def test_a_contact_not_blocked_or_not_theirs_cannot_be_lifted(doorstep: "Doorstep") -> None:
    who, other = doorstep.town.adds(PHONE), doorstep.town.adds(MAIL)
    blocks(doorstep, MAIL)

    with pytest.raises(NothingToLift):
        lifts(doorstep, who)
    with pytest.raises(NotTheirs):
        lifts(doorstep, who, MAIL)
    with pytest.raises(NotTheirs):
        lifts(doorstep, other, "nobody@example.gr")
    with pytest.raises(UnknownResident):
        lifts(doorstep, 99)
    with pytest.raises(NotAllowed):
        lifts(doorstep, other, by=Actor("viewer", frozenset({Right.READ_RESIDENTS})))


def test_the_journal_names_a_lifted_contact_by_number_alone(doorstep: "Doorstep") -> None:
    who = doorstep.town.adds(MAIL)
    contact = blocks(doorstep, MAIL)

    lifts(doorstep, who)

    view = doorstep.town.shows(who).contacts[0]
    assert (view.block, view.block_code) == (BlockReason.NONE, "")
    assert doorstep.journal()[-1] == ("contact.lifted", f"contact:{contact}")


def test_a_code_that_nobody_typed_changes_nothing_for_the_resident(doorstep: "Doorstep") -> None:
    who = doorstep.town.adds(MAIL, name="Ana")
    blocks(doorstep, MAIL)
    doorstep.signs_up(MAIL)
    doorstep.waits(hours=25)

    with doorstep.database.writing() as session:
        purge_registrations(session, now=doorstep.now)

    [contact] = doorstep.town.shows(who).contacts
    assert (contact.address, contact.block) == (MAIL, BlockReason.BOUNCED)


def test_an_erased_resident_comes_back_without_the_old_bounce(
    doorstep: "Doorstep",
) -> None:
    who = doorstep.town.adds(MAIL)
    blocks(doorstep, MAIL)
    with doorstep.database.writing() as session:
        erase_resident(session, doorstep.keys, who, by=LOCAL_OPERATOR, now=doorstep.now)

    back = doorstep.enters(MAIL)

    [contact] = doorstep.town.shows(back.resident_id).contacts
    assert (contact.block, contact.block_code) == (BlockReason.NONE, "")
