"""Residents come in by the form: a code or a button proves the contact, and nobody sees who is
known already."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from channels import Medium
from delivery.contacts import ExpiredLink, Purpose
from delivery.links import ForgedLink
from subscribers.registration import ConfirmedContact, WrongCode, disown_contact, preview_link
from templates import Topic

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

PHONE, MAIL = "6921000001", "anna@example.gr"


def test_a_person_who_types_the_code_is_told_of_emergencies(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE)

    done = doorstep.types(doorstep.code_to(PHONE))

    assert isinstance(done, ConfirmedContact)
    found = doorstep.town.shows(done.resident_id)
    assert (found.zones, found.topics, found.language) == ((), (Topic.EMERGENCY,), "el")
    assert doorstep.town.tells("panorama") == {"+306921000001"}


def test_a_contact_is_told_nothing_before_it_is_proved(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, MAIL)

    assert doorstep.town.tells() == set()
    assert doorstep.count("resident") == 0


def test_the_second_contact_of_a_form_joins_the_same_resident(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, MAIL, language="en")
    first = doorstep.types(doorstep.code_to(PHONE))

    second = doorstep.presses(doorstep.token_to(MAIL, Purpose.CONFIRM))

    assert isinstance(first, ConfirmedContact)
    assert (first.open, second.open) == ((Medium.EMAIL,), ())
    assert first.resident_id == second.resident_id
    assert doorstep.town.shows(second.resident_id).language == "en"


def test_the_code_of_a_mail_can_be_typed_too(doorstep: "Doorstep") -> None:
    doorstep.signs_up(MAIL)

    assert isinstance(doorstep.types(doorstep.code_to(MAIL)), ConfirmedContact)


def test_the_button_does_the_same_however_often_it_is_pressed(doorstep: "Doorstep") -> None:
    doorstep.signs_up(MAIL)
    token = doorstep.token_to(MAIL, Purpose.CONFIRM)

    once = doorstep.presses(token)
    before = doorstep.count("consent")

    assert [doorstep.presses(token) for _ in range(3)] == [once] * 3
    assert doorstep.count("consent") == before


def test_a_look_at_a_link_changes_nothing(doorstep: "Doorstep") -> None:
    doorstep.signs_up(MAIL)
    token = doorstep.token_to(MAIL, Purpose.CONFIRM)

    with doorstep.database.reading() as session:
        looks = {preview_link(session, doorstep.keys, token, now=doorstep.now) for _ in range(50)}

    [look] = looks
    assert (look.address, look.confirmed) == ("a••@example.gr", False)
    assert doorstep.count("resident") == 0


def test_a_link_of_another_purpose_confirms_nobody(doorstep: "Doorstep") -> None:
    doorstep.signs_up(MAIL)

    with pytest.raises(ForgedLink):
        doorstep.presses(doorstep.token_to(MAIL, Purpose.DISOWN))


def test_a_code_lasts_ten_minutes_and_a_link_a_day(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, MAIL)
    code, token = doorstep.code_to(PHONE), doorstep.token_to(MAIL, Purpose.CONFIRM)

    doorstep.waits(minutes=10)
    with pytest.raises(ExpiredLink):
        doorstep.types(code)

    doorstep.waits(hours=24)
    with pytest.raises(ExpiredLink):
        doorstep.presses(token)


def test_a_new_code_voids_the_old(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE)
    old = doorstep.code_to(PHONE)
    doorstep.waits(seconds=61)
    doorstep.signs_up(PHONE)
    new = doorstep.code_to(PHONE)

    assert old == new or isinstance(doorstep.types(old), WrongCode)
    assert isinstance(doorstep.types(new), ConfirmedContact)


def test_a_code_opens_no_page_without_its_contact(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE)
    doorstep.signs_up("6921000002", handle="another page")

    assert isinstance(doorstep.types(doorstep.code_to(PHONE), handle="another page"), WrongCode)
    with pytest.raises(ExpiredLink):
        doorstep.types(doorstep.code_to(PHONE), handle="no page")


def test_five_guesses_count_of_twenty_typed_at_once(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE)
    code = doorstep.code_to(PHONE)
    wrong = [f"{(int(code) + step) % 1_000_000:06d}" for step in range(1, 21)]

    with ThreadPoolExecutor(20) as guessers:
        answers = list(guessers.map(doorstep.types, wrong))

    assert {type(answer) for answer in answers} == {WrongCode}
    assert isinstance(doorstep.types(code), WrongCode)
    with doorstep.database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT tries FROM code_sent").scalar_one() == 5


def test_ten_guesses_a_day_are_all_that_a_contact_gets(doorstep: "Doorstep") -> None:
    doorstep.limited(per_contact_day=5)
    for _ in range(2):
        doorstep.signs_up(PHONE)
        code = doorstep.code_to(PHONE)
        for step in range(1, 6):
            doorstep.types(f"{(int(code) + step) % 1_000_000:06d}")
        doorstep.waits(minutes=5)
    doorstep.signs_up(PHONE)

    assert isinstance(doorstep.types(doorstep.code_to(PHONE)), WrongCode)


def test_a_known_person_gets_a_link_and_no_code(doorstep: "Doorstep") -> None:
    doorstep.enters(MAIL)
    doorstep.waits(hours=1)

    doorstep.signs_up(MAIL, handle="again")

    assert "/m/" in doorstep.letters_to(MAIL)[-1].text
    assert doorstep.count("candidate") == 1


def test_a_person_who_disowns_gets_nothing_for_ninety_days(doorstep: "Doorstep") -> None:
    doorstep.signs_up(MAIL)
    token = doorstep.token_to(MAIL, Purpose.DISOWN)
    with doorstep.database.writing() as session:
        disown_contact(session, doorstep.keys, token, now=doorstep.now)

    doorstep.waits(days=89)
    doorstep.signs_up(MAIL, handle="again")
    assert len(doorstep.letters_to(MAIL)) == 1

    doorstep.waits(days=2)
    doorstep.signs_up(MAIL, handle="once more")
    assert len(doorstep.letters_to(MAIL)) == 2


def test_a_consent_says_to_what_when_and_from_where(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, network="2001:db8:1:2:3::4")
    doorstep.types(doorstep.code_to(PHONE))

    with doorstep.database.reading() as session:
        row = session.connection().exec_driver_sql("SELECT * FROM consent").mappings().one()
    assert (row["source"], row["network"], row["topics"]) == ("web", "2001:db8:1::/48", "emergency")
    assert (row["text_hash"], row["proof"]) == ("f" * 64, "code registration:1")


def test_a_person_who_left_comes_back_by_confirming(doorstep: "Doorstep") -> None:
    anna = doorstep.town.adds(PHONE, name="Άννα")
    doorstep.town.removes(anna)
    doorstep.waits(days=1)

    back = doorstep.enters(PHONE)

    assert doorstep.town.tells() == {"+306921000001"}
    assert doorstep.town.shows(back.resident_id).name == ""


def test_a_registration_stands_in_the_journal_without_an_address(doorstep: "Doorstep") -> None:
    doorstep.enters(PHONE)

    assert doorstep.journal()[-2:] == [
        ("resident.registered", "registration:1"),
        ("resident.confirmed", "resident:1"),
    ]
