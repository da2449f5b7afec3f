"""Occurrences: what of a schedule is due and open, and writing down what became of it, once."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select
from sqlmodel import Session, SQLModel

from alerts.schedules.plans import recurrence_of
from alerts.schedules.states import OccurrenceState
from alerts.schedules.tables import Schedule
from alerts.schedules.timing.recurrences import Slot
from runtime.clocks import LEAP

OCCURRENCES = SQLModel.metadata.tables["occurrence"]
MOST = 10_000  # a week of minutes: what lay further back nobody would read


@dataclass(frozen=True, slots=True)
class OccurrenceOutcome:
    """What became of an occurrence: why it was withheld or skipped, or which alert it is."""

    state: OccurrenceState
    reason: str = ""
    alert_id: int | None = None


def list_due_slots(session: Session, schedule: Schedule, *, now: datetime) -> list[Slot]:
    """The occurrences that have fallen due and that nobody has decided, the newest last and at most
    MOST."""
    since = decided_until(session, schedule, now=now)
    due = deque(recurrence_of(schedule).slots(since, now), MOST)
    if not due:
        return []
    decided = decided_after(session, schedule, since, now=now)
    return [slot for slot in due if slot.name not in decided]


def decided_until(session: Session, schedule: Schedule, *, now: datetime) -> datetime:
    """The moment up to which every occurrence is decided.

    One far ahead was written by a clock that was wrong: then it is the last occurrence that was
    decided in time."""
    if schedule.done_until <= now + LEAP:
        return schedule.done_until
    o = OCCURRENCES.c
    in_time = (o.schedule_id == schedule.id, o.due_at <= now, o.decided_at <= now + LEAP)
    last = session.scalar(select(func.max(o.due_at)).where(*in_time))
    return last or (schedule.created_at if schedule.created_at <= now else now - LEAP)


def decided_after(
    session: Session, schedule: Schedule, after: datetime, *, now: datetime
) -> set[str]:
    """The names of the slots later than a moment that are decided already: those that staff skip.

    What a clock that was ahead has withheld is open again; what it has sent is not sent again.
    """
    o = OCCURRENCES.c
    known = or_(o.state != OccurrenceState.HELD, o.decided_at <= now + LEAP)
    its_own = select(o.slot).where(o.schedule_id == schedule.id, o.due_at > after, known)
    return set(session.scalars(its_own))


def record_outcome(
    session: Session,
    schedule: Schedule,
    slots: Sequence[Slot],
    outcome: OccurrenceOutcome,
    *,
    now: datetime,
) -> None:
    """Write down what became of these slots, in one statement; the database refuses a slot that is
    decided."""
    if not slots:
        return
    o = OCCURRENCES.c
    ahead = (
        o.schedule_id == schedule.id,
        o.state == OccurrenceState.HELD,
        o.decided_at > now + LEAP,
    )
    session.execute(delete(OCCURRENCES).where(*ahead))
    rows = [
        {
            "schedule_id": schedule.id,
            "slot": slot.name,
            "due_at": slot.due_at,
            "state": outcome.state,
            "reason": outcome.reason,
            "alert_id": outcome.alert_id,
            "decided_at": now,
        }
        for slot in slots
    ]
    session.execute(insert(OCCURRENCES), rows)
