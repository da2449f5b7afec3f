"""Hearing: who of those that were told may be told more."""

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from delivery import Block, Contact
from subscribers.tables import Refusal, Resident, Standing, Subscription, Topic

Contacts = Select[int]


def hearers(topic: Topic) -> Contacts:
    """The ids of all contacts that may be told of a topic: neither blocked nor left, of residents who are here and have not left it."""
    left = select(col(Refusal.resident_id)).where(col(Refusal.topic) == topic)
    return (
        select(col(Subscription.contact_id))
        .select_from(Subscription)
        .join(Contact, col(Contact.id) == col(Subscription.contact_id))
        .join(Resident, col(Resident.id) == col(Subscription.resident_id))
        .where(
            col(Subscription.standing) == Standing.ACTIVE,
            col(Contact.block) == Block.NONE,
            col(Resident.left_at).is_(None),
            col(Resident.id).not_in(left),
        )
    )


def count_people(session: Session, contacts: Contacts) -> int:
    """How many residents these contacts belong to; the cost grows with their number."""
    theirs = select(func.count(col(Subscription.resident_id).distinct()))
    return session.scalar(theirs.where(col(Subscription.contact_id).in_(contacts))) or 0
