"""Ownership: whose a contact is, what its owner has left and agreed to, and how it goes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from channels import Medium
from delivery import BlockReason
from delivery.contacts import (
    Contact,
    addresses_of,
    joined_contact,
)
from runtime import RESIDENT, Keys, Problem
from runtime.logs import mask
from staff import record
from subscribers.people import GivenConsent
from subscribers.repository import NewSubscription, Repository
from subscribers.residents import NotTheirs, mark_resident_left
from subscribers.snapshots import read_residents
from subscribers.standing import Standing
from subscribers.tables import REFUSALS, Subscription
from templates import Topic

SOURCE = "web"


class NotRegistered(Problem):
    """This contact is not registered any more. Register it again on the first page."""

    status = 410


@dataclass(frozen=True, slots=True)
class OwnContact:
    """One contact of a resident, masked; `block` says why nothing is sent to it, if so."""

    id: int
    medium: Medium
    address: str
    block: BlockReason


@dataclass(frozen=True, slots=True)
class Agreement:
    """What stands behind a change on the web: the SHA-256 of the text shown and the truncated
    network."""

    text_hash: str = ""
    network: str = ""


def owner_of_contact(session: Session, contact_id: int) -> int:
    """The resident who is told by that contact; raises NotRegistered."""
    query = select(col(Subscription.resident_id)).where(
        col(Subscription.contact_id) == joined_contact(session, contact_id),
        col(Subscription.standing) == Standing.ACTIVE,
    )
    found = session.scalar(query)
    if found is None:
        raise NotRegistered
    return found


def drop_contact(
    session: Session, keys: Keys, resident_id: int, contact_id: int, *, now: datetime
) -> int:
    """A resident is told no more by one of their contacts; the last one gone, they have left.
    Returns how many are left; raises NotTheirs."""
    repository = Repository(session, keys, now)
    repository.lock()
    mine = {contact.id for contact in own_contacts(session, keys, resident_id)}
    contact_id = joined_contact(session, contact_id)
    if contact_id not in mine:
        raise NotTheirs
    repository.end_subscriptions([contact_id])
    remaining = len(mine) - 1
    if not remaining:
        mark_resident_left(session, resident_id, reason="web", by=RESIDENT, now=now)
        return 0
    facts = {"changed": ["contacts"]}
    record(session, "resident.preferred", f"resident:{resident_id}", facts, by=RESIDENT, now=now)
    return remaining


def record_consent(repository: Repository, resident_id: int, agreed: Agreement, proof: str) -> None:
    """Write down for each contact of a resident what they agree to now."""
    profile = read_residents(repository.session, repository.keys, [resident_id])[
        resident_id
    ].profile
    topics = (profile.topics or frozenset(Topic)) - refused_topics(repository.session, resident_id)
    consent = GivenConsent(SOURCE, repository.now, agreed.text_hash, agreed.network, proof)
    own = [contact.id for contact in own_contacts(repository.session, repository.keys, resident_id)]
    addresses = addresses_of(repository.session, repository.keys, own).values()
    now_wanted = replace(profile, topics=topics)
    repository.save_subscriptions(
        [],
        [],
        [NewSubscription(address, resident_id, now_wanted, consent) for address in addresses],
    )


def refused_topics(session: Session, resident_id: int) -> frozenset[Topic]:
    """The topics that a resident has left."""
    return frozenset(
        session.scalars(select(REFUSALS.c.topic).where(REFUSALS.c.resident_id == resident_id))
    )


def own_contacts(session: Session, keys: Keys, resident_id: int) -> Iterator[OwnContact]:
    """The contacts by which a resident is told, masked."""
    query = (
        select(col(Contact.id), col(Contact.block))
        .join(Subscription, col(Subscription.contact_id) == col(Contact.id))
        .where(
            col(Subscription.resident_id) == resident_id,
            col(Subscription.standing) == Standing.ACTIVE,
        )
        .order_by(col(Contact.id))
    )
    blocks = dict(session.execute(query).all())
    for contact_id, address in addresses_of(session, keys, list(blocks)).items():
        yield OwnContact(contact_id, address.medium, mask(address.value), blocks[contact_id])
