"""Departures: one click leaves the topic of that mail, and never the emergencies."""

import re
from typing import TYPE_CHECKING

import pytest

from delivery.contacts import Departure, Purpose
from subscribers.audience import Concern
from subscribers.preferences import Agreement
from subscribers.preferences.ownership import NotRegistered
from subscribers.registration import (
    Leaving,
    leave_all_topics,
    leave_emergencies_by_link,
    leave_topic,
    rejoin_topics,
    send_manage_link,
    send_manage_link_to,
    send_stopping_link,
)
from templates import Topic

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

MAIL = "anna@example.gr"
AGREED = Agreement("a" * 64, "203.0.113.0/24")


def contact_of(door: "Doorstep") -> int:
    """Anna, whom staff entered for every topic."""
    door.town.adds(MAIL)
    return 1


def leaves(door: "Doorstep", contact: int, topic: int) -> Leaving:
    with door.database.writing() as session:
        return leave_topic(session, door.home, Departure(contact, topic), now=door.now)


def leaves_all(door: "Doorstep", contact: int) -> frozenset[Topic]:
    with door.database.writing() as session:
        return leave_all_topics(session, door.keys, contact, now=door.now)


def returns(door: "Doorstep", contact: int, topic: Topic) -> None:
    with door.database.writing() as session:
        rejoin_topics(session, door.keys, contact, {topic}, AGREED, now=door.now)


def told_of(door: "Doorstep") -> set[Topic]:
    """The topics by which Anna is still told."""
    tells = door.town.tells
    routine = {topic for topic in Topic if tells(topic=topic, concern=Concern.TOPIC)}
    return routine | ({Topic.EMERGENCY} if tells() else set())


@pytest.mark.parametrize("left", [topic for topic in Topic if topic is not Topic.EMERGENCY])
def test_a_click_leaves_the_topic_of_its_mail_only(doorstep: "Doorstep", left: Topic) -> None:
    contact = contact_of(doorstep)

    answers = {leaves(doorstep, contact, left.number) for _ in range(2)}

    assert answers == {Leaving.LEFT}
    assert told_of(doorstep) == set(Topic) - {left}
    returns(doorstep, contact, left)
    returns(doorstep, contact, left)
    assert told_of(doorstep) == set(Topic)


@pytest.mark.parametrize("number", [Topic.EMERGENCY.number, 0, 200])
def test_a_click_in_an_emergency_mail_only_asks(doorstep: "Doorstep", number: int) -> None:
    contact = contact_of(doorstep)

    assert leaves(doorstep, contact, number) is Leaving.ASKED

    assert told_of(doorstep) == set(Topic)
    assert "/end/" in doorstep.letters_to(MAIL)[-1].text


def test_emergencies_are_left_by_a_second_message_and_joined_again(
    doorstep: "Doorstep",
) -> None:
    contact = contact_of(doorstep)
    leaves(doorstep, contact, Topic.EMERGENCY.number)
    token = doorstep.token_to(MAIL, Purpose.END)

    for _ in range(2):
        with doorstep.database.writing() as session:
            assert (
                leave_emergencies_by_link(session, doorstep.keys, token, now=doorstep.now)
                == contact
            )

    assert told_of(doorstep) == set(Topic) - {Topic.EMERGENCY}
    returns(doorstep, contact, Topic.EMERGENCY)
    assert told_of(doorstep) == set(Topic)


def test_a_resident_leaves_everything_at_once_and_returns(doorstep: "Doorstep") -> None:
    contact = contact_of(doorstep)
    leaves(doorstep, contact, Topic.ROADS.number)

    left = [leaves_all(doorstep, contact) for _ in range(2)]
    told = told_of(doorstep)
    for _ in range(2):
        with doorstep.database.writing() as session:
            rejoin_topics(session, doorstep.keys, contact, left[0], AGREED, now=doorstep.now)

    assert left == [set(Topic) - {Topic.ROADS}, set()]
    assert (told, told_of(doorstep)) == (set(), set(Topic) - {Topic.ROADS})
    acts = [action for action, _ in doorstep.journal() if action.startswith("resident.")]
    assert acts == ["resident.added", "resident.left", "resident.left", "resident.rejoined"]


def test_a_second_message_asks_about_everything(doorstep: "Doorstep") -> None:
    contact = contact_of(doorstep)

    with doorstep.database.writing() as session:
        send_stopping_link(session, doorstep.home, contact, now=doorstep.now)

    assert re.search(r"/end/[\w-]+/all\b", doorstep.letters_to(MAIL)[-1].text)
    assert told_of(doorstep) == set(Topic)


def test_leaving_and_returning_stand_in_the_journal_once_each(doorstep: "Doorstep") -> None:
    contact = contact_of(doorstep)

    for _ in range(2):
        leaves(doorstep, contact, Topic.ROADS.number)
    for _ in range(2):
        returns(doorstep, contact, Topic.ROADS)

    acts = [action for action, _ in doorstep.journal() if action.startswith("resident.")]
    assert acts == [
        "resident.added",
        "resident.left",
        "resident.rejoined",
    ]


def test_a_return_is_a_consent_of_its_own(doorstep: "Doorstep") -> None:
    contact = contact_of(doorstep)
    leaves(doorstep, contact, Topic.ROADS.number)

    returns(doorstep, contact, Topic.ROADS)

    assert doorstep.count("consent WHERE proof = 'rejoin'") == 1


def test_a_resident_who_is_gone_cannot_return_by_mail(
    doorstep: "Doorstep",
) -> None:
    contact = contact_of(doorstep)
    doorstep.town.removes(1)

    assert leaves(doorstep, contact, Topic.ROADS.number) is Leaving.LEFT
    with pytest.raises(NotRegistered):
        returns(doorstep, contact, Topic.ROADS)


def test_a_link_is_sent_to_a_registered_contact_only(doorstep: "Doorstep") -> None:
    from tests.subscribers.conftest import addresses

    contact_of(doorstep)
    for text in (MAIL, "nobody@example.gr"):
        with doorstep.database.writing() as session:
            send_manage_link(
                session, doorstep.home, addresses(text)[0], network="203.0.113.7", now=doorstep.now
            )

    assert "/m/" in doorstep.letters_to(MAIL)[-1].text
    assert doorstep.letters_to("nobody@example.gr") == []


def test_links_have_limits_too(doorstep: "Doorstep") -> None:
    contact = contact_of(doorstep)
    for _ in range(30):
        with doorstep.database.writing() as session:
            send_manage_link_to(session, doorstep.home, contact, now=doorstep.now)
        doorstep.waits(minutes=10)

    assert len(doorstep.letters_to(MAIL)) == 3
