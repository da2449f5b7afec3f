"""History: what became of the occurrences of a schedule, as everybody outside may see it; it
outlives the schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.schedules.registry import UnknownSchedule, list_namesakes, subject_of
from alerts.schedules.states import OccurrenceState, ScheduleState
from alerts.schedules.tables import SKIPPED_BY, Occurrence, Schedule
from runtime import said
from staff.journal import Entry, last_entries


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


@dataclass(frozen=True, slots=True)
class ScheduleHistory:
    """What became of one schedule: its occurrences, the latest first, and by whom and when it was
    removed if it was."""

    created_at: datetime
    removed_at: datetime | None
    removed_by: str
    occurrences: Sequence[PastOccurrence]


def list_histories(
    session: Session, name: str, *, limit: int | None = None
) -> Sequence[ScheduleHistory]:
    """The schedule that has this name, then those that had it and were removed, the latest first;
    of each the latest so many occurrences. Raises UnknownSchedule when there never was one."""
    namesakes = list_namesakes(session, name)
    if not namesakes:
        raise UnknownSchedule(said("There is no schedule '{name}'.", name=name))
    removed = [subject_of(each) for each in namesakes if each.state is ScheduleState.REMOVED]
    removals = last_entries(session, "schedule.removed", removed)
    return [_history(session, each, removals.get(subject_of(each)), limit) for each in namesakes]


def read_occurrences(
    session: Session,
    schedule: Schedule,
    *,
    after: datetime | None = None,
    limit: int | None = None,
) -> list[PastOccurrence]:
    """What became of its occurrences, the latest first: all of them, those due later than a moment,
    or the latest so many."""
    wanted = select(Occurrence).where(col(Occurrence.schedule_id) == schedule.id)
    if after is not None:
        wanted = wanted.where(col(Occurrence.due_at) > after)
    latest = wanted.order_by(col(Occurrence.due_at).desc(), col(Occurrence.id).desc())
    return [
        PastOccurrence(
            each.slot, each.due_at, each.state, each.reason, each.alert_id, each.decided_at
        )
        for each in session.scalars(latest.limit(limit))
    ]


def _history(
    session: Session, schedule: Schedule, removal: Entry | None, limit: int | None
) -> ScheduleHistory:
    found = read_occurrences(session, schedule, limit=limit)
    at, by = (removal.at, removal.actor) if removal else (None, "")
    return ScheduleHistory(schedule.created_at, at, by, found)
