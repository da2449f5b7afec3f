"""Closing: alerts whose messages have all ended, and drafts whose time is over."""

from datetime import datetime

from sqlalchemy import case, update
from sqlmodel import Session

from alerts.states import AlertState
from alerts.tables import ALERTS
from alerts.transitions import LAPSE, SETTLE, begins, ending
from delivery import State, is_settled
from delivery.status import has_message_in
from runtime.database import log_committed

LEFT = (State.ACCEPTED, State.DELIVERED, State.UNDELIVERED, State.REFUSED)


def close_settled_alerts(session: Session) -> None:
    """Close the alerts of whose deliveries none is queued, sending or unknown any more.

    One that was stopped is cancelled; one of which nothing left in time is expired; any other is
    sent."""
    ended = case(
        (ALERTS.c.stopped_at.is_not(None), AlertState.CANCELLED),
        (has_message_in(ALERTS.c.dispatch_id, LEFT), AlertState.SENT),
        (has_message_in(ALERTS.c.dispatch_id, (State.EXPIRED,)), AlertState.EXPIRED),
        else_=AlertState.SENT,
    )
    closing = (
        update(ALERTS)
        .where(begins(SETTLE), is_settled(ALERTS.c.dispatch_id))
        .values(ending(SETTLE, ended))
    )
    for row in session.execute(
        closing.returning(ALERTS.c.id, ALERTS.c.dispatch_id, ALERTS.c.state)
    ):
        log_committed(
            session, "alert finished", alert=row.id, dispatch=row.dispatch_id, state=row.state.value
        )


def expire_undecided(session: Session, *, now: datetime) -> None:
    """Call expired what was drafted or submitted and is too late to be true; an edit may bring it
    back."""
    too_late = (begins(LAPSE), ALERTS.c.expires_at <= now)
    session.execute(update(ALERTS).where(*too_late).values(ending(LAPSE)))
