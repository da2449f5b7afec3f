"""Stands: what may still change of an issued alert. Its words, places and times never do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.publishing.public_alerts import published
from alerts.states import AlertState
from alerts.tables import Alert


@dataclass(frozen=True, slots=True)
class AlertStand:
    """One issued alert as it stands: whoever has read it with this stand need not read it again."""

    number: int
    cancelled: bool
    corrected_by: int | None
    stopped_at: datetime | None


def list_alert_stands(session: Session, *, since: datetime, most: int) -> Sequence[AlertStand]:
    """How the alerts stand that were issued after a moment, the newest first, so many at most;
    neither drafts nor exercises."""
    shown = (
        col(Alert.id),
        col(Alert.state),
        col(Alert.corrected_by_id),
        col(Alert.stopped_at),
    )
    query = (
        select(*shown)
        .where(*published(), col(Alert.issued_at) > since)
        .order_by(col(Alert.id).desc())
        .limit(most)
    )
    return [
        AlertStand(number or 0, state is AlertState.CANCELLED, corrected_by, stopped_at)
        for number, state, corrected_by, stopped_at in session.execute(query)
    ]
