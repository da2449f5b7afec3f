"""Simulation: what schedules would do between two moments, and nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

from sqlmodel import Session

from alerts.schedules.occurrences import decided_after
from alerts.schedules.plans import recurrence_of
from alerts.schedules.tables import Schedule
from alerts.schedules.timing.moments import SECOND
from alerts.schedules.timing.recurrences import Slot


@dataclass(frozen=True, slots=True)
class ExpectedFiring:
    """A firing that would be, or that was skipped, fired or withheld already."""

    schedule: str
    slot: Slot
    decided: bool


def simulate_firings(
    session: Session, chosen: Sequence[Schedule], *, start: datetime, end: datetime
) -> Iterator[ExpectedFiring]:
    """Every firing of these schedules from `start` up to, not with, `end`, in order; spans are
    counted backwards too."""
    each = [list(_firings(session, schedule, start, end)) for schedule in chosen]
    return merge(*each, key=lambda expected: (expected.slot.due_at, expected.schedule))


def _firings(
    session: Session, schedule: Schedule, start: datetime, end: datetime
) -> Iterator[ExpectedFiring]:
    decided = decided_after(session, schedule, start - SECOND, now=end)
    for slot in recurrence_of(schedule).slots(start - SECOND, end - SECOND):
        yield ExpectedFiring(schedule.name, slot, slot.name in decided)
