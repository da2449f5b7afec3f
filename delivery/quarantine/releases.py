"""Releases: what staff release from quarantine, sent again or left as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select, update
from sqlmodel import Session

from delivery.dispatches import Contacts
from delivery.quarantine.holding import call_unknown
from delivery.tables import DELIVERIES, DISPATCHES, INSTALLATION, IS_QUEUED, IS_SENDING, IS_UNKNOWN
from delivery.transitions import RELEASE_TRIED, RELEASE_UNTRIED, move


@dataclass(frozen=True, slots=True)
class QuarantinedDispatch:
    """A dispatch in quarantine, and how many of its messages may have gone out; `live`: it could
    still be sent."""

    dispatch_id: int
    expires_at: datetime
    messages: int
    live: bool


def quarantined_dispatches(session: Session, *, now: datetime) -> list[QuarantinedDispatch]:
    """What is quarantined and has messages of which nobody knows whether they went out, the oldest
    first."""
    d = DISPATCHES.c
    query = (
        select(d.id, d.expires_at, func.count(), d.stopped_at)
        .join(DELIVERIES, DELIVERIES.c.dispatch_id == d.id)
        .where(d.held_at.is_not(None), or_(IS_UNKNOWN, IS_QUEUED, IS_SENDING))
        .group_by(d.id, d.expires_at, d.stopped_at)
        .order_by(d.id)
    )
    return [
        QuarantinedDispatch(number, expires_at, messages, expires_at > now and stopped_at is None)
        for number, expires_at, messages, stopped_at in session.execute(query)
    ]


def release_dispatches(
    session: Session,
    ids: Sequence[int],
    *,
    resend: bool,
    now: datetime,
    welcome: Contacts | None = None,
) -> int:
    """Let these go: queued again, marked possibly doubled, where they are still live, or left
    unknown; returns how many are queued.

    `welcome` are the contacts that may still be told; without it, all.
    """
    d = DISPATCHES.c
    mine = (d.id.in_(ids), d.held_at.is_not(None))
    call_unknown(session, select(d.id).where(*mine), now=now)
    live = select(d.id).where(*mine, d.expires_at > now, d.stopped_at.is_(None))
    again = _queue_again(session, live, welcome) if resend else 0
    session.execute(update(DISPATCHES).where(*mine).values(held_at=None))
    return again


def lift_quarantine(session: Session) -> None:
    """The home is no copy any more: nothing in it is quarantined, and schedules fire again."""
    session.execute(
        update(DISPATCHES).where(DISPATCHES.c.held_at.is_not(None)).values(held_at=None)
    )
    session.execute(update(INSTALLATION).values(held_at=None))


def _queue_again(session: Session, dispatches: Select[int], welcome: Contacts | None) -> int:
    eligible = () if welcome is None else (DELIVERIES.c.contact_id.in_(welcome),)
    theirs = (DELIVERIES.c.dispatch_id.in_(dispatches), IS_UNKNOWN, *eligible)
    again = session.scalar(select(func.count()).where(*theirs)) or 0
    queued = {"doubled": True, "not_before": None}
    # This copy has not tried them: there is no earlier attempt to keep.
    move(
        session,
        RELEASE_UNTRIED,
        *theirs,
        DELIVERIES.c.attempt == 0,
        **queued,
        outcome=None,
        code=None,
    )
    move(session, RELEASE_TRIED, *theirs, **queued)
    return again
