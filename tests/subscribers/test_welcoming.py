"""Whoever has a phone alone is told by one SMS how to change and leave."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

PHONE, OTHER, MAIL = "6921000001", "6921000002", "anna@example.gr"


def welcomes(door: "Doorstep", phone: str) -> list[str]:
    return [each.text for each in door.letters_to(phone) if "/link" in each.text]


def test_a_phone_is_welcomed_once_it_is_proved(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, language="en")
    before = welcomes(doorstep, PHONE)

    doorstep.types(doorstep.code_to(PHONE))
    [welcome] = welcomes(doorstep, PHONE)

    assert before == []
    assert "To change or stop the messages" in welcome
    assert doorstep.home.config.municipality.phone in welcome


def test_a_mailbox_needs_no_welcome(doorstep: "Doorstep") -> None:
    doorstep.signs_up(PHONE, MAIL)
    doorstep.types(doorstep.code_to(PHONE))
    doorstep.types(doorstep.code_to(MAIL))

    assert welcomes(doorstep, PHONE) == []
    assert welcomes(doorstep, MAIL) == []


def test_a_second_phone_of_a_resident_is_not_welcomed(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(PHONE)
    doorstep.waits(hours=1)

    doorstep.signs_up(OTHER, resident=anna.resident_id, handle="other")
    doorstep.types(doorstep.code_to(OTHER), handle="other")

    assert (len(welcomes(doorstep, PHONE)), welcomes(doorstep, OTHER)) == (1, [])


def test_a_welcome_takes_nothing_from_the_share_of_a_phone(doorstep: "Doorstep") -> None:
    doorstep.enters(PHONE)

    doorstep.waits(seconds=61)
    doorstep.signs_up(PHONE, handle="again")

    assert len(doorstep.letters_to(PHONE)) == 3
