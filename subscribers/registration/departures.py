"""Departures: one click leaves the topic of the mail it stood in; emergencies are left by a second,
deliberate act (docs/threat-model.md, 12)."""

from collections.abc import Sequence, Set
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select
from sqlmodel import Session, col

from delivery import withdraw_messages
from delivery.contacts import Address, Departure, Purpose, addresses_of, joined_contact, read_ticket
from runtime import RESIDENT, Home, Keys
from staff import Facts, record
from subscribers.preferences.choices import show_preferences
from subscribers.preferences.ownership import (
    Agreement,
    NotRegistered,
    owner_of_contact,
    record_consent,
    refused_topics,
)
from subscribers.registration.limits import Charge, Verdict
from subscribers.registration.networks import Network, read_network
from subscribers.registration.postbox import Postbox, Reader
from subscribers.registration.signup import is_disowned
from subscribers.registration.tables import Sending
from subscribers.repository import Repository
from subscribers.snapshots import read_residents, take_snapshot
from subscribers.standing import Standing
from subscribers.tables import TOPICS, Subscription
from templates import Topic


class Leaving(StrEnum):
    """How far it got: the topic is left, or a message asks whether emergencies are meant."""

    LEFT = "left"
    ASKED = "asked"


def topic_of_departure(departure: Departure) -> Topic:
    """The topic an unsubscribe link leaves; what is not numbered counts as an emergency."""
    topics = list(Topic)
    number = departure.topic
    return topics[number - 1] if 0 < number <= len(topics) else Topic.EMERGENCY


def leave_topic(session: Session, home: Home, departure: Departure, *, now: datetime) -> Leaving:
    """Leave the topic of a mail, by one click; who is gone already has left. Emergencies are asked
    about by a second message."""
    topic = topic_of_departure(departure)
    if topic is Topic.EMERGENCY:
        send_leaving_link(session, home, departure.contact_id, now=now)
        return Leaving.ASKED
    refuse_topic(Repository(session, home.keys, now), departure.contact_id, topic)
    return Leaving.LEFT


def send_leaving_link(session: Session, home: Home, contact_id: int, *, now: datetime) -> None:
    """Send a contact the link that leaves emergencies, too; nothing has changed until it is
    used."""
    _send(session, home, contact_id, "ending", Purpose.END, now=now)


def send_stopping_link(session: Session, home: Home, contact_id: int, *, now: datetime) -> None:
    """Send a contact the link that leaves every topic, emergencies too."""
    _send(session, home, contact_id, "stopping", Purpose.END, now=now)


def leave_all_topics(
    session: Session, keys: Keys, contact_id: int, *, now: datetime
) -> frozenset[Topic]:
    """The owner of a contact leaves every topic, emergencies too, and stays registered; returns
    what was left now. Raises NotRegistered."""
    repository = Repository(session, keys, now)
    repository.lock()
    who = owner_of_contact(session, contact_id)
    left = show_preferences(session, keys, who).choices.topics
    if not left:
        return left
    repository.save_refusals(who, list(Topic), [])
    withdraw_messages(session, _contacts_of(session, who), now=now)
    facts: Facts = {"topics": [str(topic) for topic in sorted(left)]}
    record(session, "resident.left", f"resident:{who}", facts, by=RESIDENT, now=now)
    return left


def leave_emergencies_by_link(session: Session, keys: Keys, token: str, *, now: datetime) -> int:
    """Leave emergencies by the link of that second message; returns the contact. Raises ForgedLink
    or ExpiredLink."""
    contact_id = read_ticket(token, keys, Purpose.END, now=now)
    refuse_topic(Repository(session, keys, now), contact_id, Topic.EMERGENCY)
    return contact_id


def rejoin_topics(
    session: Session,
    keys: Keys,
    contact_id: int,
    topics: Set[Topic],
    agreed: Agreement,
    *,
    now: datetime,
) -> None:
    """Undo the departure from these topics; twice does no more than once. Raises NotRegistered."""
    repository = Repository(session, keys, now)
    repository.lock()
    who = owner_of_contact(session, contact_id)
    chosen = read_residents(session, keys, [who])[who].profile.topics
    missing = topics - chosen if chosen else frozenset()
    if not topics & refused_topics(session, who) and not missing:
        return
    repository.save_refusals(who, [], sorted(topics))
    if missing:
        rows = [{"resident_id": who, "topic": topic} for topic in sorted(missing)]
        session.execute(insert(TOPICS), rows)
    record_consent(repository, who, agreed, "rejoin")
    facts: Facts = {"topics": [str(topic) for topic in sorted(topics)]}
    record(session, "resident.rejoined", f"resident:{who}", facts, by=RESIDENT, now=now)


def send_manage_link(
    session: Session, home: Home, address: Address, *, network: str, now: datetime
) -> None:
    """Send whoever is told by an address the link to their choices; says nothing of who is, and
    sends no more than the limits allow."""
    Repository(session, home.keys, now).lock()
    ownership = take_snapshot(session, home.keys, [address]).ownerships.get(address)
    if ownership is None or ownership.standing is not Standing.ACTIVE:
        return
    _send(
        session,
        home,
        ownership.contact_id,
        "manage",
        Purpose.MANAGE,
        now=now,
        network=read_network(network),
    )


def send_manage_link_to(session: Session, home: Home, contact_id: int, *, now: datetime) -> None:
    """The same from a page that the contact's own mail opened."""
    _send(session, home, contact_id, "manage", Purpose.MANAGE, now=now)


def _send(
    session: Session,
    home: Home,
    contact_id: int,
    name: str,
    purpose: Purpose,
    *,
    now: datetime,
    network: Network | None = None,
) -> None:
    """A letter with a link, if the pages have an address, the contact is told at all and has not
    had its share of letters."""
    if not home.config.public_base_url:
        return
    Repository(session, home.keys, now).lock()
    try:
        who = owner_of_contact(session, contact_id)
    except NotRegistered:
        return
    contact_id = joined_contact(session, contact_id)
    address = addresses_of(session, home.keys, [contact_id])[contact_id]
    box = Postbox(session, home, now)
    # A mail provider that unsubscribes for its users does so from one network for all of them.
    network = network or Network(f"contact {contact_id}", "")
    charge = Charge.of(home.keys, address, network, Sending.LINK, reserved=True)
    if is_disowned(session, home.keys, address, now=now) or not _has_room(box, charge):
        return
    reader = Reader.of(read_residents(session, home.keys, [who])[who].profile)
    box.send_link(name, purpose, (contact_id, address.medium), reader)


def _has_room(box: Postbox, charge: Charge) -> bool:
    """Whether one more letter may go, which is counted then."""
    if box.meter.verdict(charge) is not Verdict.SEND:
        return False
    box.meter.take(charge)
    return True


def refuse_topic(repository: Repository, contact_id: int, topic: Topic, reason: str = "") -> None:
    """Leave a topic for good, and withdraw what is still queued of it; the reason stands in the
    journal."""
    repository.lock()
    session = repository.session
    try:
        who = owner_of_contact(session, contact_id)
    except NotRegistered:
        return
    if topic in refused_topics(session, who):
        return
    repository.save_refusals(who, [topic], [])
    theirs = _contacts_of(session, who)
    withdraw_messages(session, theirs, now=repository.now, topic=topic.number)
    facts = {"topic": topic} | ({"reason": reason} if reason else {})
    record(session, "resident.left", f"resident:{who}", facts, by=RESIDENT, now=repository.now)


def _contacts_of(session: Session, who: int) -> Sequence[int]:
    active = (col(Subscription.resident_id) == who, col(Subscription.standing) == Standing.ACTIVE)
    return session.scalars(select(col(Subscription.contact_id)).where(*active)).all()
