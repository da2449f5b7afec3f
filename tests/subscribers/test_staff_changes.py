"""Residents as staff add, change, remove, find and count them; on both databases."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from channels import Medium
from delivery.contacts import Address
from runtime import LOCAL_OPERATOR, Actor, Municipality
from runtime.keys.single import MovedValue
from runtime.problems import NotAllowed
from subscribers import Edit, GivenConsent, Standing, find_residents, remove_resident
from subscribers.audience import Concern, count_residents
from subscribers.audience.counting import EVERYWHERE
from subscribers.edits import NothingChosen
from subscribers.readings import ConsentNeeded
from subscribers.residents import ContactTaken, HasLeft, NoContact, NotTheirs, UnknownResident
from subscribers.snapshots import read_residents
from subscribers.tables import RESIDENTS
from templates import Topic

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town

PHONE = Address(Medium.SMS, "+306921000001")
EMAIL = Address(Medium.EMAIL, "anna@example.gr")


def test_a_resident_is_told_as_soon_as_they_are_added(town: "Town") -> None:
    anna = town.adds("6921000001", "anna@example.gr", name="Anna", zones=town.zones("panorama"))

    assert town.tells("panorama") == {PHONE.value, EMAIL.value}
    assert town.shows(anna).zones == ("panorama",)


def test_a_resident_without_an_address_is_not_added(town: "Town") -> None:
    with pytest.raises(NoContact):
        town.adds()


def test_a_contact_belongs_to_one_resident(town: "Town") -> None:
    town.adds("6921000001")

    with pytest.raises(ContactTaken, match="belongs to resident 1"):
        town.adds("6921000001", "anna@example.gr")


def test_a_resident_who_left_is_told_nothing_and_is_kept(town: "Town") -> None:
    anna = town.adds("6921000001")

    town.removes(anna, "moved away")

    found = town.shows(anna)
    assert town.tells() == set()
    assert (found.left_at, found.left_reason, found.contacts[0].standing) == (
        town.now,
        "moved away",
        Standing.LEFT,
    )


def test_a_resident_who_left_needs_a_later_consent_to_return(town: "Town") -> None:
    town.removes(town.adds("6921000001"))
    later = town.later(days=2)
    with pytest.raises(HasLeft):
        later.adds("6921000001")

    later.adds("6921000001", consent=GivenConsent("desk", town.now + timedelta(days=1)))

    assert later.tells() == {PHONE.value}


def test_a_resident_who_is_gone_or_unknown_cannot_leave(town: "Town") -> None:
    town.removes(town.adds("6921000001"))

    for number in (1, 99):
        with pytest.raises(UnknownResident):
            town.removes(number)


def test_an_address_is_added_with_its_consent_and_removed_without(town: "Town") -> None:
    anna = town.adds("6921000001")
    with pytest.raises(ConsentNeeded):
        town.changes(anna, addresses=Edit.of([EMAIL], []))

    consent = GivenConsent("desk", datetime(2026, 1, 1, tzinfo=UTC))
    town.changes(anna, addresses=Edit.of([EMAIL], [PHONE]), consent=consent)

    assert town.tells() == {EMAIL.value}


def test_the_last_contact_is_not_removed(town: "Town") -> None:
    anna = town.adds("6921000001")

    with pytest.raises(NoContact, match="tocsin residents remove"):
        town.changes(anna, addresses=Edit.of([], [PHONE]))


def test_a_contact_of_another_resident_is_not_removed(town: "Town") -> None:
    town.adds("6921000001")
    nikos = town.adds("6921000002")

    with pytest.raises(NotTheirs):
        town.changes(nikos, addresses=Edit.of([], [PHONE]))


def test_zones_are_added_and_removed_but_never_the_last(town: "Town") -> None:
    anna = town.adds("6921000001", zones=town.zones("panorama"))

    town.changes(anna, zones=Edit.of(town.zones("pylaia"), town.zones("panorama")))

    assert town.shows(anna).zones == ("pylaia",)
    with pytest.raises(NothingChosen):
        town.changes(anna, zones=Edit.of([], town.zones("pylaia")))


def test_a_resident_of_every_zone_is_not_narrowed_by_another(town: "Town") -> None:
    anna = town.adds("6921000001")

    town.changes(anna, zones=Edit.of(town.zones("pylaia"), []))

    assert town.tells("filyro") == {PHONE.value}


def test_a_refused_topic_stays_refused_until_it_is_wanted_again(town: "Town") -> None:
    anna = town.adds("6921000001")
    town.changes(anna, topics=Edit.of([], [Topic.EVENTS]))
    town.imports(",el,6921000001,,,,events,form,2025-01-01\n")
    refused = town.tells(topic=Topic.EVENTS, concern=Concern.TOPIC)

    town.changes(anna, topics=Edit.of([Topic.EVENTS], []))

    assert (refused, town.tells(topic=Topic.EVENTS, concern=Concern.TOPIC)) == (
        set(),
        {PHONE.value},
    )


def test_a_change_leaves_everything_else_as_it_was(town: "Town") -> None:
    anna = town.adds(
        "6921000001", name="Anna", language="en", groups=frozenset({"a"}), first_medium=Medium.SMS
    )
    before = town.shows(anna)

    town.changes(anna)

    assert town.shows(anna) == before


@pytest.mark.parametrize(
    "text",
    ["692 100 0001", "anna@EXAMPLE.gr", "παπαδοπουλ", "ΆΝΝΑ", "ΠΑΠΑΔΟΠΟΥΛΟΥ ΑΝΝΑ", "παπαδ, αν"],
)
def test_a_resident_is_found_by_facts_and_shown_masked(town: "Town", text: str) -> None:
    town.adds("6921000001", "anna@example.gr", name="Άννα Παπαδοπούλου")
    town.adds("6921000002", name="Νίκος")

    with town.database.reading() as session:
        [found] = find_residents(session, town.keys, text, municipality=Municipality())

    assert (found.id, found.name, found.contacts) == (
        1,
        "Ά. Π.",
        ("+3069••••001", "a••@example.gr"),
    )


def test_a_name_that_was_moved_hides_nobody(town: "Town") -> None:
    anna, nikos = town.adds("6921000001", name="Άννα"), town.adds("6921000002", name="Νίκος")
    maria = town.adds("6921000003", name="Μαρία")
    with town.database.writing() as session:
        rows = session.execute(select(RESIDENTS.c.id, RESIDENTS.c.name))
        names = {row.id: row.name for row in rows}
        for who, other in ((anna, nikos), (nikos, anna)):
            session.execute(
                update(RESIDENTS).where(RESIDENTS.c.id == who).values(name=names[other])
            )

    with town.database.reading() as session:
        shown = read_residents(session, town.keys, [anna, nikos, maria], damaged="")
        [found] = find_residents(session, town.keys, "Μαρία", municipality=Municipality())
        with pytest.raises(MovedValue, match="another row"):
            read_residents(session, town.keys, [anna])

    assert found.id == maria
    named = {who: each.profile.name for who, each in shown.items()}
    assert named == {anna: "", nikos: "", maria: "Μαρία"}


def test_residents_are_counted_by_language_medium_and_zone(town: "Town") -> None:
    town.adds("6921000001", "anna@example.gr", zones=town.zones("panorama", "pylaia"))
    town.adds("6921000002", language="en")
    town.removes(town.adds("6921000003", language="en"))

    with town.database.reading() as session:
        found = count_residents(session)

    assert (found.residents, found.left, found.by_language) == (2, 1, {"el": 1, "en": 1})
    assert found.by_medium == {Medium.SMS: 2, Medium.EMAIL: 1}
    assert (found.by_zone["panorama"], found.by_zone["pylaia"], found.by_zone[EVERYWHERE]) == (
        1,
        1,
        1,
    )


def test_an_actor_without_the_right_removes_nobody(town: "Town") -> None:
    anna = town.adds("6921000001")

    with pytest.raises(NotAllowed), town.database.writing() as session:
        remove_resident(session, anna, reason="x", by=Actor("guest", frozenset()), now=town.now)


def test_a_departure_needs_a_reason(town: "Town") -> None:
    anna = town.adds("6921000001")

    with pytest.raises(Exception, match="The reason says"), town.database.writing() as session:
        remove_resident(session, anna, reason=" ", by=LOCAL_OPERATOR, now=town.now)
