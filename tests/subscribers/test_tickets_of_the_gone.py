"""A link that we sent opens the door of whoever it was sent for, and after them nobody else's."""

from typing import TYPE_CHECKING

import pytest

from delivery.contacts import ExpiredLink, Purpose
from runtime import RESIDENT
from subscribers.privacy import erase_resident
from subscribers.registration import disown_contact

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

MALLORY, ANNA = "mallory@example.gr", "anna@example.gr"


def test_the_link_of_an_erased_person_does_not_confirm_another(
    doorstep: "Doorstep",
) -> None:
    done = doorstep.enters(MALLORY)
    confirms = doorstep.token_to(MALLORY, Purpose.CONFIRM)
    disowns = doorstep.token_to(MALLORY, Purpose.DISOWN)
    with doorstep.database.writing() as session:
        erase_resident(session, doorstep.keys, done.resident_id, by=RESIDENT, now=doorstep.now)

    doorstep.signs_up(ANNA, handle="anna's page")

    with pytest.raises(ExpiredLink):
        doorstep.presses(confirms)
    with pytest.raises(ExpiredLink), doorstep.database.writing() as session:
        disown_contact(session, doorstep.keys, disowns, now=doorstep.now)
    assert doorstep.count("disowned") == 0


def test_a_registration_in_the_journal_is_never_another_one_later(doorstep: "Doorstep") -> None:
    done = doorstep.enters(MALLORY)
    with doorstep.database.writing() as session:
        erase_resident(session, doorstep.keys, done.resident_id, by=RESIDENT, now=doorstep.now)

    doorstep.signs_up(ANNA, handle="anna's page")

    first, second = [
        subject for action, subject in doorstep.journal() if action == "resident.registered"
    ]
    assert first != second
