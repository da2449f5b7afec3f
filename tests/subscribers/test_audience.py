"""Whom an alert goes to: the one query against a slow and independent computation; on both
databases."""

import random
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update
from sqlmodel import col

from areas import fold_text, load_gazetteer
from channels import Medium
from delivery import BlockReason
from delivery.contacts import Contact
from subscribers import Edit
from subscribers.audience import Breadth, Concern, Criteria, sample_audience, select_audience
from templates import Topic

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town

BOTH = (Medium.SMS, Medium.EMAIL)
PARENTS = {"panorama": "unit-panorama", "exochi": "unit-chortiatis", "filyro": "unit-chortiatis"}
ZONES = [*PARENTS, "unit-panorama", "unit-chortiatis"]


@dataclass
class Person:
    """A resident as a child would describe them."""

    contacts: dict[str, bool]
    zones: set[str]
    topics: set[Topic]
    refused: set[Topic]
    first: Medium | None
    left: bool
    groups: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)


def invented(chance: random.Random, index: int) -> Person:
    phones = [f"+30692{index:05d}{n:02d}" for n in range(chance.randrange(3))]
    emails = [f"p{index}.{n}@example.gr" for n in range(chance.randrange(0 if phones else 1, 3))]
    return Person(
        contacts=dict.fromkeys(phones + emails, True),
        zones=set(chance.sample(ZONES, chance.randrange(3))),
        topics=set(chance.sample(list(Topic), chance.choice([0, 0, 1, 3]))),
        refused=set(chance.sample(list(Topic), chance.choice([0, 0, 0, 1, 2]))),
        first=chance.choice([None, *BOTH]),
        left=chance.random() < 0.1,
        groups=set(
            chance.sample(["Εθελοντές", "ΕΘΕΛΟΝΤΕΣ", "schools-staff"], chance.choice([0, 0, 1, 2]))
        ),
        blocked={contact for contact in phones + emails if chance.random() < 0.15},
    )


def settle(town: "Town", person: Person) -> None:
    """Make the town hold this person."""
    number = town.adds(
        *person.contacts,
        zones=town.zones(*person.zones),
        topics=frozenset(person.topics),
        groups=frozenset(person.groups),
        first_medium=person.first,
    )
    with town.database.writing() as session:
        for topic in person.refused:
            values = {"r": number, "t": topic.value, "s": town.now}
            session.execute(
                text("INSERT INTO refusal (resident_id, topic, since) VALUES (:r, :t, :s)"), values
            )
        for view in town.shows(number).contacts:
            if view.address in person.blocked:
                digest = town.keys.digest(view.address)
                session.execute(
                    update(Contact)
                    .where(col(Contact.digest) == digest)
                    .values(block=BlockReason.BOUNCED)
                )
    if person.left:
        town.removes(number)


def medium(contact: str) -> Medium:
    return Medium.EMAIL if "@" in contact else Medium.SMS


def told(
    person: Person,
    area: str,
    topic: Topic,
    concern: Concern,
    media: tuple[Medium, ...],
    breadth: Breadth,
    group: str,
) -> set[str]:
    """Who is in an audience, told for one person at a time and without SQL."""
    if group and fold_text(group) not in map(fold_text, person.groups):
        return set()
    inside = {zone for zone in ZONES if area in (zone, PARENTS.get(zone))} | {
        area,
        PARENTS.get(area, area),
    }
    if person.left or (area and person.zones and person.zones.isdisjoint(inside)):
        return set()
    if concern is Concern.URGENT and Topic.EMERGENCY in person.refused:
        return set()
    if concern is Concern.TOPIC and (
        topic in person.refused or (person.topics and topic not in person.topics)
    ):
        return set()
    usable = [c for c in person.contacts if c not in person.blocked and medium(c) in media]
    if breadth is Breadth.FIRST and usable:
        order = sorted(media, key=lambda m: (m is not person.first, media.index(m)))
        first = next(m for m in order if m in map(medium, usable))
        usable = [c for c in usable if medium(c) is first]
    return set(usable)


CASES = [
    (area, group, concern, media, breadth)
    for area, group in product(
        ("", "panorama", "exochi", "unit-chortiatis"), ("", "εθελοντεσ", "schools-staff")
    )
    for concern, media, breadth in product(Concern, (BOTH, BOTH[::-1], BOTH[:1], BOTH[1:]), Breadth)
]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.slow
def test_the_query_finds_exactly_those_whom_the_rule_finds(town: "Town", seed: int) -> None:
    chance = random.Random(seed)
    people = [invented(chance, index) for index in range(40)]
    for person in people:
        settle(town, person)

    for area, group, concern, media, breadth in CASES:
        wanted = set().union(
            *(told(p, area, Topic.WEATHER, concern, media, breadth, group) for p in people)
        )
        areas, groups = [area] if area else [], frozenset({group} - {""})
        found = town.tells(*areas, concern=concern, media=media, breadth=breadth, groups=groups)
        assert found == wanted


def test_a_resident_with_two_phones_is_told_on_both(town: "Town") -> None:
    town.adds("6921000001", "6921000002", "anna@example.gr", first_medium=Medium.SMS)

    assert town.tells(breadth=Breadth.FIRST, media=BOTH[::-1]) == {"+306921000001", "+306921000002"}


def test_a_resident_without_their_first_medium_is_reached_by_another(town: "Town") -> None:
    town.adds("anna@example.gr", first_medium=Medium.SMS)

    assert town.tells(breadth=Breadth.FIRST) == {"anna@example.gr"}


def test_an_urgent_matter_reaches_who_chose_other_topics(town: "Town") -> None:
    town.adds("6921000001", topics=frozenset({Topic.EVENTS}))

    assert town.tells(topic=Topic.WEATHER) == {"+306921000001"}
    assert town.tells(topic=Topic.WEATHER, concern=Concern.TOPIC) == set()


def test_a_resident_who_left_emergencies_is_not_told_of_them(town: "Town") -> None:
    anna = town.adds("6921000001")

    town.changes(anna, topics=Edit.of([], [Topic.EMERGENCY]))

    assert town.tells() == set()
    assert town.tells(concern=Concern.TOPIC) == {"+306921000001"}


def test_three_people_of_an_audience_are_shown_masked_and_varied(town: "Town") -> None:
    for index in range(5):
        town.adds(f"692100000{index}", name="Άννα Παππά")
    town.adds("john@example.gr", name="John", language="en")
    with town.database.reading() as session:
        zones = frozenset(zone.id for zone in load_gazetteer(session).zones)
        chosen = select_audience(Criteria(zones, Topic.WEATHER, Concern.URGENT, BOTH, Breadth.ALL))
        people = sample_audience(session, town.keys, chosen, 3)

    assert [(p.name, p.address, p.language) for p in people[:2]] == [
        ("Ά. Π.", "+3069••••000", "el"),
        ("J.", "j••@example.gr", "en"),
    ]
    assert len({person.resident_id for person in people}) == 3


def test_sqlite_reads_a_large_audience_in_the_order_of_contacts(village: "Town") -> None:
    criteria = Criteria(village.zones("pylaia"), Topic.WEATHER, Concern.TOPIC, BOTH, Breadth.FIRST)
    with village.database.reading() as session:
        query = select_audience(criteria).compile(
            village.database.engine, compile_kwargs={"literal_binds": True}
        )
        steps = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}"))]

    assert steps[0] == "SCAN subscription"
    assert not [step for step in steps if "CORRELATED" in step or "uq_contact" in step]
