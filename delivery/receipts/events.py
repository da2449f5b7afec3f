"""Events: what providers told of messages, each kept once, and whether it counts for anything."""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, tuple_
from sqlmodel import Session

from channels import Event, Fate
from delivery.links import delivery_token
from delivery.outcomes import CODE_LENGTH, ID_LENGTH
from delivery.receipts.ranks import DeliveryRow, is_older
from delivery.states import IgnoredReason
from delivery.tables import RECEIPTS
from runtime import Keys
from runtime.database import insert_into

STATUS_LENGTH = 40
_TOKEN = re.compile(
    r"(\d{1,9})-[0-9a-f]{12}", re.ASCII
)  # PostgreSQL refuses to look for more than an INTEGER


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """One event, by which channel it came, and when."""

    channel: str
    event: Event
    received_at: datetime


UNPLACED = frozenset({IgnoredReason.NAMELESS, IgnoredReason.FORGED, IgnoredReason.GONE})


class EventKey(NamedTuple):
    """What makes two events tell the same."""

    channel: str
    provider_id: str
    status: str
    code: str


def delivery_number(event: Event) -> int:
    """The delivery that a token names; 0 for none."""
    named = _TOKEN.fullmatch(event.token)
    return int(named[1]) if named else 0


def fresh_events(
    session: Session, events: Sequence[ReceivedEvent]
) -> dict[EventKey, ReceivedEvent]:
    """Each event once, without those that are kept already."""
    told = {_key(received): received for received in reversed(events)}
    r = RECEIPTS.c
    # The index finds them by channel and id.
    query = select(r.channel, r.provider_id, r.status, r.code).where(
        tuple_(r.channel, r.provider_id).in_({(key.channel, key.provider_id) for key in told})
    )
    known = {EventKey(*row) for row in session.execute(query)}
    return {key: told[key] for key in sorted(told) if key not in known}


def _key(received: ReceivedEvent) -> EventKey:
    event = received.event
    return EventKey(
        received.channel,
        event.provider_id[:ID_LENGTH],
        event.status[:STATUS_LENGTH],
        event.code[:CODE_LENGTH],
    )


def aside_of(event: Event, deliveries: Mapping[int, DeliveryRow], keys: Keys) -> IgnoredReason:
    if not event.token:
        return IgnoredReason.NAMELESS
    delivery = deliveries.get(delivery_number(event))
    if delivery is None:
        return IgnoredReason.GONE if delivery_number(event) else IgnoredReason.FORGED
    ours = delivery_token(delivery.dispatch_id, delivery.id, keys)
    if not hmac.compare_digest(event.token.encode(), ours.encode()):
        return IgnoredReason.FORGED
    return (
        IgnoredReason.OLDER
        if is_older(delivery, event) and event.fate is not Fate.DELIVERED
        else IgnoredReason.NO
    )


def keep_events(
    session: Session,
    fresh: Mapping[EventKey, ReceivedEvent],
    asides: Mapping[EventKey, IgnoredReason],
) -> None:
    rows = [
        {
            **key._asdict(),
            "delivery_id": None if asides[key] in UNPLACED else delivery_number(received.event),
            "attempt": received.event.attempt,
            "received_at": received.received_at,
            "aside": asides[key],
        }
        for key, received in fresh.items()
    ]
    if rows:
        session.connection().execute(insert_into(session, RECEIPTS).on_conflict_do_nothing(), rows)
