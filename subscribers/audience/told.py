"""Told: how many residents a dispatch concerns, each counted once by the best that is known of any
of their messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
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
    messages = best_known(dispatch_id, trials).subquery()
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
