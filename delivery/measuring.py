"""Measuring: what is counted when attempts come to an end and when receipts come in."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Result, Row, or_, select
from sqlmodel import Session

from channels import Fate, Outcome
from delivery.measures import (
    DELIVERIES_ENDED,
    HAND_OVER,
    PARTS_ACCEPTED,
    RECEIPT_TIME,
    RECEIPTS_ASIDE,
    RECEIPTS_TAKEN,
    count,
    observe,
)
from delivery.send_log import SendResult
from delivery.states import State
from delivery.tables import DELIVERIES, DISPATCHES, IS_SENDING, IS_UNKNOWN, WORDINGS


def count_ends(session: Session, results: Sequence[SendResult], *, now: datetime) -> None:
    """Count the attempts that end so, before they are stored: each once, however often its end is
    told."""
    told = {each.claim.delivery_id: each for each in results}
    for row in _under_way(session, told):
        result = told[row.id]
        outcome = result.receipt.outcome
        known_already = row.state is State.UNKNOWN and outcome is Outcome.UNKNOWN
        if row.attempt == result.claim.attempt and not known_already:
            _count_end(session, row, outcome, now)


def count_taken(session: Session, told: Mapping[int, datetime]) -> None:
    """Count what a receipt shows to be accepted, at that moment, before our own answer is stored,
    or after it was lost."""
    for row in _under_way(session, told):
        _count_end(session, row, Outcome.ACCEPTED, told[row.id])


def _under_way(session: Session, ids: Collection[int]) -> Result[Any]:
    """Those of these deliveries of which no answer is stored."""
    d, x = DELIVERIES.c, DISPATCHES.c
    return session.execute(
        select(d.id, d.attempt, d.state, d.medium, d.channel, d.moved_at, x.lane, WORDINGS.c.parts)
        .join(DISPATCHES, x.id == d.dispatch_id)
        .join(WORDINGS, WORDINGS.c.id == d.wording_id)
        .where(d.id.in_(ids), or_(IS_SENDING, IS_UNKNOWN))
        .order_by(d.id)
        .with_for_update(of=DELIVERIES)
    )


def _count_end(session: Session, row: Row[Any], outcome: Outcome, at: datetime) -> None:
    where = row.medium, row.channel or ""
    count(session, DELIVERIES_ENDED, row.lane, *where, outcome)
    if outcome is Outcome.ACCEPTED:
        count(session, PARTS_ACCEPTED, *where, by=row.parts)
    if outcome is Outcome.ACCEPTED and row.state is State.SENDING and row.moved_at:
        observe(session, HAND_OVER, (at - row.moved_at).total_seconds(), row.lane, *where)


def count_receipt(session: Session, channel: str, fate: Fate, aside: str) -> None:
    """Count one thing that a provider told for the first time; `aside` says why it moves nothing,
    if so."""
    if aside:
        count(session, RECEIPTS_ASIDE, channel, aside)
    else:
        count(session, RECEIPTS_TAKEN, channel, fate)


def count_arrival(session: Session, medium: str, channel: str, seconds: float) -> None:
    """Take down how long a message took to arrive after its acceptance."""
    observe(session, RECEIPT_TIME, seconds, medium, channel)
