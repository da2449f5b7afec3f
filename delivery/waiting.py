"""Waiting: what no time moves on by itself, and how many people a channel that fails keeps waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, type_coerce
from sqlmodel import Session

from channels import Medium
from delivery.states import Lane, Repeat
from delivery.tables import DELIVERIES, DISPATCHES, IS_QUEUED, IS_UNKNOWN
from runtime import UtcDateTime

OVERDUE = timedelta(seconds=60)  # since it was to be repeated, and nobody has done so


@dataclass(frozen=True, slots=True)
class Undecided:
    """How many messages of one dispatch may have arrived and are repeated only when staff say so; the oldest moved at `since`."""

    dispatch_id: int
    messages: int
    since: datetime


def undecided(session: Session, *, now: datetime) -> Sequence[Undecided]:
    """What may have arrived, could still be sent again and waits for somebody to decide, by dispatch; codes are asked for anew."""
    d = DISPATCHES.c
    query = (
        select(d.id, func.count(), type_coerce(func.min(DELIVERIES.c.moved_at), UtcDateTime))
        .join(DELIVERIES, DELIVERIES.c.dispatch_id == d.id)
        .where(
            IS_UNKNOWN, d.settled_at.is_(None), d.lane != Lane.CODES, d.expires_at > now, d.stopped_at.is_(None),
            d.held_at.is_(None),
            or_(d.repeat == Repeat.HOLD, DELIVERIES.c.not_before.is_(None), DELIVERIES.c.not_before < now - OVERDUE),
        )
        .group_by(d.id)
        .order_by(d.id)
    )  # fmt: skip
    return [Undecided(number, messages, since or now) for number, messages, since in session.execute(query)]


def count_waiting(session: Session, medium: Medium, lanes: Sequence[Lane]) -> int:
    """How many contacts of a medium wait in these lanes, each counted once."""
    open_ones = select(DISPATCHES.c.id).where(DISPATCHES.c.settled_at.is_(None), DISPATCHES.c.lane.in_(lanes))
    mine = (DELIVERIES.c.dispatch_id.in_(open_ones), DELIVERIES.c.medium == medium, IS_QUEUED)
    return session.scalar(select(func.count(DELIVERIES.c.contact_id.distinct())).where(*mine)) or 0
