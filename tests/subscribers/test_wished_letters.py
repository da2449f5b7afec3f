"""A resident chooses SMS in normal Greek letters; whichever way it came in, it stays until somebody
says otherwise."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from channels import Letters, Medium
from runtime import LOCAL_OPERATOR
from subscribers.preferences import Choices, show_preferences
from subscribers.privacy import erase_resident, export_resident
from subscribers.registration import send_manage_link
from tests.subscribers.conftest import HEADER, addresses
from tests.subscribers.test_preferences import choose, chosen

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep, Town

PHONE, MAIL = "6921000001", "anna@example.gr"
ROW = "Άννα,el,6921000001,,,,,form,2025-01-01"


def test_a_change_of_letters_changes_nothing_else(town: "Town") -> None:
    who = town.adds(PHONE, name="Άννα", groups=frozenset({"volunteers"}), needs_help=True)
    before = town.shows(who)

    town.changes(who, normal_letters=True)
    after = town.shows(who)
    town.changes(who, name="Άννα")

    assert (before.normal_letters, town.shows(who).normal_letters) == (False, True)
    assert replace(after, normal_letters=False) == before


@pytest.mark.parametrize("heading", ["normal_letters", "SMS με κανονικά γράμματα"])
def test_a_list_keeps_letters_that_it_says_nothing_of(town: "Town", heading: str) -> None:
    wider = f"{HEADER.strip()},{heading}\n{ROW}"
    found = []

    for file in (f"{wider},ναι\n", f"{HEADER}{ROW}\n", f"{wider},\n", f"{wider},no\n"):
        town.imports(file.encode())
        found.append(town.shows(1).normal_letters)

    assert found == [True, True, True, False]


def test_a_cell_that_says_neither_is_named(village: "Town") -> None:
    done = village.imports(f"{HEADER.strip()},normal_letters\n{ROW},perhaps\n".encode())

    assert (done.imported, done.faults[0].column) == (1, "normal_letters")
    assert not village.shows(1).normal_letters


def test_an_import_counts_whose_letters_change(town: "Town") -> None:
    town.adds(PHONE, name="Άννα")

    done = town.imports(f"{HEADER.strip()},normal_letters\n{ROW},yes\n".encode())

    assert {each.kind.value: each.count for each in done.changes}["normal_letters"] == 1


def test_letters_are_exported_and_erased(town: "Town") -> None:
    who = town.adds(PHONE, normal_letters=True)

    with town.database.writing() as session:
        found = export_resident(session, town.keys, who, by=LOCAL_OPERATOR, now=town.now)
        erase_resident(session, town.keys, who, by=LOCAL_OPERATOR, now=town.now)

    assert found["normal_letters"] is True
    assert not town.shows(who).normal_letters


def test_letters_chosen_at_the_door_are_kept(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, MAIL, normal_letters=True)
    doorstep.types(doorstep.code_to(PHONE))
    doorstep.types(doorstep.code_to(MAIL))

    [letters] = {each.letters for each in doorstep.letters_to(PHONE)}
    with doorstep.database.reading() as session:
        assert show_preferences(session, doorstep.keys, 1).choices.normal_letters
    assert letters is Letters.USUAL


def test_a_phone_is_welcomed_in_the_letters_it_chose(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, normal_letters=True)
    doorstep.types(doorstep.code_to(PHONE))

    code, welcome = doorstep.letters_to(PHONE)

    assert "KΩΔIKOΣ" in code.text
    assert "Η εγγραφή σας έγινε" in welcome.text
    assert (code.letters, welcome.letters) == (Letters.USUAL, Letters.UNICODE)


def test_a_link_comes_in_the_letters_of_its_reader(doorstep: "Doorstep") -> None:
    for normal in (True, False):
        who = doorstep.town.adds(f"692100000{normal:d}", normal_letters=normal)
        [address] = addresses(f"692100000{normal:d}")
        with doorstep.database.writing() as session:
            send_manage_link(
                session, doorstep.home, address, network="203.0.113.7", now=doorstep.now
            )

        [letter] = doorstep.letters_to(address.value)
        assert ("Σύνδεσμος" in letter.text) is normal, who


def test_letters_are_chosen_and_left_again(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(PHONE).resident_id
    before = chosen(doorstep, anna)

    choose(doorstep, anna, replace(before, normal_letters=True))
    kept = chosen(doorstep, anna)
    choose(doorstep, anna, Choices(before.zones, before.topics, "el", None, Medium.SMS))

    assert (before.normal_letters, kept.normal_letters) == (False, True)
    assert not chosen(doorstep, anna).normal_letters
