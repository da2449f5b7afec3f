"""How the lanes stand now: what waits and since when, what is on its way, and which channels
rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select, type_coerce
from sqlmodel import Session

from channels import Medium
from delivery.quarantine.holding import quarantined_since
from delivery.states import Lane
from delivery.tables import (
    BREAKERS,
    DELIVERIES,
    DISPATCHES,
    IS_QUEUED,
    IS_SENDING,
    IS_UNKNOWN,
    RECEIPTS,
    WORDINGS,
    WORKERS,
)
from delivery.workers import is_alive
from runtime.database import UtcDateTime

RECENT = timedelta(minutes=1)
ASIDE_AMONG = 100_000  # the latest receipts; who looks at night need not wait for a year's
_ALL = DELIVERIES.join(DISPATCHES, DELIVERIES.c.dispatch_id == DISPATCHES.c.id)
_Key = tuple[Lane, Medium]


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """One medium of one lane: `waiting` messages are due or tried again, the oldest `since`;
    `later` ones wait for the morning.

    `again` of those that wait are tried again later, the others are due, the first `due_since`.
    `parts` is what all hold at most, `accepted` what providers took in the last minute, the last at
    `accepted_at`."""

    lane: Lane
    medium: Medium
    waiting: int
    since: datetime | None
    parts: int
    later: int
    sending: int
    unknown: int
    accepted: int
    again: int = 0
    due_since: datetime | None = None
    accepted_at: datetime | None = None

    @property
    def due(self) -> int:
        """How many could leave now."""
        return self.waiting - self.again


@dataclass(frozen=True, slots=True)
class RestingChannel:
    """A channel that one lane leaves alone: why, since when, and when it is tried again."""

    channel: str
    lane: Lane
    why: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DeliveryLoad:
    """All lanes, the channels that rest, the workers alive, receipts set aside, and since when a
    copied home is in quarantine."""

    at: datetime
    queues: tuple[QueueLoad, ...]
    resting: tuple[RestingChannel, ...]
    workers: int
    set_aside: int
    held_at: datetime | None


def count_load(session: Session, *, now: datetime) -> DeliveryLoad:
    """How delivery stands; the cost grows with what is open, about a second for a million messages,
    and is small when nothing is."""
    alive = select(func.count()).select_from(WORKERS).where(is_alive(now))
    b = BREAKERS.c
    rests = select(b.channel, b.lane, b.why, b.since, b.until).order_by(b.channel, b.lane)
    return DeliveryLoad(
        at=now,
        queues=tuple(_queues(session, now)),
        resting=tuple(RestingChannel(*row) for row in session.execute(rests)),
        workers=session.scalar(alive) or 0,
        set_aside=session.scalar(_SET_ASIDE) or 0,
        held_at=quarantined_since(session),
    )


_LATEST_RECEIPT = select(func.max(RECEIPTS.c.id)).scalar_subquery()
_SET_ASIDE = select(func.count()).where(
    RECEIPTS.c.id > _LATEST_RECEIPT - ASIDE_AMONG, RECEIPTS.c.aside != ""
)


def _queues(session: Session, now: datetime) -> Iterator[QueueLoad]:
    d = DELIVERIES.c
    tried_or_due = or_(d.not_before <= now, d.attempt > 0)
    # The first of these is answered by the index of what is queued alone, however many there are.
    fresh = _counted(session, IS_QUEUED, d.not_before.is_(None))
    tried = _counted(
        session,
        IS_QUEUED,
        d.not_before.is_not(None),
        tried_or_due,
        at=func.min(case((d.attempt > 0, DISPATCHES.c.created_at), else_=d.not_before)),
    )
    due_again = _counted(session, IS_QUEUED, d.not_before <= now, at=func.min(d.not_before))
    later = _counted(session, IS_QUEUED, d.not_before > now, d.attempt == 0)
    sending, unknown = _counted(session, IS_SENDING), _counted(session, IS_UNKNOWN)
    just_now = or_(DISPATCHES.c.settled_at.is_(None), DISPATCHES.c.settled_at > now - RECENT)
    accepted = _counted(session, just_now, d.accepted_at > now - RECENT, at=func.max(d.accepted_at))
    parts = _parts(session)
    for key in ((lane, medium) for lane in Lane for medium in Medium):
        seen = [found[key] for found in (fresh, tried) if key in found]
        due = [found[key] for found in (fresh, due_again) if key in found]
        yield QueueLoad(
            *key,
            waiting=sum(number for number, _ in seen),
            since=min((since for _, since in seen), default=None),
            parts=parts.get(key, 0),
            later=later.get(key, _NONE)[0],
            sending=sending.get(key, _NONE)[0],
            unknown=unknown.get(key, _NONE)[0],
            accepted=accepted.get(key, _NONE)[0],
            again=tried.get(key, _NONE)[0] - due_again.get(key, _NONE)[0],
            due_since=min((since for _, since in due), default=None),
            accepted_at=accepted.get(key, _NONE)[1],
        )


_NONE: tuple[int, None] = (0, None)


def _counted(
    session: Session,
    *which: ColumnElement[bool],
    at: ColumnElement[datetime] = func.min(DISPATCHES.c.created_at),  # noqa: B008
) -> Mapping[_Key, tuple[int, datetime]]:
    """How many there are of each lane and medium, and the moment of one of them: of the oldest,
    unless told otherwise."""
    key = (DISPATCHES.c.lane, DELIVERIES.c.medium)
    query = select(*key, func.count(), type_coerce(at, UtcDateTime)).select_from(_ALL).where(*which)
    return {
        (lane, medium): (number, since)
        for lane, medium, number, since in session.execute(query.group_by(*key))
    }


def _parts(session: Session) -> Mapping[_Key, int]:
    """At most so many parts wait: the longest wording of each dispatch stands for all of them."""
    d, key = DELIVERIES.c, (WORDINGS.c.dispatch_id, WORDINGS.c.medium)
    waiting = WORDINGS.c.dispatch_id.in_(select(d.dispatch_id).where(IS_QUEUED))
    longest = (
        select(*key, func.max(WORDINGS.c.parts).label("parts"))
        .where(waiting)
        .group_by(*key)
        .subquery()
    )
    queued = (
        select(d.dispatch_id, d.medium, func.count().label("number"))
        .where(IS_QUEUED)
        .group_by(d.dispatch_id, d.medium)
        .subquery()
    )
    lane_of = queued.join(DISPATCHES, DISPATCHES.c.id == queued.c.dispatch_id).join(
        longest,
        (longest.c.dispatch_id == queued.c.dispatch_id) & (longest.c.medium == queued.c.medium),
    )
    total = select(
        DISPATCHES.c.lane, queued.c.medium, func.sum(queued.c.number * longest.c.parts)
    ).select_from(lane_of)
    rows = session.execute(total.group_by(DISPATCHES.c.lane, queued.c.medium))
    return {(lane, medium): int(parts) for lane, medium, parts in rows}
