"""Residents choose for themselves, by a link that was sent to them."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from channels import Medium
from delivery.contacts import ExpiredLink, Purpose
from subscribers.audience import Concern
from subscribers.preferences import (
    Agreement,
    BadQuietHours,
    Choices,
    QuietHours,
    drop_contact,
    manage_url,
    owner_of_contact,
    read_manage_link,
    save_preferences,
    show_preferences,
)
from subscribers.preferences.ownership import NotRegistered
from subscribers.residents import HasLeft, NotTheirs
from templates import Topic

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

PHONE, MAIL = "6921000001", "anna@example.gr"
WANTED = Choices(
    frozenset({"panorama"}),
    frozenset({Topic.EMERGENCY, Topic.ROADS}),
    "en",
    QuietHours(22, 7),
    Medium.EMAIL,
)


def choose(door: "Doorstep", resident: int, choices: Choices) -> None:
    with door.database.writing() as session:
        save_preferences(
            session,
            door.keys,
            resident,
            choices,
            Agreement("a" * 64, "203.0.113.0/24"),
            now=door.now,
        )


def chosen(door: "Doorstep", resident: int) -> Choices:
    with door.database.reading() as session:
        return show_preferences(session, door.keys, resident).choices


def test_choices_are_shown_and_decide_about_alerts(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(MAIL).resident_id

    choose(doorstep, anna, WANTED)

    assert chosen(doorstep, anna) == WANTED
    tells = doorstep.town.tells
    assert tells("panorama", topic=Topic.ROADS, concern=Concern.TOPIC) == {MAIL}
    assert tells("panorama", topic=Topic.EVENTS, concern=Concern.TOPIC) == set()
    assert tells("asvestochori", topic=Topic.ROADS, concern=Concern.TOPIC) == set()


def test_a_change_of_topics_is_one_more_consent(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(MAIL).resident_id

    choose(doorstep, anna, replace(WANTED, topics=frozenset({Topic.EMERGENCY})))
    assert doorstep.count("consent") == 1
    choose(doorstep, anna, WANTED)

    found = doorstep.town.shows(anna).consents
    assert [(each.source, each.topics) for each in found] == [
        ("web", "emergency"),
        ("web", "emergency;roads"),
    ]


def test_the_same_choice_again_changes_nothing(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(MAIL).resident_id
    choose(doorstep, anna, WANTED)
    before = doorstep.journal()

    choose(doorstep, anna, WANTED)

    assert doorstep.journal() == before
    assert before[-1] == ("resident.preferred", f"resident:{anna}")


def test_a_box_left_empty_does_not_leave_emergencies(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(MAIL).resident_id

    choose(doorstep, anna, replace(WANTED, topics=frozenset({Topic.ROADS})))

    assert Topic.EMERGENCY in chosen(doorstep, anna).topics


def test_an_unticked_topic_is_not_ticked_by_an_import(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(MAIL).resident_id
    choose(doorstep, anna, WANTED)

    doorstep.town.imports(",el,,anna@example.gr,,,,form,2026-11-24\n")

    assert Topic.EVENTS not in chosen(doorstep, anna).topics
    assert chosen(doorstep, anna).quiet_hours == QuietHours(22, 7)


def test_a_manage_link_opens_for_a_day_and_registered_contacts(
    doorstep: "Doorstep",
) -> None:
    done = doorstep.enters(MAIL)
    url = manage_url(
        "https://t.example.gr", doorstep.keys, done.contact_id, doorstep.now + timedelta(days=1)
    )
    token = url.rpartition("/")[2]

    contact = read_manage_link(token, doorstep.keys, now=doorstep.now)
    with doorstep.database.reading() as session:
        assert owner_of_contact(session, contact) == done.resident_id
        with pytest.raises(NotRegistered):
            owner_of_contact(session, 99)
    doorstep.waits(days=1)
    with pytest.raises(ExpiredLink):
        read_manage_link(token, doorstep.keys, now=doorstep.now)


def test_a_contact_added_by_a_resident_joins_when_proved(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(MAIL).resident_id
    choose(doorstep, anna, WANTED)

    doorstep.signs_up(PHONE, handle="adding", resident=anna)
    done = doorstep.types(doorstep.code_to(PHONE), handle="adding")

    assert getattr(done, "resident_id", None) == anna
    assert chosen(doorstep, anna) == WANTED
    assert len(doorstep.town.shows(anna).contacts) == 2


def test_a_resident_who_removes_their_last_contact_has_left(
    doorstep: "Doorstep",
) -> None:
    doorstep.signs_up(PHONE, MAIL)
    anna = getattr(doorstep.types(doorstep.code_to(PHONE)), "resident_id", 0)
    doorstep.presses(doorstep.token_to(MAIL, Purpose.CONFIRM))
    with doorstep.database.reading() as session:
        own = show_preferences(session, doorstep.keys, anna).contacts

    assert {contact.address for contact in own} == {"+3069••••001", "a••@example.gr"}
    with doorstep.database.writing() as session:
        assert drop_contact(session, doorstep.keys, anna, own[0].id, now=doorstep.now) == 1
        assert drop_contact(session, doorstep.keys, anna, own[1].id, now=doorstep.now) == 0
    assert doorstep.town.tells() == set()
    with pytest.raises(HasLeft):
        chosen(doorstep, anna)


def test_a_resident_cannot_remove_the_contact_of_another(doorstep: "Doorstep") -> None:
    anna, ben = doorstep.enters(MAIL), doorstep.enters("ben@example.gr")

    with pytest.raises(NotTheirs), doorstep.database.writing() as session:
        drop_contact(session, doorstep.keys, anna.resident_id, ben.contact_id, now=doorstep.now)


@pytest.mark.parametrize(("start", "end"), [(7, 7), (24, 7), (22, -1)])
def test_quiet_hours_are_two_different_hours_of_a_day(start: int, end: int) -> None:
    with pytest.raises(BadQuietHours):
        QuietHours(start, end)
