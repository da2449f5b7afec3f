"""Outcomes: what an attempt's end does to its delivery. A table decides; compare-and-set moves
protect it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import ScalarSelect, Select, bindparam, func, or_, select, update
from sqlmodel import Session

from channels import Outcome
from delivery.measuring import count_ends
from delivery.runs import REFUSED_FOR_GOOD, note_refusals
from delivery.send_log import SendResult, plain
from delivery.states import BlockReason, Reason, Repeat, State
from delivery.tables import CONTACTS, DELIVERIES, DISPATCHES
from delivery.transitions import END, LOSE, REPEAT, move, statement
from delivery.workers import DeliveryClaim
from runtime import moment

CODE_LENGTH, ID_LENGTH = 40, 80  # as wide as their columns; providers may send more
RETRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 180, 300))
# How long an unknown message is given to turn up before it is sent again.
RECEIPT_WAIT = timedelta(seconds=15)

NEXT: Mapping[Outcome, State] = {
    Outcome.ACCEPTED: State.ACCEPTED,
    Outcome.INVALID_RECIPIENT: State.REFUSED,
    Outcome.OPTED_OUT: State.REFUSED,
    Outcome.CONTENT_REJECTED: State.REFUSED,
    Outcome.MISCONFIGURED: State.QUEUED,
    Outcome.UNAUTHORISED: State.QUEUED,
    Outcome.THROTTLED: State.QUEUED,
    Outcome.TRANSIENT: State.QUEUED,
    Outcome.UNKNOWN: State.UNKNOWN,
}
# No mail server answered for the address: it may be the domain's fault, and pass.
_DOUBTFUL = "5.4."
# An address that may work again is given up when this many dispatches have met the same, within
# that time.
GIVE_UP_AFTER, LOOKED_BACK = 3, timedelta(days=30)
BLOCKS: Mapping[Outcome, BlockReason] = {
    Outcome.INVALID_RECIPIENT: BlockReason.INVALID,
    Outcome.OPTED_OUT: BlockReason.OPTED_OUT,
}


def retry_after(attempt: int) -> timedelta:
    """How long a delivery waits after its n-th attempt failed for a passing cause: 5 s, 15 s, 60 s,
    3 min, then 5 min."""
    return RETRIES[min(attempt, len(RETRIES)) - 1]


def record_results(session: Session, results: Sequence[SendResult]) -> None:
    """Store how messages ended, many at once; a move that another worker made meanwhile is left as
    it is.

    The truth about an attempt that was already called unknown is still welcome: it may turn up
    late."""
    if not results:
        return
    now = moment(session)
    # One after the other by number, as receipts are applied: so two processes never wait for each
    # other.
    results = sorted(results, key=lambda result: result.claim.delivery_id)
    count_ends(session, results, now=now)
    session.connection().execute(_END, [_ended(result, now) for result in results])
    refused = [each for each in results if each.receipt.outcome in REFUSED_FOR_GOOD]
    spared = note_refusals(session, [each.claim.delivery_id for each in refused], now=now)
    for result in results:
        why = block_for(result.receipt.outcome, result.receipt.code)
        if why is not None and result.claim.delivery_id not in spared:
            mine = select(DELIVERIES.c.contact_id).where(
                DELIVERIES.c.id == result.claim.delivery_id
            )
            block_contact(session, mine.scalar_subquery(), why, result.receipt.code, now=now)
    doubtful = {each.claim.delivery_id for each in refused if is_doubtful(each.receipt.code)}
    give_up_doubtful(session, doubtful - spared, now=now)


def is_doubtful(code: str) -> bool:
    """Whether a refusal ends the attempt and leaves the address in doubt (RFC 3463, section
    3.5)."""
    return code.startswith(_DOUBTFUL)


def block_for(outcome: Outcome, code: str) -> BlockReason | None:
    """Why nothing more is sent to a contact after that, at once; None when it may still work."""
    return None if is_doubtful(code) else BLOCKS.get(outcome)


def give_up_doubtful(session: Session, delivery_ids: Collection[int], *, now: datetime) -> None:
    """Send nothing more to those of these deliveries' contacts that were refused so in three
    dispatches.

    Refusals before a contact's last block count no more: somebody has lifted it since.
    """
    if not delivery_ids:
        return
    d, c = DELIVERIES.c, CONTACTS.c
    recent = select(DISPATCHES.c.id).where(DISPATCHES.c.created_at > now - LOOKED_BACK)
    query = (
        select(d.contact_id, func.max(d.code))
        .join(CONTACTS, c.id == d.contact_id)
        .where(d.contact_id.in_(_contacts_of(delivery_ids)), d.dispatch_id.in_(recent))
        .where(d.outcome == Outcome.INVALID_RECIPIENT, d.code.startswith(_DOUBTFUL))
        .where(or_(c.blocked_at.is_(None), d.moved_at > c.blocked_at))
        .group_by(d.contact_id)
        .having(func.count() >= GIVE_UP_AFTER)
        .order_by(d.contact_id)
    )
    for contact_id, code in session.execute(query).all():
        block_contact(session, contact_id, BlockReason.BOUNCED, code, now=now)


def _contacts_of(delivery_ids: Collection[int]) -> Select[int]:
    return select(DELIVERIES.c.contact_id).where(DELIVERIES.c.id.in_(delivery_ids)).correlate(None)


def block_contact(
    session: Session,
    contact_id: int | ScalarSelect[int],
    why: BlockReason,
    code: str,
    *,
    now: datetime,
) -> None:
    """Send nothing more to a contact, for the reason that a provider's code names; one that is
    blocked already stays so."""
    session.execute(
        update(CONTACTS)
        .where(CONTACTS.c.id == contact_id, CONTACTS.c.block == BlockReason.NONE)
        .values(block=why, block_code=plain(code)[:CODE_LENGTH], blocked_at=now)
    )


def mark_unknown(session: Session, claims: Sequence[DeliveryClaim]) -> None:
    """Note that these messages were being sent when their worker died: they may have gone out."""
    now = moment(session)
    d = DELIVERIES.c
    for claim in claims:
        move(session, LOSE, d.id == claim.delivery_id, d.attempt == claim.attempt, **_lost(now))


def mark_all_unknown(session: Session, worker_id: int, *, now: datetime) -> None:
    """Note that a worker is gone for good, and nobody can tell which of its claims were being sent:
    all may have gone out."""
    move(session, LOSE, DELIVERIES.c.worker_id == worker_id, **_lost(now))


def repeat_unknown(session: Session, *, now: datetime) -> None:
    """Queue again what has been unknown long enough in dispatches where twice beats never, marked
    possibly doubled."""
    resending = select(DISPATCHES.c.id).where(
        DISPATCHES.c.settled_at.is_(None),
        DISPATCHES.c.repeat == Repeat.RESEND,
        DISPATCHES.c.expires_at > now,
        DISPATCHES.c.stopped_at.is_(None),
        DISPATCHES.c.held_at.is_(None),
    )
    d = DELIVERIES.c
    move(session, REPEAT, d.dispatch_id.in_(resending), d.not_before <= now, doubled=True)


_END = statement(
    END,
    DELIVERIES.c.id == bindparam("delivery_id"),
    DELIVERIES.c.attempt == bindparam("claimed_attempt"),
    state=bindparam("next_state"),
    outcome=bindparam("ended"),
    code=bindparam("its_code"),
    provider_id=bindparam("its_id"),
    not_before=bindparam("due"),
    moved_at=bindparam("at"),
    accepted_at=bindparam("taken_at"),
    asked=0,
)


def _lost(now: datetime) -> dict[str, object]:
    """What becomes of a delivery whose worker died over it."""
    return {
        "outcome": Outcome.UNKNOWN,
        "code": Reason.WORKER_LOST,
        "not_before": now + RECEIPT_WAIT,
    }


def _ended(result: SendResult, now: datetime) -> dict[str, object]:
    claim, receipt = result.claim, result.receipt
    state = NEXT[receipt.outcome]
    waits = {State.QUEUED: _again(result), State.UNKNOWN: RECEIPT_WAIT}
    return {
        "delivery_id": claim.delivery_id,
        "claimed_attempt": claim.attempt,
        "next_state": state,
        "ended": receipt.outcome,
        "its_code": plain(receipt.code)[:CODE_LENGTH],
        "its_id": plain(receipt.provider_id)[:ID_LENGTH],
        "due": now + waits[state] if state in waits else None,
        "at": now,
        "taken_at": now if state is State.ACCEPTED else None,
    }


def _again(result: SendResult) -> timedelta:
    """How long a message waits: by its attempt, or no longer than the channel, where that was the
    cause, is left alone."""
    if result.free_at is None:
        return retry_after(result.claim.attempt)
    return timedelta(seconds=max(0.0, result.free_at - monotonic()))
