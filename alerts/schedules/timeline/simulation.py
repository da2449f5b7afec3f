"""Simulation: what schedules would do between two moments, and nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import merge

from sqlmodel import Session

from alerts.office import Office
from alerts.schedules.occurrences import decided_after, decided_until
from alerts.schedules.plans import fingerprint_template, recurrence_of, request_of_schedule
from alerts.schedules.registry import SENDING, subject_of
from alerts.schedules.states import OccurrenceState, ScheduleState
from alerts.schedules.tables import Schedule
from alerts.schedules.timeline.history import PastOccurrence, read_occurrences
from alerts.schedules.timing.moments import SECOND
from alerts.schedules.timing.recurrences import Slot
from runtime import Problem, UsageProblem, said
from staff import rights_now
from staff.journal import last_entries


class BadWindow(UsageProblem):
    """A simulation looks from a moment to a later one: `--from 2026-10-24 --until 2026-10-26` are
    two days, the second is not shown any more."""

    for_programs = "A simulation looks at 92 days at most, from a moment in this century on to a later one. Ask for a shorter time."


class ExpectedState(StrEnum):
    """What is to be expected of a firing: that it goes out, or why not, or what became of it."""

    EXPECTED = "expected"
    OVERDUE = "overdue"
    PAUSED = "paused"
    HELD = "held"
    SKIPPED = "skipped"
    FIRED = "fired"


@dataclass(frozen=True, slots=True)
class ExpectedFiring:
    """One firing; `by` is who paused the schedule or skipped it (`member:3`), `why` what holds it
    or held it."""

    schedule: str
    slot: Slot
    state: ExpectedState
    decided: bool = False
    by: str = ""
    why: str = ""
    alert_id: int | None = None


def simulate_firings(
    session: Session,
    chosen: Sequence[Schedule],
    office: Office,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
) -> Iterator[ExpectedFiring]:
    """Every firing of these schedules from `start` up to, not with, `end`, in order; none before
    its schedule was made. Raises BadWindow unless `end` is later."""
    if end <= start:
        raise BadWindow(said("It ends before it begins, or where it begins."))
    paused = [subject_of(each) for each in chosen if each.state is ScheduleState.PAUSED]
    pauses = last_entries(session, "schedule.paused", paused)
    each = []
    for schedule in chosen:
        pause = pauses.get(subject_of(schedule))
        outlook = _Outlook.of(session, schedule, office, pause.actor if pause else "", now)
        each.append(list(outlook.firings(session, start, end)))
    return merge(*each, key=lambda expected: (expected.slot.due_at, expected.schedule))


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What is true of all that a schedule would still fire."""

    schedule: Schedule
    undecided_since: datetime
    now: datetime
    by: str
    why: str

    @classmethod
    def of(
        cls, session: Session, schedule: Schedule, office: Office, by: str, now: datetime
    ) -> "_Outlook":
        since = decided_until(session, schedule, now=now)
        return cls(schedule, since, now, by, _hindrance(session, schedule, office))

    def firings(self, session: Session, start: datetime, end: datetime) -> Iterator[ExpectedFiring]:
        after = max(start - SECOND, self.schedule.created_at)
        # What a clock that was ahead has withheld is open again.
        valid = decided_after(session, self.schedule, after, now=self.now)
        known = {
            each.slot: each
            for each in read_occurrences(session, self.schedule, after=after)
            if each.slot in valid
        }
        for slot in recurrence_of(self.schedule).slots(after, end - SECOND):
            if found := known.get(slot.name):
                yield self._decided(slot, found)
            elif slot.due_at > self.undecided_since:
                yield self._open(slot)

    def _decided(self, slot: Slot, found: PastOccurrence) -> ExpectedFiring:
        why = "" if found.skipped_by else found.reason
        return ExpectedFiring(
            self.schedule.name,
            slot,
            _STATES[found.state],
            decided=True,
            by=found.skipped_by,
            why=why,
            alert_id=found.alert_id,
        )

    def _open(self, slot: Slot) -> ExpectedFiring:
        name = self.schedule.name
        if self.schedule.state is ScheduleState.PAUSED:
            return ExpectedFiring(name, slot, ExpectedState.PAUSED, by=self.by)
        if self.why:
            return ExpectedFiring(name, slot, ExpectedState.HELD, why=self.why)
        overdue = slot.due_at <= self.now
        return ExpectedFiring(
            name, slot, ExpectedState.OVERDUE if overdue else ExpectedState.EXPECTED
        )


_STATES: Mapping[OccurrenceState, ExpectedState] = {
    OccurrenceState.FIRED: ExpectedState.FIRED,
    OccurrenceState.HELD: ExpectedState.HELD,
    OccurrenceState.SKIPPED: ExpectedState.SKIPPED,
}


def _hindrance(session: Session, schedule: Schedule, office: Office) -> str:
    """Why none of its messages would go out as things stand; empty where nothing is known."""
    if not rights_now(session, schedule.responsible) >= SENDING:
        return said("Whoever answers for it may not send alerts any more.")
    try:
        template = office.catalogue.find(request_of_schedule(schedule).template)
    except Problem as problem:
        return problem.details[0] if problem.details else said(problem.why)
    if fingerprint_template(template) == schedule.fingerprint:
        return ""
    return said(
        "The template '{template}' has changed since it was scheduled.", template=template.name
    )
