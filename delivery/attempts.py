"""Attempts: the last attempt of a delivery is kept before anything covers its answer and its
moment."""

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from delivery.tables import ATTEMPTS, DELIVERIES
from runtime.database import insert_into


def keep_attempts(session: Session, *where: ColumnElement[bool]) -> None:
    """Keep the last attempt of the deliveries for which this is so; what is kept already stays as
    it is."""
    d = DELIVERIES.c
    tried = select(
        d.id,
        d.attempt,
        d.channel,
        d.outcome,
        func.coalesce(d.code, ""),
        func.coalesce(d.provider_id, ""),
        d.moved_at,
    ).where(*where, d.outcome.is_not(None), d.attempt > 0)
    columns = ["delivery_id", "number", "channel", "outcome", "code", "provider_id", "ended_at"]
    kept = insert_into(session, ATTEMPTS).from_select(columns, tried, include_defaults=False)
    session.execute(kept.on_conflict_do_nothing())
