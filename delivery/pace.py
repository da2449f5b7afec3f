"""Pace: a channel's rate as a reservation in the database, so that it holds across processes and machines.

GCRA: one row a channel says when it is free again; a flight of n parts moves that moment by n / rate seconds, in one
UPDATE, and may leave when the channel is free.
"""

from sqlalchemy import case, insert, select, update
from sqlmodel import Session, col

from delivery.tables import PACE, Pace
from runtime import moment


def reserve(session: Session, channel: str, *, parts: int, rate: float | None) -> float:
    """Reserve so many parts of a channel's pace; returns how many seconds to wait before the first of them."""
    if rate is None or parts == 0:
        return 0.0
    now = moment(session).timestamp()
    free_at = case((col(Pace.free_at) > now, col(Pace.free_at)), else_=now)
    taken = update(PACE).where(col(Pace.channel) == channel).values(free_at=free_at + parts / rate)
    until = session.scalar(taken.returning(PACE.c.free_at))
    if until is None:
        session.execute(insert(PACE).values(channel=channel, free_at=now + parts / rate))
        return 0.0
    return max(0.0, float(until) - parts / rate - now)


def reserved(session: Session, channel: str) -> float:
    """How many seconds of a channel's pace are reserved from now on."""
    until = session.scalar(select(col(Pace.free_at)).where(col(Pace.channel) == channel))
    return max(0.0, (until or 0.0) - moment(session).timestamp())
