"""History: what became of the occurrences of a schedule, as everybody outside may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.schedules.states import OccurrenceState
from alerts.schedules.tables import SKIPPED_BY, Occurrence, Schedule


@dataclass(frozen=True, slots=True)
class PastOccurrence:
    """One occurrence that was decided, by the name of its slot; moments are UTC."""

    slot: str
    due_at: datetime
    state: OccurrenceState
    reason: str
    alert_id: int | None
    decided_at: datetime

    @property
    def skipped_by(self) -> str:
        """Who left it out, as the tables keep them (`member:3`); empty where nobody did."""
        return self.reason.removeprefix(SKIPPED_BY) if self.reason.startswith(SKIPPED_BY) else ""


def list_occurrences(
    session: Session, schedule: Schedule, *, limit: int | None = None
) -> Sequence[PastOccurrence]:
    """What became of its occurrences, or of the latest so many, the latest first."""
    its_own = select(Occurrence).where(col(Occurrence.schedule_id) == schedule.id)
    latest = its_own.order_by(col(Occurrence.due_at).desc(), col(Occurrence.id).desc())
    return [
        PastOccurrence(
            each.slot, each.due_at, each.state, each.reason, each.alert_id, each.decided_at
        )
        for each in session.scalars(latest.limit(limit))
    ]
