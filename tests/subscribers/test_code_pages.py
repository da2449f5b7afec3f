"""A code page: the living code of a contact opens every page on which that contact was given, and
no page tells or gives anything of another's."""

from typing import TYPE_CHECKING

import pytest

from channels import Medium
from delivery.contacts import ExpiredLink, Purpose
from runtime import RESIDENT
from subscribers.privacy import erase_resident
from subscribers.registration import (
    CodePage,
    ConfirmedContact,
    WrongCode,
    claim_resend,
    find_code_page,
    purge_registrations,
)

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

PHONE, MAIL, OTHER = "6921000001", "anna@example.gr", "mallory@example.gr"


def page_of(door: "Doorstep", handle: str = "page") -> CodePage:
    with door.database.reading() as session:
        return find_code_page(session, door.keys, handle, now=door.now)


def asks_again(door: "Doorstep") -> bool:
    limits = door.home.config.registration
    with door.database.writing() as session:
        return claim_resend(session, door.keys, "page", limits, now=door.now)


def test_a_code_in_hand_opens_a_second_page(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, handle="lost tab")
    code = doorstep.code_to(PHONE)
    doorstep.waits(seconds=20)
    doorstep.signs_up(PHONE, handle="new tab")

    sent = len(doorstep.letters_to(PHONE))
    done = doorstep.types(code, handle="new tab")
    late = doorstep.types(code, handle="lost tab")

    assert isinstance(done, ConfirmedContact)
    assert isinstance(late, ConfirmedContact)
    assert (done.resident_id, sent) == (late.resident_id, 1)


def test_two_codes_in_hand_make_one_resident(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, MAIL, handle="lost tab")
    doorstep.waits(seconds=20)
    doorstep.signs_up(PHONE, MAIL, handle="new tab")

    first = doorstep.types(doorstep.code_to(PHONE), handle="new tab")
    second = doorstep.types(doorstep.code_to(MAIL), handle="new tab")

    assert isinstance(first, ConfirmedContact)
    assert isinstance(second, ConfirmedContact)
    assert (first.open, second.open) == ((Medium.EMAIL,), ())
    assert first.resident_id == second.resident_id


def test_a_second_form_with_that_phone_gains_no_part(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, OTHER, handle="mallory")
    doorstep.waits(seconds=20)
    doorstep.signs_up(PHONE, handle="anna")

    anna = doorstep.types(doorstep.code_to(PHONE), handle="anna")
    mallory = doorstep.presses(doorstep.token_to(OTHER, Purpose.CONFIRM))

    assert isinstance(anna, ConfirmedContact)
    assert anna.resident_id != mallory.resident_id
    assert len(doorstep.town.shows(anna.resident_id).contacts) == 1


def test_a_page_says_the_same_of_known_and_new(doorstep: "Doorstep") -> None:
    doorstep.enters(PHONE)
    doorstep.waits(hours=1)
    for handle, text in (("known", PHONE), ("new", "6921000002")):
        doorstep.signs_up(text, handle=handle)

    told = [[doorstep.types("1", handle=each) for _ in range(6)] for each in ("known", "new")]
    lefts = [[each.tries_left for each in one if isinstance(each, WrongCode)] for one in told]

    assert lefts == [[4, 3, 2, 1, 0, 0]] * 2


def test_a_page_keeps_what_was_typed_until_its_code_expires(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, MAIL, network="203.0.113.7", language="en")

    signup = page_of(doorstep).signup
    doorstep.waits(minutes=10)

    assert [each.value for each in signup.addresses] == ["+306921000001", MAIL]
    assert (signup.language, signup.network) == ("en", "203.0.113.0")
    with pytest.raises(ExpiredLink):
        page_of(doorstep)


def test_a_page_lets_another_code_go_in_time(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE)
    limits = doorstep.home.config.registration
    doorstep.types("1")
    doorstep.waits(seconds=13)

    early, wait = asks_again(doorstep), page_of(doorstep).wait(limits, doorstep.now)
    doorstep.waits(seconds=47)
    in_time = asks_again(doorstep)
    page = page_of(doorstep)

    assert (early, wait, in_time) == (False, 47, True)
    assert (page.tries_left, page.wait(limits, doorstep.now)) == (5, 120)
    assert page.has_sendings(limits)


def test_a_page_lets_three_codes_go_a_day(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE)
    for _ in range(2):
        doorstep.waits(minutes=5)
        assert asks_again(doorstep)

    doorstep.waits(minutes=5)

    assert not asks_again(doorstep)
    assert not page_of(doorstep).has_sendings(doorstep.home.config.registration)


def test_a_page_is_purged_and_erased_with_its_contact(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(MAIL)
    doorstep.signs_up(PHONE, handle="other")
    with doorstep.database.writing() as session:
        erase_resident(session, doorstep.keys, anna.resident_id, by=RESIDENT, now=doorstep.now)
    erased = doorstep.count("code_page")

    doorstep.waits(minutes=10)
    with doorstep.database.writing() as session:
        purge_registrations(session, now=doorstep.now)

    assert (erased, doorstep.count("code_page")) == (1, 0)
