"""Tracing: the messages of one dispatch to some contacts, each from its first attempt to its last
receipt."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, Select, select
from sqlmodel import Session

from channels import Medium, Outcome
from delivery.dispatches import Contacts
from delivery.states import State
from delivery.status.counting import cause_of
from delivery.status.listing import shown_address
from delivery.tables import ATTEMPTS, CONTACTS, DELIVERIES, DISPATCHES, RECEIPTS, WORDINGS
from runtime import Keys


class TraceStepKind(StrEnum):
    """What happened to a message: it was written, it was tried and answered, or its provider told
    of it afterwards."""

    WRITTEN = "written"
    ATTEMPT = "attempt"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One thing that happened to a message; `at` is when it was stored, None where nobody knows or
    it is still under way.

    `what` is the cause of an attempt's answer, or the word of a receipt, empty while there is no
    answer; `counts` is false for a receipt that moved nothing."""

    kind: TraceStepKind
    at: datetime | None
    attempt: int = 0
    channel: str = ""
    what: str = ""
    counts: bool = True


@dataclass(frozen=True, slots=True)
class TracedMessage:
    """One message with its steps in the order in which they happened; the address is masked,
    `instead_of` numbers the message that failed before it."""

    number: int
    medium: Medium
    language: str
    address: str
    state: State
    cause: str
    doubled: bool
    instead_of: int | None
    not_before: datetime | None
    steps: tuple[TraceStep, ...]


def trace_messages(
    session: Session, keys: Keys, dispatch_id: int, contacts: Contacts
) -> Sequence[TracedMessage]:
    """The messages of a dispatch to these contacts, the first written first."""
    d = DELIVERIES.c
    mine = select(d.id).where(d.dispatch_id == dispatch_id, d.contact_id.in_(contacts))
    earlier, told = _attempts(session, mine), _receipts(session, mine)
    query = (
        select(DELIVERIES, WORDINGS.c.language, CONTACTS.c.address, DISPATCHES.c.created_at)
        .join(WORDINGS, WORDINGS.c.id == d.wording_id)
        .join(CONTACTS, CONTACTS.c.id == d.contact_id)
        .join(DISPATCHES, DISPATCHES.c.id == d.dispatch_id)
        .where(d.id.in_(mine))
        .order_by(d.id)
    )
    return [
        _traced(row, keys, tuple(_in_order(row, earlier, told))) for row in session.execute(query)
    ]


def _attempts(session: Session, mine: Select[int]) -> Mapping[int, Sequence[TraceStep]]:
    """The attempts before the last, by message."""
    found: dict[int, list[TraceStep]] = defaultdict(list)
    for row in session.execute(select(ATTEMPTS).where(ATTEMPTS.c.delivery_id.in_(mine))):
        cause = cause_of(row.outcome, row.code)
        found[row.delivery_id].append(
            TraceStep(TraceStepKind.ATTEMPT, row.ended_at, row.number, row.channel, cause)
        )
    return found


def _receipts(session: Session, mine: Select[int]) -> Mapping[int, Sequence[TraceStep]]:
    """What providers told afterwards, by message."""
    found: dict[int, list[TraceStep]] = defaultdict(list)
    for row in session.execute(select(RECEIPTS).where(RECEIPTS.c.delivery_id.in_(mine))):
        what = f"{row.status} {row.code}".strip()
        step = TraceStep(
            TraceStepKind.RECEIPT, row.received_at, row.attempt, row.channel, what, not row.aside
        )
        found[row.delivery_id].append(step)
    return found


def _traced(
    row: Row[*tuple[object, ...]], keys: Keys, steps: tuple[TraceStep, ...]
) -> TracedMessage:
    return TracedMessage(
        row.id,
        row.medium,
        row.language,
        shown_address(keys, row.address),
        row.state,
        cause_of(row.outcome, row.code),
        row.doubled,
        row.instead_of,
        row.not_before,
        steps,
    )


def _in_order(
    row: Row[*tuple[object, ...]],
    earlier: Mapping[int, Sequence[TraceStep]],
    told: Mapping[int, Sequence[TraceStep]],
) -> Iterator[TraceStep]:
    # When a message takes the place of another is not kept; the failure of that one says it.
    yield TraceStep(TraceStepKind.WRITTEN, None if row.instead_of else row.created_at)
    yield from sorted(earlier.get(row.id, ()), key=lambda step: step.attempt)
    receipts = sorted(told.get(row.id, ()), key=lambda step: step.at or row.created_at)
    if row.attempt and row.channel:
        yield _last(row, receipts)
    yield from receipts


def _last(row: Row[*tuple[object, ...]], receipts: Sequence[TraceStep]) -> TraceStep:
    """The attempt under way or the last one made; what a receipt said of it stands on the message,
    and not here."""
    if row.state is State.SENDING:
        return TraceStep(TraceStepKind.ATTEMPT, None, row.attempt, row.channel)
    if row.accepted_at is not None:
        return TraceStep(
            TraceStepKind.ATTEMPT, row.accepted_at, row.attempt, row.channel, Outcome.ACCEPTED
        )
    at = None if receipts else row.moved_at
    return TraceStep(
        TraceStepKind.ATTEMPT, at, row.attempt, row.channel, cause_of(row.outcome, row.code)
    )
