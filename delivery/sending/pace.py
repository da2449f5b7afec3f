"""Pace: a channel's rate as a reservation in the database, so that it holds across processes and
machines.

GCRA: one row a channel says when it is free again; a batch of n parts moves that moment by n /
rate seconds, in one UPDATE, and may leave when the channel is free. A moment further ahead than
anybody reserves comes from a clock that was wrong."""

from sqlalchemy import and_, case, insert, select, update
from sqlmodel import Session, col

from delivery.tables import PACE, ChannelPace
from runtime import moment

# What is reserved at once, at most: a minute for the batches of all lanes and workers, and where a
# channel is so slow that a single message takes longer, so many messages of this many parts.
LONGEST_SECONDS, MESSAGES, PARTS = 60.0, 10, 10


def reserve(session: Session, channel: str, *, parts: int, rate: float | None) -> float:
    """Reserve so many parts of a channel's pace; returns how many seconds to wait before the first
    of them."""
    if rate is None or parts == 0:
        return 0.0
    now = moment(session).timestamp()
    free = col(ChannelPace.free_at)
    meant = and_(free > now, free <= now + longest(rate))
    taken = update(PACE).where(col(ChannelPace.channel) == channel)
    until = session.scalar(
        taken.values(free_at=case((meant, free), else_=now) + parts / rate).returning(
            PACE.c.free_at
        )
    )
    if until is None:
        session.execute(insert(PACE).values(channel=channel, free_at=now + parts / rate))
        return 0.0
    return max(0.0, float(until) - parts / rate - now)


def reserved(session: Session, channel: str, rate: float) -> float:
    """How many seconds of a channel's pace are reserved from now on."""
    until = session.scalar(
        select(col(ChannelPace.free_at)).where(col(ChannelPace.channel) == channel)
    )
    seconds = max(0.0, (until or 0.0) - moment(session).timestamp())
    return seconds if seconds <= longest(rate) else 0.0


def longest(rate: float) -> float:
    """How many seconds of a pace, in parts a second, can be meant to be reserved."""
    return LONGEST_SECONDS + MESSAGES * PARTS / rate
