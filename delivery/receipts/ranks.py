"""Ranks: what a receipt does to a delivery. A table of ranks decides, so that the order in which
receipts come does not matter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

from channels import Event, Fate, Medium, Outcome
from delivery.outcomes import CODE_LENGTH, ID_LENGTH, NEXT
from delivery.runs import REFUSED_FOR_GOOD
from delivery.states import State

# How long a message that was undelivered for a passing cause waits for its one repetition.
SECOND_TRY = timedelta(minutes=10)
# A provider that takes many at once for fraud blocks them for a quarter to half an hour (Twilio's
# 30450).
SLOWED_DOWN = timedelta(minutes=30)
PASSING = frozenset(outcome for outcome, state in NEXT.items() if state is State.QUEUED)


class Rank(IntEnum):
    """What is known of a message: the higher one wins."""

    OURS = 0  # whatever we know by ourselves, from queued to refused
    ACCEPTED = 1
    PASSED = 2  # not delivered, by a cause that passes
    EXPIRED = 3
    FAILED = 4
    NEWER = 5  # a later attempt is under way or over
    DELIVERED = 6


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as a receipt finds it; it may leave once more before `repeatable_until`, None when
    never again."""

    id: int
    dispatch_id: int
    contact_id: int
    medium: Medium
    state: State
    attempt: int
    outcome: Outcome | None
    code: str | None
    provider_id: str | None
    not_before: datetime | None
    moved_at: datetime | None
    accepted_at: datetime | None
    repeatable_until: datetime | None


FATES: Mapping[Fate, tuple[Rank, State]] = {
    Fate.ACCEPTED: (Rank.ACCEPTED, State.ACCEPTED),
    Fate.UNDELIVERED: (Rank.FAILED, State.UNDELIVERED),
    Fate.EXPIRED: (Rank.EXPIRED, State.EXPIRED),
    Fate.DELIVERED: (Rank.DELIVERED, State.DELIVERED),
}
KNOWN: Mapping[State, Rank] = {
    State.ACCEPTED: Rank.ACCEPTED,
    State.EXPIRED: Rank.EXPIRED,
    State.UNDELIVERED: Rank.FAILED,
}


def is_older(delivery: DeliveryRow, event: Event) -> bool:
    """Whether an event tells of an attempt that another has followed; one that names none tells of
    the last."""
    return 0 < event.attempt < delivery.attempt


def moved(delivery: DeliveryRow, event: Event, *, at: datetime, now: datetime) -> DeliveryRow:
    """The delivery after an event that came in `at`; the same one when the event changes
    nothing."""
    rank, state = FATES[event.fate]
    if rank is Rank.FAILED and event.outcome in PASSING:
        rank = Rank.PASSED
    if rank <= _rank_of(delivery, event):
        return delivery
    due = now + (SLOWED_DOWN if event.outcome is Outcome.THROTTLED else SECOND_TRY)
    again = rank is Rank.PASSED and _may_leave_again(delivery, due)
    return replace(
        delivery,
        state=State.QUEUED if again else state,
        outcome=event.outcome,
        code=event.code[:CODE_LENGTH],
        provider_id=delivery.provider_id or event.provider_id[:ID_LENGTH],
        not_before=due if again else None,
        moved_at=at,
        accepted_at=None if again else delivery.accepted_at or at,
    )


def _may_leave_again(delivery: DeliveryRow, due: datetime) -> bool:
    """Whether there is time for it; what was cancelled stays so: another medium was taken."""
    until = delivery.repeatable_until
    return until is not None and until > due and delivery.state is not State.CANCELLED


def _rank_of(delivery: DeliveryRow, event: Event) -> Rank:
    """What is known of the attempt that an event tells of."""
    if delivery.state is State.DELIVERED:
        return Rank.DELIVERED
    if is_older(delivery, event):
        return Rank.NEWER
    if delivery.provider_id and delivery.outcome in PASSING:
        return Rank.PASSED
    if (
        delivery.state is State.QUEUED
        and delivery.provider_id
        and delivery.outcome in REFUSED_FOR_GOOD
    ):
        return Rank.FAILED  # it waits for staff, who may try it again
    if delivery.state is State.EXPIRED and delivery.outcome is not Outcome.ACCEPTED:
        return Rank.OURS  # it never left
    return KNOWN.get(delivery.state, Rank.OURS)
