"""Batches: the deliveries that a worker claims at once, with everything needed to send them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlmodel import Session, col

from channels import Medium
from delivery.sending.messages import ClaimedMessage, MessageBuilder, load_messages
from delivery.sending.pace import reserve, reserved
from delivery.states import Lane
from delivery.suspected_runs import stands_still
from delivery.tables import DELIVERIES, IS_QUEUED, WORDINGS, Delivery, Dispatch
from delivery.transitions import CLAIM, GIVE_BACK, move, statement
from delivery.workers import DeliveryClaim
from runtime import moment

LONGEST_BATCH = 200
# Of the pace, so that an urgent alert never waits long behind a batch.
BATCH_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class LaneQueue:
    """One lane of one channel, as a worker serves it; `rate` in parts a second, None for no
    limit."""

    lane: Lane
    medium: Medium
    channel: str
    rate: float | None
    worker_id: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What was claimed at once: it leaves after `wait` seconds, its parts spread evenly over the
    pace."""

    messages: tuple[ClaimedMessage, ...]
    wait: float = 0.0


NOTHING_DUE = Batch(())


def is_due(session: Session, lane: Lane, medium: Medium) -> bool:
    """Whether a message of this lane and medium is due now."""
    now = moment(session)
    waited = col(Delivery.not_before).is_(None) | (col(Delivery.not_before) <= now)
    for dispatch in session.scalars(_open_dispatches(lane, now)).all():
        if session.scalar(select(exists().where(*_queued(dispatch.id or 0, medium), waited))):
            return True
    return False


def claim_batch(
    session: Session,
    lane_queue: LaneQueue,
    builder: MessageBuilder,
    most: int = LONGEST_BATCH,
    *,
    fresh_first: bool = False,
) -> Batch:
    """Claim the next batch of a lane queue, compare-and-set; NOTHING_DUE when there is none.

    What is routine leaves the whole pace to an emergency that is due, and never reserves more of it
    than two seconds, however many workers there are; until there is room for it, the batch is
    empty and says how long to wait. `fresh_first` claims whoever was never tried, if there is
    anybody: else whom the channel cannot bear would go each time."""
    now, seconds = moment(session), BATCH_SECONDS
    if lane_queue.lane is Lane.ROUTINE and lane_queue.rate is not None:
        if _gives_way(session, lane_queue):
            return NOTHING_DUE
        seconds -= reserved(session, lane_queue.channel, lane_queue.rate)
        if seconds < BATCH_SECONDS / 2:
            return Batch((), BATCH_SECONDS / 2 - seconds)
    for dispatch in session.scalars(_open_dispatches(lane_queue.lane, now)).all():
        limit = min(most, _longest(session, lane_queue, dispatch.id or 0, seconds))
        while ids := _take(
            session, lane_queue, dispatch.id or 0, now, limit, fresh_first=fresh_first
        ):
            leave_by = monotonic() + (dispatch.expires_at - now).total_seconds()
            messages = tuple(load_messages(session, dispatch, ids, builder, leave_by))
            # Where all were skipped, whoever comes next need not wait for another look.
            if messages:
                parts = sum(claimed.message.wording.parts for claimed in messages)
                wait = reserve(session, lane_queue.channel, parts=parts, rate=lane_queue.rate)
                return Batch(messages, wait)
    return NOTHING_DUE


def _gives_way(session: Session, lane_queue: LaneQueue) -> bool:
    """Whether what is routine leaves the pace of a channel to an emergency that is due there."""
    urgent = is_due(session, Lane.EMERGENCY, lane_queue.medium)
    return urgent and not session.scalar(select(stands_still(lane_queue.channel, Lane.EMERGENCY)))


def give_back(session: Session, claims: Sequence[DeliveryClaim]) -> None:
    """Put claimed deliveries that were not begun back into the queue: the attempt did not
    happen."""
    if claims:
        rows = [{"its_id": each.delivery_id, "its_attempt": each.attempt} for each in claims]
        session.connection().execute(_GIVE_BACK, rows)


# Unknown when the lease ran out meanwhile: who claimed it knows better.
_GIVE_BACK = statement(
    GIVE_BACK,
    DELIVERIES.c.id == bindparam("its_id"),
    DELIVERIES.c.attempt == bindparam("its_attempt"),
    attempt=DELIVERIES.c.attempt - 1,
    outcome=None,
    code=None,
    not_before=None,
)


def _open_dispatches(lane: Lane, now: datetime) -> Select[Dispatch]:
    return (
        select(Dispatch)
        .where(
            col(Dispatch.settled_at).is_(None),
            col(Dispatch.lane) == lane,
            col(Dispatch.expires_at) > now,
            col(Dispatch.stopped_at).is_(None),
            col(Dispatch.held_at).is_(None),
        )
        .order_by(col(Dispatch.priority).desc(), col(Dispatch.id))
    )


def _queued(dispatch_id: int, medium: Medium) -> tuple[ColumnElement[bool], ...]:
    return (col(Delivery.dispatch_id) == dispatch_id, col(Delivery.medium) == medium, IS_QUEUED)


def _longest(session: Session, lane_queue: LaneQueue, dispatch_id: int, seconds: float) -> int:
    """How many messages of a dispatch are claimed at once: what these seconds of the pace hold, and
    one at least."""
    if lane_queue.rate is None:
        return LONGEST_BATCH
    mine = (WORDINGS.c.dispatch_id == dispatch_id, WORDINGS.c.medium == lane_queue.medium)
    parts = session.scalar(select(func.max(WORDINGS.c.parts)).where(*mine)) or 1
    return max(1, min(LONGEST_BATCH, int(seconds * lane_queue.rate / parts)))


def _take(
    session: Session,
    lane_queue: LaneQueue,
    dispatch_id: int,
    now: datetime,
    most: int,
    *,
    fresh_first: bool,
) -> Sequence[int]:
    """Claim what was tried before and is due again, or else what was never tried; with
    `fresh_first` the other way round."""
    again, fresh = col(Delivery.not_before) <= now, col(Delivery.not_before).is_(None)
    # Asked here, not by what the worker knows: a claim takes away how a message was refused.
    goes = ~stands_still(lane_queue.channel, lane_queue.lane)
    for waited in (fresh, again) if fresh_first else (again, fresh):
        due = select(DELIVERIES.c.id).where(*_queued(dispatch_id, lane_queue.medium), waited, goes)
        ids = session.scalars(due.limit(most).with_for_update(skip_locked=True)).all()
        if not ids:
            continue
        move(
            session,
            CLAIM,
            DELIVERIES.c.id.in_(ids),
            attempt=DELIVERIES.c.attempt + 1,
            worker_id=lane_queue.worker_id,
            channel=lane_queue.channel,
            outcome=None,
            code=None,
            provider_id=None,
            not_before=None,
            moved_at=now,
        )
        return ids
    return ()
