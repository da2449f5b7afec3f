"""Workers: processes that deliver, each known by a row whose lease it renews by the database's
clock."""

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, type_coerce, update
from sqlmodel import Session, col

from delivery.tables import DELIVERIES, IS_SENDING, WORKERS, Worker
from delivery.transitions import RELEASE, move
from runtime import moment
from runtime.clocks import LEAP
from runtime.database import UtcDateTime, keys_of

LEASE = timedelta(seconds=20)
# A lease that ends later was written by a clock that is wrong: it is kept for as long as a lease
# lasts.
LONGEST_LEASE = LEASE + LEAP


@dataclass(frozen=True, slots=True)
class DeliveryClaim:
    """One attempt of one delivery, as a worker claimed it: the pair that every later move is
    compared with."""

    delivery_id: int
    attempt: int


def enlist(session: Session) -> int:
    """Enter this process as a worker and return its number."""
    now = moment(session)
    worker = Worker(
        host=socket.gethostname(),
        pid=os.getpid(),
        started_at=now,
        lease_until=now + LEASE,
        newest_key=_newest_key(session),
    )
    session.add(worker)
    session.flush()
    assert worker.id is not None
    return worker.id


def renew(session: Session, worker_id: int) -> None:
    """Keep everything this worker has claimed its own for another 20 s."""
    session.execute(
        update(WORKERS)
        .where(col(Worker.id) == worker_id)
        .values(lease_until=moment(session) + LEASE, ended_at=None, newest_key=_newest_key(session))
    )


def retire(session: Session, worker_id: int) -> None:
    """Note that a worker is gone."""
    session.execute(
        update(WORKERS).where(col(Worker.id) == worker_id).values(ended_at=moment(session))
    )


def release(session: Session, worker_id: int) -> None:
    """Give everything a worker has claimed, and not begun, back to the queue; the attempt did not
    happen."""
    move(session, RELEASE, DELIVERIES.c.worker_id == worker_id, attempt=DELIVERIES.c.attempt - 1)


def lapsed(session: Session) -> list[int]:
    """The workers whose lease has run out and that are not gone, or came back, claimed something
    and went again.

    A lease that ends later than it can have been meant ends after its length, unless its worker
    renews it."""
    now = moment(session)
    far = update(WORKERS).where(
        col(Worker.ended_at).is_(None), col(Worker.lease_until) > now + LONGEST_LEASE
    )
    session.execute(far.values(lease_until=now + LEASE))
    claimed = select(DELIVERIES.c.worker_id).where(IS_SENDING)
    query = select(col(Worker.id)).where(
        col(Worker.lease_until) < now,
        or_(col(Worker.ended_at).is_(None), col(Worker.id).in_(claimed)),
    )
    return [number for number in session.scalars(query) if number is not None]


def at_work_since(session: Session, host: str, *, now: datetime) -> datetime | None:
    """When the earliest of the workers of a machine began that are at work."""
    mine = select(func.min(col(Worker.started_at))).where(col(Worker.host) == host, is_alive(now))
    return session.scalar(mine)


def last_heartbeat(session: Session, *, now: datetime) -> datetime | None:
    """When a worker that is not gone last renewed its lease; None when there is none."""
    w = WORKERS.c
    latest = type_coerce(func.max(w.lease_until), UtcDateTime)
    meant = (w.ended_at.is_(None), w.lease_until <= now + LONGEST_LEASE)
    until: datetime | None = session.scalar(select(latest).where(*meant))
    return until - LEASE if until else None


def workers_without(session: Session, key: str) -> Sequence[tuple[str, int]]:
    """The workers (machine and process) that are at work and have not read the key of that name."""
    w = WORKERS.c
    others = select(w.host, w.pid).where(is_alive(moment(session)), w.newest_key != key)
    return [(host, pid) for host, pid in session.execute(others.order_by(w.host, w.pid))]


def nobody_at_work(session: Session) -> bool:
    """Whether no worker anywhere holds a lease now."""
    return not session.scalar(select(exists().where(is_alive(moment(session)))))


def is_alive(now: datetime) -> ColumnElement[bool]:
    """Whether a worker holds a lease, one that can have been meant."""
    w = WORKERS.c
    return and_(w.ended_at.is_(None), w.lease_until > now, w.lease_until <= now + LONGEST_LEASE)


def _newest_key(session: Session) -> str:
    keys = keys_of(session)
    return keys.ring.newest.name if keys else ""
