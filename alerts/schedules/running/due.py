"""What is due: one pass over every schedule, each in a transaction of its own, so that a bad one
never stops the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from alerts.office import Office
from alerts.schedules.occurrences import decided_after, decided_until, list_due_slots
from alerts.schedules.plans import recurrence_of
from alerts.schedules.running.firing import DecidedOccurrence, Firing
from alerts.schedules.running.reasons import Defective
from alerts.schedules.states import OccurrenceState, ScheduleState
from alerts.schedules.tables import Schedule
from delivery import open_dispatches
from delivery.quarantine import quarantined_since
from delivery.sending import nobody_at_work
from delivery.status import is_finished
from runtime import Home, Problem, said

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DuePass:
    """One pass over what is due; `waiting` are the schedules that the next pass has to try
    again."""

    decided: tuple[DecidedOccurrence, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def withheld(self) -> tuple[DecidedOccurrence, ...]:
        """What was not sent, and why."""
        return tuple(each for each in self.decided if each.outcome.state is OccurrenceState.HELD)

    @property
    def dispatches(self) -> tuple[int, ...]:
        """All that there is to deliver now."""
        return tuple(dispatch for each in self.decided for dispatch in each.dispatches)


def run_due_schedules(home: Home, *, now: datetime) -> DuePass:
    """Decide every occurrence that is due: sent once or withheld once, however many do this and
    wherever they die."""
    with home.database.reading() as session:
        due = [
            (found.id or 0, found.name)
            for found in _active(session)
            if list_due_slots(session, found, now=now)
        ]
        if quarantined_since(session) is not None:
            # A copy fires nothing by itself; once it is released, what is late by then is sent or
            # withheld as ever.
            return DuePass(waiting=tuple(name for _, name in due))
    if not due:
        return DuePass()
    office = Office.of(home)
    decided: list[DecidedOccurrence] = []
    waiting: list[str] = []
    for schedule_id, name in due:
        try:
            decided += _decide(home, office, schedule_id, now)
        except (Problem, DBAPIError) as problem:
            log.warning("schedule waits", schedule=schedule_id, problem=type(problem).__name__)
            waiting.append(name)
    return DuePass(tuple(decided), tuple(waiting))


def find_next_due(session: Session, *, now: datetime) -> datetime | None:
    """When the next occurrence of any schedule falls due, UTC; it may lie behind us."""
    ahead = (_next(session, schedule, now) for schedule in _active(session))
    return min((moment for moment in ahead if moment), default=None)


def count_active_schedules(session: Session) -> int:
    """How many schedules may fire."""
    return len(_active(session))


def list_unfinished_dispatches(session: Session) -> list[int]:
    """The dispatches that a process which is gone has left undelivered; none while any worker is
    there for them."""
    if not nobody_at_work(session):
        return []
    still_open = session.scalars(open_dispatches().order_by("id"))
    return [found for found in still_open if not is_finished(session, found)]


def _decide(home: Home, office: Office, schedule_id: int, now: datetime) -> list[DecidedOccurrence]:
    try:
        with home.database.writing() as session:
            firing = _claimed(session, home, office, schedule_id, now)
            due = firing.due()
            return firing.send(due) if due else []
    except (Problem, DBAPIError):
        raise
    except Exception as error:  # the outermost loop: the other schedules go on
        log.exception("schedule failed", schedule=schedule_id)
        with home.database.writing() as session:
            firing = _claimed(session, home, office, schedule_id, now)
            due = firing.due()
            return (
                firing.withhold(
                    due, Defective(said("A defect: {name}.", name=type(error).__name__))
                )
                if due
                else []
            )


def _claimed(
    session: Session, home: Home, office: Office, schedule_id: int, now: datetime
) -> Firing:
    """A schedule that nobody else touches until the transaction ends."""
    mine = select(Schedule).where(col(Schedule.id) == schedule_id).with_for_update()
    return Firing(session, home, office, session.scalars(mine).one(), now)


def _active(session: Session) -> Sequence[Schedule]:
    return session.scalars(
        select(Schedule).where(col(Schedule.state) == ScheduleState.ACTIVE)
    ).all()


def _next(session: Session, schedule: Schedule, now: datetime) -> datetime | None:
    since = decided_until(session, schedule, now=now)
    decided = decided_after(session, schedule, since, now=now)
    ahead = (slot for slot in recurrence_of(schedule).slots(since) if slot.name not in decided)
    first = next(ahead, None)
    return first.due_at if first else None
