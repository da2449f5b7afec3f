"""Eligibility: who of those that were told may be told more."""

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from delivery import BlockReason
from delivery.contacts import Contact
from delivery.fallback import EligibleContacts
from subscribers.audience.selection import letters_wanted
from subscribers.membership import living_in, not_among
from subscribers.standing import Standing
from subscribers.tables import Refusal, Resident, Subscription
from templates import Topic

Contacts = Select[int]


def select_eligible_contacts(topic: Topic) -> Contacts:
    """The ids of all contacts that may be told of a topic: neither blocked nor left, of residents
    who are here and have not left it."""
    left = select(col(Refusal.resident_id)).where(col(Refusal.topic) == topic)
    return (
        select(col(Subscription.contact_id))
        .select_from(Subscription)
        .join(Contact, col(Contact.id) == col(Subscription.contact_id))
        .join(Resident, col(Resident.id) == col(Subscription.resident_id))
        .where(
            col(Subscription.standing) == Standing.ACTIVE,
            col(Contact.block) == BlockReason.NONE,
            col(Resident.left_at).is_(None),
            not_among(col(Resident.id), left),
        )
    )


def select_eligible_owners(topic: Topic, zone_ids: frozenset[int]) -> EligibleContacts:
    """The contacts that may be told of a topic with their resident, whether that resident is in
    these zones (none: the whole municipality), and the letters in which they read an SMS."""
    inside = living_in(zone_ids).label("inside")
    theirs = col(Subscription.resident_id), inside, letters_wanted()
    return select_eligible_contacts(topic).add_columns(*theirs)


def count_owners_not_told(session: Session, some: EligibleContacts, told: Contacts) -> int:
    """How many residents own these contacts and have none of the contacts `told`; the cost grows
    with their number."""
    who = some.subquery().c
    theirs = select(col(Subscription.resident_id)).where(col(Subscription.contact_id).in_(told))
    people = select(func.count(who.resident_id.distinct())).where(who.resident_id.not_in(theirs))
    return session.scalar(people) or 0


def count_owners(session: Session, contacts: Contacts) -> int:
    """How many residents these contacts belong to; the cost grows with their number."""
    told = contacts.subquery()
    theirs = select(func.count(col(Subscription.resident_id).distinct())).select_from(Subscription)
    return session.scalar(theirs.join(told, told.c.contact_id == col(Subscription.contact_id))) or 0
