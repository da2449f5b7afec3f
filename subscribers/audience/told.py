"""Told: how many residents a dispatch concerns, each counted once by the best that is known of any
of their messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from channels import Medium, Trial
from delivery import Lane
from delivery.monitoring import select_accepted, select_queued
from delivery.status import Knowledge, best_known
from subscribers.tables import Subscription


def count_by_knowledge(
    session: Session, dispatch_id: int, trials: Mapping[str, Trial]
) -> Mapping[Knowledge, int]:
    """Residents by what is known of them; the cost grows with the deliveries, some seconds for a
    million."""
    messages = best_known([dispatch_id], trials).subquery()
    # A contact always has an owner, also one who was erased; should it lack one, it counts as a
    # person.
    owner = func.coalesce(col(Subscription.resident_id), -messages.c.contact_id)
    best = (
        select(func.max(messages.c.known).label("known"))
        .select_from(messages)
        .outerjoin(Subscription, col(Subscription.contact_id) == messages.c.contact_id)
        .group_by(owner)
        .subquery()
    )
    found = session.execute(select(best.c.known, func.count()).group_by(best.c.known))
    return {Knowledge.at(place): number for place, number in found}


def count_told_later(
    session: Session, dispatch_id: int, later: Sequence[int]
) -> Mapping[int | None, int]:
    """Residents whom a dispatch did not reach, by the first `later` dispatch that reached them;
    None: one may yet, or may have. The cost grows with the deliveries of all of them."""
    first, others = best_known([dispatch_id], {}).subquery(), best_known(later, {}).subquery()
    owner, contact = col(Subscription.resident_id), col(Subscription.contact_id)
    missed = (
        select(owner)
        .join(first, first.c.contact_id == contact)
        .group_by(owner)
        .having(func.max(first.c.known) == Knowledge.NOT_REACHED.place)
    )
    told = case((others.c.known >= Knowledge.HANDED_OVER.place, others.c.dispatch_id))
    since = (
        select(func.min(told).label("by"))
        .select_from(Subscription)
        .join(others, others.c.contact_id == contact)
        .where(others.c.known != Knowledge.NOT_REACHED.place, owner.in_(missed))
        .group_by(owner)
        .subquery()
    )
    found = session.execute(select(since.c.by, func.count()).group_by(since.c.by))
    return {row[0]: row[1] for row in found}


@dataclass(frozen=True, slots=True)
class Awaiting:
    """Contacts of residents that wait for a message: `told` are those whose owner has each by
    another contact, `untold` the others."""

    told: int
    untold: int


def count_awaiting(session: Session, medium: Medium, lanes: Sequence[Lane]) -> Awaiting:
    """Count the contacts of residents that wait in these lanes, each once; those of staff are none
    of them."""
    waits, taken = select_queued(medium, lanes).subquery(), select_accepted().subquery()
    mine, others = aliased(Subscription), aliased(Subscription)
    told = (
        select(taken.c.contact_id)
        .join(others, col(others.contact_id) == taken.c.contact_id)
        .where(
            taken.c.dispatch_id == waits.c.dispatch_id,
            col(others.resident_id) == col(mine.resident_id),
        )
        .exists()
    )
    contacts = func.count(waits.c.contact_id.distinct())
    query = (
        select(contacts, contacts.filter(~told))
        .select_from(waits)
        .join(mine, col(mine.contact_id) == waits.c.contact_id)
    )
    owned, untold = session.execute(query).one()
    return Awaiting(owned - untold, untold)
