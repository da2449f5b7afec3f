"""Tracing: the messages of one dispatch to some contacts, each from its first attempt to its last
receipt."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, Select, select
from sqlmodel import Session

from channels import Medium, Outcome
from delivery.dispatches import Contacts
from delivery.states import Reason, Repeat, State, cause_of
from delivery.status.listing import shown_address
from delivery.suspected_runs import stopped_lanes
from delivery.tables import ATTEMPTS, CONTACTS, DELIVERIES, DISPATCHES, RECEIPTS, WORDINGS
from runtime import Keys


class TraceStepKind(StrEnum):
    """What happened to a message: it was written, it was tried and answered, or its provider told
    of it afterwards."""

    WRITTEN = "written"
    ATTEMPT = "attempt"
    RECEIPT = "receipt"


class Awaited(StrEnum):
    """What the next attempt of a message waits for."""

    NOTHING = ""  # there is none
    MOMENT = "moment"
    DECISION = "decision"  # it may have arrived: staff send it again, or nobody does
    CHANNEL = "channel"  # its channel is stopped, until staff let it go on


# The moment and the cause on these are not those of an attempt.
COVERED = (State.CANCELLED, State.EXPIRED)
OF_NO_ATTEMPT = (Reason.RESTORED, Reason.LEFT, Reason.OTHER_MEDIUM)


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One thing that happened to a message; `at` is when it was stored, None where nobody knows.
    An attempt that is under way has the moment at which it began.

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
    `instead_of` numbers the message that failed before it.

    `not_before` is given where the next attempt waits for a moment."""

    number: int
    medium: Medium
    language: str
    address: str
    state: State
    cause: str
    channel: str
    doubled: bool
    instead_of: int | None
    awaits: Awaited
    not_before: datetime | None
    steps: tuple[TraceStep, ...]

    @property
    def awaits_decision(self) -> bool:
        """Whether it may have arrived, and only staff send it again."""
        return self.awaits is Awaited.DECISION

    @property
    def awaits_channel(self) -> bool:
        """Whether its channel is stopped until staff let it go on."""
        return self.awaits is Awaited.CHANNEL


def trace_messages(
    session: Session, keys: Keys, dispatch_id: int, contacts: Contacts, *, now: datetime
) -> Sequence[TracedMessage]:
    """The messages of a dispatch to these contacts, the first written first."""
    d, x = DELIVERIES.c, DISPATCHES.c
    mine = select(d.id).where(d.dispatch_id == dispatch_id, d.contact_id.in_(contacts))
    earlier, told = _attempts(session, mine), _receipts(session, mine)
    stopped = stopped_lanes(session)
    dispatch = (x.created_at, x.lane, x.repeat, x.expires_at, x.stopped_at, x.held_at)
    query = (
        select(DELIVERIES, WORDINGS.c.language, CONTACTS.c.address, *dispatch)
        .join(WORDINGS, WORDINGS.c.id == d.wording_id)
        .join(CONTACTS, CONTACTS.c.id == d.contact_id)
        .join(DISPATCHES, x.id == d.dispatch_id)
        .where(d.id.in_(mine))
        .order_by(d.id)
    )
    found = []
    for row in session.execute(query):
        steps = tuple(_in_order(row, earlier.get(row.id, ()), told.get(row.id, ())))
        still = (row.channel, row.lane) in stopped
        found.append(_traced(row, keys, steps, _awaited(row, now, stands_still=still)))
    return found


def _awaited(row: Row[*tuple[object, ...]], now: datetime, *, stands_still: bool) -> Awaited:
    """What the next attempt waits for, by the rules of who claims and who repeats."""
    if row.stopped_at is not None or row.held_at is not None or row.expires_at <= now:
        return Awaited.NOTHING
    if row.state is State.UNKNOWN and (row.repeat is Repeat.HOLD or row.not_before is None):
        return Awaited.DECISION
    if row.state not in {State.QUEUED, State.UNKNOWN}:
        return Awaited.NOTHING
    if stands_still:
        return Awaited.CHANNEL
    return Awaited.NOTHING if row.not_before is None else Awaited.MOMENT


def _attempts(session: Session, mine: Select[int]) -> Mapping[int, Sequence[TraceStep]]:
    """The attempts that are kept, by message."""
    found: dict[int, list[TraceStep]] = defaultdict(list)
    query = select(ATTEMPTS).where(ATTEMPTS.c.delivery_id.in_(mine)).order_by(ATTEMPTS.c.number)
    for row in session.execute(query):
        cause = cause_of(row.outcome, row.code)
        found[row.delivery_id].append(
            TraceStep(TraceStepKind.ATTEMPT, row.ended_at, row.number, row.channel, cause)
        )
    return found


def _receipts(session: Session, mine: Select[int]) -> Mapping[int, Sequence[TraceStep]]:
    """What providers told afterwards, by message."""
    found: dict[int, list[TraceStep]] = defaultdict(list)
    query = select(RECEIPTS).where(RECEIPTS.c.delivery_id.in_(mine))
    for row in session.execute(query.order_by(RECEIPTS.c.received_at)):
        what = f"{row.status} {row.code}".strip()
        step = TraceStep(
            TraceStepKind.RECEIPT, row.received_at, row.attempt, row.channel, what, not row.aside
        )
        found[row.delivery_id].append(step)
    return found


def _traced(
    row: Row[*tuple[object, ...]], keys: Keys, steps: tuple[TraceStep, ...], awaits: Awaited
) -> TracedMessage:
    return TracedMessage(
        row.id,
        row.medium,
        row.language,
        shown_address(keys, row.address, row.contact_id),
        row.state,
        cause_of(row.outcome, row.code),
        row.channel or "",
        row.doubled,
        row.instead_of,
        awaits,
        row.not_before if awaits is Awaited.MOMENT else None,
        steps,
    )


def _in_order(
    row: Row[*tuple[object, ...]], kept: Sequence[TraceStep], receipts: Sequence[TraceStep]
) -> Iterator[TraceStep]:
    # When a message takes the place of another is not kept; the failure of that one says it.
    yield TraceStep(TraceStepKind.WRITTEN, None if row.instead_of else row.created_at)
    told_at = {step.at for step in receipts if step.counts}
    attempts = list(kept)
    if row.attempt and row.channel and row.attempt not in {step.attempt for step in kept}:
        attempts.append(_last(row))
    yield from (_by_ourselves(step, told_at) for step in attempts)
    yield from receipts


def _last(row: Row[*tuple[object, ...]]) -> TraceStep:
    """The attempt under way or the last one made."""
    if row.state is State.SENDING:
        return TraceStep(TraceStepKind.ATTEMPT, row.moved_at, row.attempt, row.channel)
    if row.accepted_at is not None:
        return TraceStep(
            TraceStepKind.ATTEMPT, row.accepted_at, row.attempt, row.channel, Outcome.ACCEPTED
        )
    covered = row.state in COVERED or row.code in OF_NO_ATTEMPT
    cause = "" if row.code in OF_NO_ATTEMPT else cause_of(row.outcome, row.code)
    at = None if covered else row.moved_at
    return TraceStep(TraceStepKind.ATTEMPT, at, row.attempt, row.channel, cause)


def _by_ourselves(step: TraceStep, told_at: Set[datetime | None]) -> TraceStep:
    """An attempt without what a receipt has said of it since: that stands on the message and in a
    line of its own. Its provider had the message."""
    if step.at is None or step.at not in told_at:
        return step
    return replace(step, at=None, what=Outcome.ACCEPTED)
