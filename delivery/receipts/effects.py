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
    session: Session, keys: Keys, events: Sequence[ReceivedEvent], *, now: datetime
) -> int:
    """Keep what was told, once, and move the deliveries it tells of; returns how many events were
    new."""
    deliveries = _deliveries(session, events)
    # The rows are locked: what another process has applied to them meanwhile is seen from here on.
    fresh = fresh_events(session, events)
    asides = {key: aside_of(received.event, deliveries, keys) for key, received in fresh.items()}
    keep_events(session, fresh, asides)
    _measure(session, fresh, asides, deliveries)
    genuine = [received for key, received in fresh.items() if asides[key] not in UNPLACED]
    after, taken = dict(deliveries), {}
    for received in genuine:
        number = delivery_number(received.event)
        before = after[number]
        after[number] = moved(before, received.event, at=received.received_at, now=now)
        if after[number] is not before and before.state in (State.SENDING, State.UNKNOWN):
            taken[number] = received.received_at
    if taken:
        count_taken(session, taken)
    _store(session, [each for number, each in after.items() if each is not deliveries[number]])
    _block_refused(session, genuine, deliveries, now)
    return len(fresh)


def _block_refused(
    session: Session,
    genuine: Sequence[ReceivedEvent],
    deliveries: Mapping[int, DeliveryRow],
    now: datetime,
) -> None:
    """Give up the addresses that were refused for good, unless their run is suspected."""
    refused = {
        delivery_number(received.event)
        for received in genuine
        if received.event.outcome in REFUSED_FOR_GOOD
    }
    spared = note_refusals(session, refused, now=now)
    for received in sorted(
        genuine, key=lambda received: deliveries[delivery_number(received.event)].contact_id
    ):
        if delivery_number(received.event) not in spared:
            _block(session, deliveries[delivery_number(received.event)], received.event, now)
    doubtful = {
        delivery_number(received.event) for received in genuine if is_doubtful(received.event.code)
    }
    give_up_doubtful(session, doubtful - spared, now=now)


def _deliveries(session: Session, events: Sequence[ReceivedEvent]) -> dict[int, DeliveryRow]:
    """The deliveries that are named, locked one after the other, so that two processes never wait
    for each other."""
    numbers = {delivery_number(received.event) for received in events} - {0}
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
    deliveries: Mapping[int, DeliveryRow],
) -> None:
    for key, received in fresh.items():
        count_receipt(session, received.channel, received.event.fate, asides[key])
        delivery = deliveries.get(delivery_number(received.event))
        if (
            asides[key] is not IgnoredReason.NO
            or delivery is None
            or received.event.fate is not Fate.DELIVERED
        ):
            continue
        # A receipt may be here before our own answer is stored; of what was unknown nobody knows
        # how long it took.
        since = received.received_at if delivery.state is State.SENDING else delivery.accepted_at
        if since:
            count_arrival(
                session,
                delivery.medium,
                received.channel,
                (received.received_at - since).total_seconds(),
            )


def _store(session: Session, deliveries: Collection[DeliveryRow]) -> None:
    """Write what has changed, and open again a dispatch of which something is to leave once
    more."""
    if not deliveries:
        return
    rows = [
        {
            "its_id": delivery.id,
            "its_state": delivery.state,
            "its_outcome": delivery.outcome,
            "its_code": delivery.code,
            "its_provider_id": delivery.provider_id,
            "due": delivery.not_before,
            "at": delivery.moved_at,
            "taken_at": delivery.accepted_at,
        }
        for delivery in deliveries
    ]
    session.connection().execute(_RECEIVE, rows)
    reopened = {delivery.dispatch_id for delivery in deliveries if delivery.state is State.QUEUED}
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


def _block(session: Session, delivery: DeliveryRow, event: Event, now: datetime) -> None:
    """Give up an address of which a provider says that it never works, whichever attempt it told
    of."""
    why = block_for(event.outcome, event.code)
    if why is BlockReason.INVALID and delivery.medium is Medium.EMAIL:
        why = BlockReason.BOUNCED
    if why is not None:
        block_contact(session, delivery.contact_id, why, event.code, now=now)
