"""Waiting: what no time moves on by itself, what a run that goes on has left, and how many people a
channel that fails keeps waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select, type_coerce
from sqlmodel import Session

from channels import Medium
from delivery.runs import FEWEST
from delivery.states import OPEN, REACHED, Lane, Repeat, cause_of
from delivery.suspected_runs import SuspectedRun
from delivery.tables import DELIVERIES, DISPATCHES, IS_QUEUED, IS_UNKNOWN
from runtime.database import UtcDateTime

OVERDUE = timedelta(seconds=60)  # since it was to be repeated, and nobody has done so


@dataclass(frozen=True, slots=True)
class UndecidedMessages:
    """How many messages of one dispatch may have arrived and are repeated only when staff say so;
    the oldest moved at `since`."""

    dispatch_id: int
    messages: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Remainder:
    """The messages of a run that are not sent yet, and their medium."""

    medium: Medium
    messages: int

    @property
    def can_stop(self) -> bool:
        """Whether they are enough to be suspected again."""
        return self.messages >= FEWEST


def list_undecided(session: Session, *, now: datetime) -> Sequence[UndecidedMessages]:
    """What may have arrived, could still be sent again and waits for somebody to decide, by
    dispatch; codes are asked for anew."""
    d = DISPATCHES.c
    query = (
        select(d.id, func.count(), type_coerce(func.min(DELIVERIES.c.moved_at), UtcDateTime))
        .join(DELIVERIES, DELIVERIES.c.dispatch_id == d.id)
        .where(
            IS_UNKNOWN,
            d.settled_at.is_(None),
            d.lane != Lane.CODES,
            d.expires_at > now,
            d.stopped_at.is_(None),
            d.held_at.is_(None),
            or_(
                d.repeat == Repeat.HOLD,
                DELIVERIES.c.not_before.is_(None),
                DELIVERIES.c.not_before < now - OVERDUE,
            ),
        )
        .group_by(d.id)
        .order_by(d.id)
    )
    return [
        UndecidedMessages(number, messages, since or now)
        for number, messages, since in session.execute(query)
    ]


def count_waiting_contacts(session: Session, medium: Medium, lanes: Sequence[Lane]) -> int:
    """How many contacts of a medium wait in these lanes, each counted once."""
    waits = select_queued(medium, lanes).subquery()
    return session.scalar(select(func.count(waits.c.contact_id.distinct()))) or 0


def read_last_failure(session: Session, lane: Lane, medium: Medium) -> str:
    """The outcome and the provider's code of the latest attempt among what waits, which failed;
    empty when none of it was tried."""
    d, unsettled = DELIVERIES.c, DISPATCHES.c.settled_at.is_(None)
    tried = (
        select(d.outcome, d.code)
        .join(DISPATCHES, d.dispatch_id == DISPATCHES.c.id)
        .where(unsettled, DISPATCHES.c.lane == lane, d.medium == medium, IS_QUEUED)
        .where(d.outcome.is_not(None), d.attempt > 0)
        .order_by(d.moved_at.desc())
        .limit(1)
    )
    latest = session.execute(tried).first()
    return cause_of(*latest) if latest else ""


def select_queued(medium: Medium, lanes: Sequence[Lane]) -> Select[tuple[int, int]]:
    """`dispatch_id` and `contact_id` of each message of a medium that waits in these lanes."""
    d = DELIVERIES.c
    open_ones = select(DISPATCHES.c.id).where(
        DISPATCHES.c.settled_at.is_(None), DISPATCHES.c.lane.in_(lanes)
    )
    return select(d.dispatch_id, d.contact_id).where(
        d.dispatch_id.in_(open_ones), d.medium == medium, IS_QUEUED
    )


def select_accepted() -> Select[tuple[int, int]]:
    """`dispatch_id` and `contact_id` of each message that its provider took."""
    d = DELIVERIES.c
    return select(d.dispatch_id, d.contact_id).where(d.state.in_(REACHED))


def count_remainder(session: Session, run: SuspectedRun) -> Remainder:
    """What a run that goes on has left; a second sender may have taken up all that this channel was
    refused."""
    d = DELIVERIES.c
    media = select(d.medium).where(d.dispatch_id == run.dispatch_id).limit(1)
    medium = session.scalar(media.where(d.channel == run.channel)) or session.scalars(media).one()
    left = (d.dispatch_id == run.dispatch_id, d.medium == medium, d.state.in_(OPEN))
    return Remainder(
        medium, session.scalar(select(func.count()).select_from(DELIVERIES).where(*left)) or 0
    )
