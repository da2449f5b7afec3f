"""The sweep: what time does to deliveries. It finds dead workers, late messages and finished dispatches, every 5 s."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select, update
from sqlmodel import Session, col

from channels import Outcome
from delivery.flightlog import Wreck, wrecks
from delivery.outcomes import RECEIPT_WAIT, mark_unknown, record, repeat_unknown
from delivery.states import State
from delivery.tables import DELIVERIES, DISPATCHES, IS_QUEUED, IS_SENDING, IS_UNKNOWN, Delivery, Dispatch
from delivery.workers import lapsed, release, renew, retire
from runtime import Database, moment


def recover(database: Database, flights: Path) -> None:
    """Take over from workers of this machine that died: what was in the air is unknown, the rest is queued again."""
    for wreck in wrecks(flights):
        with database.writing() as session:
            _bury(session, wreck)


def sweep(session: Session, worker_id: int) -> None:
    """Renew this worker's lease, then do what is due: lost leases, expiry, repetition, the end of a dispatch."""
    renew(session, worker_id)
    now = moment(session)
    for lost in lapsed(session):
        _lose(session, lost, now)
    _expire(session, now)
    repeat_unknown(session, now=now)
    settle(session, now=now)


def settle(session: Session, *, now: datetime) -> None:
    """Close the dispatches in which nothing is queued, sending or unknown any more."""
    theirs = DELIVERIES.c.dispatch_id == DISPATCHES.c.id
    session.execute(
        update(DISPATCHES)
        .where(
            col(Dispatch.settled_at).is_(None),
            ~exists().where(theirs, IS_QUEUED),
            ~exists().where(theirs, IS_SENDING),
            ~exists().where(theirs, IS_UNKNOWN),
        )
        .values(settled_at=now)
    )


def _bury(session: Session, wreck: Wreck) -> None:
    record(session, wreck.landed)
    mark_unknown(session, wreck.in_the_air)
    release(session, wreck.worker_id)
    retire(session, wreck.worker_id)


def _lose(session: Session, worker_id: int, now: datetime) -> None:
    """A worker elsewhere never came back, and its log cannot be read: all it had claimed may have gone out."""
    session.execute(
        update(DELIVERIES)
        .where(col(Delivery.worker_id) == worker_id, IS_SENDING)
        .values(
            state=State.UNKNOWN, outcome=Outcome.UNKNOWN, code="worker lost", not_before=now + RECEIPT_WAIT
        )
    )
    retire(session, worker_id)


def _expire(session: Session, now: datetime) -> None:
    over = select(DISPATCHES.c.id).where(DISPATCHES.c.settled_at.is_(None), DISPATCHES.c.expires_at <= now)
    session.execute(
        update(DELIVERIES)
        .where(col(Delivery.dispatch_id).in_(over), IS_QUEUED)
        .values(state=State.EXPIRED, moved_at=now)
    )
