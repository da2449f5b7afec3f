"""Receipts: what providers tell of messages afterwards, a row an event, and what that does to their
deliveries.

In whatever order they come and however often, the end is the same: within its own attempt the
higher rank wins, `delivered` of any attempt wins over everything, and whatever else is told of an
older attempt changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, select, update
from sqlmodel import Session

from channels import Event, Fate, Medium
from delivery.measuring import count_arrival, count_receipt, count_taken
from delivery.outcomes import block_contact, block_for, give_up_doubtful, is_doubtful
from delivery.receipts.events import (
    UNPLACED,
    EventKey,
    ReceivedEvent,
    aside_of,
    delivery_number,
    fresh_events,
    keep_events,
)
from delivery.receipts.ranks import PASSING, DeliveryRow, moved
from delivery.runs import REFUSED_FOR_GOOD, note_refusals
from delivery.states import BlockReason, IgnoredReason, Lane, State
from delivery.tables import ATTEMPTS, DELIVERIES, DISPATCHES
from delivery.transitions import RECEIVE, statement
from runtime import Keys


def apply_events(
    session: Session, keys: Keys, slips: Sequence[ReceivedEvent], *, now: datetime
) -> int:
    """Keep what was told, once, and move the deliveries it tells of; returns how many slips were
    new."""
    seats = _seats(session, slips)
    # The rows are locked: what another process has applied to them meanwhile is seen from here on.
    fresh = fresh_events(session, slips)
    asides = {key: aside_of(slip.event, seats, keys) for key, slip in fresh.items()}
    keep_events(session, fresh, asides)
    _measure(session, fresh, asides, seats)
    genuine = [slip for key, slip in fresh.items() if asides[key] not in UNPLACED]
    after, taken = dict(seats), {}
    for slip in genuine:
        number = delivery_number(slip.event)
        before = after[number]
        after[number] = moved(before, slip.event, at=slip.received_at, now=now)
        if after[number] is not before and before.state in (State.SENDING, State.UNKNOWN):
            taken[number] = slip.received_at
    if taken:
        count_taken(session, taken)
    _store(session, [seat for number, seat in after.items() if seat is not seats[number]])
    refused = {
        delivery_number(slip.event) for slip in genuine if slip.event.outcome in REFUSED_FOR_GOOD
    }
    spared = note_refusals(session, refused, now=now)
    for slip in sorted(genuine, key=lambda slip: seats[delivery_number(slip.event)].contact_id):
        if delivery_number(slip.event) not in spared:
            _block(session, seats[delivery_number(slip.event)], slip.event, now)
    doubtful = {delivery_number(slip.event) for slip in genuine if is_doubtful(slip.event.code)}
    give_up_doubtful(session, doubtful - spared, now=now)
    return len(fresh)


def _seats(session: Session, slips: Sequence[ReceivedEvent]) -> dict[int, DeliveryRow]:
    """The deliveries that are named, locked one after the other, so that two processes never wait
    for each other."""
    numbers = {delivery_number(slip.event) for slip in slips} - {0}
    d = DELIVERIES.c
    query = (
        select(
            d.id,
            d.dispatch_id,
            d.contact_id,
            d.medium,
            d.state,
            d.attempt,
            d.outcome,
            d.code,
            d.provider_id,
            d.not_before,
            d.moved_at,
            d.accepted_at,
            _repeatable_until().label("repeatable_until"),
        )
        .join(DISPATCHES, DISPATCHES.c.id == d.dispatch_id)
        .where(d.id.in_(numbers))
        .order_by(d.id)
        .with_for_update(of=DELIVERIES)
    )
    return {row.id: DeliveryRow(**row._mapping) for row in session.execute(query)}


def _repeatable_until() -> ColumnElement[datetime | None]:
    """Until when something undelivered by a passing cause may leave once more; an undelivered
    attempt has the provider's id."""
    before = exists().where(
        ATTEMPTS.c.delivery_id == DELIVERIES.c.id,
        ATTEMPTS.c.outcome.in_(PASSING),
        ATTEMPTS.c.provider_id != "",
    )
    x = DISPATCHES.c
    # Whoever waits for a code has asked for another; its words are forgotten.
    once_more = and_(x.stopped_at.is_(None), x.lane != Lane.CODES, ~before)
    return case((once_more, x.expires_at))


def _measure(
    session: Session,
    fresh: Mapping[EventKey, ReceivedEvent],
    asides: Mapping[EventKey, IgnoredReason],
    seats: Mapping[int, DeliveryRow],
) -> None:
    for key, slip in fresh.items():
        count_receipt(session, slip.channel, slip.event.fate, asides[key])
        seat = seats.get(delivery_number(slip.event))
        if (
            asides[key] is not IgnoredReason.NO
            or seat is None
            or slip.event.fate is not Fate.DELIVERED
        ):
            continue
        # A receipt may be here before our own answer is stored; of what was unknown nobody knows
        # how long it took.
        since = slip.received_at if seat.state is State.SENDING else seat.accepted_at
        if since:
            count_arrival(
                session, seat.medium, slip.channel, (slip.received_at - since).total_seconds()
            )


def _store(session: Session, seats: Collection[DeliveryRow]) -> None:
    """Write what has changed, and open again a dispatch of which something is to leave once
    more."""
    if not seats:
        return
    rows = [
        {
            "its_id": seat.id,
            "its_state": seat.state,
            "its_outcome": seat.outcome,
            "its_code": seat.code,
            "its_provider_id": seat.provider_id,
            "due": seat.not_before,
            "at": seat.moved_at,
            "taken_at": seat.accepted_at,
        }
        for seat in seats
    ]
    session.connection().execute(_RECEIVE, rows)
    reopened = {seat.dispatch_id for seat in seats if seat.state is State.QUEUED}
    if reopened:
        session.execute(
            update(DISPATCHES)
            .where(DISPATCHES.c.id.in_(reopened), DISPATCHES.c.settled_at.is_not(None))
            .values(settled_at=None)
        )


_RECEIVE = statement(
    RECEIVE,
    DELIVERIES.c.id == bindparam("its_id"),
    state=bindparam("its_state"),
    outcome=bindparam("its_outcome"),
    code=bindparam("its_code"),
    provider_id=bindparam("its_provider_id"),
    not_before=bindparam("due"),
    moved_at=bindparam("at"),
    accepted_at=bindparam("taken_at"),
)


def _block(session: Session, seat: DeliveryRow, event: Event, now: datetime) -> None:
    """Give up an address of which a provider says that it never works, whichever attempt it told
    of."""
    why = block_for(event.outcome, event.code)
    if why is BlockReason.INVALID and seat.medium is Medium.EMAIL:
        why = BlockReason.BOUNCED
    if why is not None:
        block_contact(session, seat.contact_id, why, event.code, now=now)
