"""Skipping: one occurrence of a schedule is left out, and brought back as long as it lies ahead."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import Session

from alerts.schedules.occurrences import (
    OCCURRENCES,
    OccurrenceOutcome,
    decided_after,
    record_outcome,
)
from alerts.schedules.plans import recurrence_of
from alerts.schedules.previews import NotInThatState, list_upcoming_slots
from alerts.schedules.registry import end_when_done, lock_schedule, subject_of
from alerts.schedules.states import SCHEDULE_STATE_WORDS, OccurrenceState, ScheduleState
from alerts.schedules.tables import SKIPPED_BY, Schedule
from alerts.schedules.timeline.history import PastOccurrence, read_occurrences
from alerts.schedules.timing.moments import BadTiming, read_instant, type_moment
from alerts.schedules.timing.recurrences import Slot
from runtime import Actor, Exit, Problem, Right, Said, UsageProblem, joined, said
from staff import names_of, record


class NoSuchOccurrence(UsageProblem):
    """Nothing was changed. `tocsin schedules list` shows the next firings of each; --at takes one
    of them."""

    for_programs = "Nothing was changed. `next` of the schedule names its next firings; `at` takes one of them."


class AlreadySkipped(Problem):
    """Nothing was changed. `tocsin schedules history` with its name shows what is left out."""

    for_programs = "Nothing was changed. `unskip` brings it back; `at` leaves out another one."
    exit = Exit.REFUSED
    status = 409


class NothingSkipped(UsageProblem):
    """Nothing was changed. `tocsin schedules history` with its name shows what is left out; --at
    takes one of these moments, as long as it lies ahead."""

    for_programs = "Nothing was changed. `history` of the schedule names what is left out; `at` takes one of these moments."


def skip_occurrence(
    session: Session, name: str, slot: str = "", *, by: Actor, now: datetime
) -> Slot:
    """Leave out its next occurrence, or the one at a moment as staff type it; returns it. Raises
    NoSuchOccurrence, and AlreadySkipped where that one is left out."""
    by.needs(Right.CHANGE_SCHEDULES)
    schedule = lock_schedule(session, name, ScheduleState.ACTIVE, ScheduleState.ENDED)
    skipped = _list_skipped(session, schedule, now)
    chosen = (
        _at_moment(session, schedule, slot, skipped, now)
        if slot
        else _next(session, schedule, skipped, now)
    )
    outcome = OccurrenceOutcome(OccurrenceState.SKIPPED, f"{SKIPPED_BY}{by.ref}")
    record_outcome(session, schedule, [chosen], outcome, now=now)
    end_when_done(session, schedule, now=now)
    record(session, "schedule.skipped", subject_of(schedule), {"slot": chosen.name}, by=by, now=now)
    return chosen


def restore_occurrence(
    session: Session, name: str, slot: str = "", *, by: Actor, now: datetime
) -> Slot:
    """Bring back the occurrence that is left out, or the one at a moment; returns it. Raises
    NothingSkipped, also where several are left out and no moment says which."""
    by.needs(Right.CHANGE_SCHEDULES)
    going = (ScheduleState.ACTIVE, ScheduleState.PAUSED, ScheduleState.ENDED)
    schedule = lock_schedule(session, name, *going)
    chosen = _to_restore(schedule, _list_skipped(session, schedule, now), slot, now)
    o = OCCURRENCES.c
    session.execute(delete(OCCURRENCES).where(o.schedule_id == schedule.id, o.slot == chosen.slot))
    if schedule.state is ScheduleState.ENDED:
        schedule.state = ScheduleState.ACTIVE
    facts = {"slot": chosen.slot}
    record(session, "schedule.unskipped", subject_of(schedule), facts, by=by, now=now)
    return Slot(chosen.slot, chosen.due_at)


def _list_skipped(session: Session, schedule: Schedule, now: datetime) -> list[PastOccurrence]:
    """What somebody left out and lies ahead, the earliest first."""
    ahead = read_occurrences(session, schedule, after=now)
    return [each for each in reversed(ahead) if each.skipped_by]


def _next(
    session: Session, schedule: Schedule, skipped: Sequence[PastOccurrence], now: datetime
) -> Slot:
    """The next that fires, unless one before it is left out: then somebody skips twice."""
    coming = next(iter(list_upcoming_slots(session, schedule, now=now, count=1)), None)
    if skipped and (coming is None or skipped[0].due_at < coming.due_at):
        raise _already(session, schedule, skipped[0], coming)
    if coming is None:
        raise _nothing_to_come(schedule)
    return coming


def _at_moment(
    session: Session,
    schedule: Schedule,
    typed: str,
    skipped: Sequence[PastOccurrence],
    now: datetime,
) -> Slot:
    recurrence, at = recurrence_of(schedule), _read(schedule, typed, now)
    for each in skipped:
        if each.due_at == at:
            raise _already(session, schedule, each, None).at("#/at")
    if schedule.state is not ScheduleState.ACTIVE:
        raise _nothing_to_come(schedule)
    found = next((slot for slot in recurrence.slots(at - timedelta(seconds=1), at)), None)
    if found is None or at <= now or found.name in decided_after(session, schedule, now, now=now):
        raise NoSuchOccurrence(
            said(
                "'{name}' does not fire at {typed}, or that is decided already.",
                name=schedule.name,
                typed=typed,
            )
        ).at("#/at")
    return found


def _to_restore(
    schedule: Schedule, skipped: Sequence[PastOccurrence], typed: str, now: datetime
) -> PastOccurrence:
    at = _read(schedule, typed, now) if typed else None
    found = [each for each in skipped if at in (None, each.due_at)]
    if len(found) == 1:
        return found[0]
    if found:
        moments = joined(", ", (_typed(each.due_at, schedule) for each in found))
        raise NothingSkipped(
            said(
                "Several messages of '{name}' are left out; say which: --at {moments}.",
                name=schedule.name,
                moments=moments,
            )
        ).at("#/at")
    if typed:
        raise NothingSkipped(
            said("No message of '{name}' at {typed} is left out.", name=schedule.name, typed=typed)
        ).at("#/at")
    raise NothingSkipped(said("No message of '{name}' is left out.", name=schedule.name))


def _already(
    session: Session, schedule: Schedule, skipped: PastOccurrence, coming: Slot | None
) -> AlreadySkipped:
    """Refuse to leave out the same again, and name the one after it."""
    who = names_of(session, [skipped.skipped_by])[skipped.skipped_by]
    what = said(
        "The message of '{name}' of {due} is left out already, by {who} on {when}.",
        name=schedule.name,
        due=_local(skipped.due_at, schedule),
        who=who,
        when=_local(skipped.decided_at, schedule),
    )
    back = f"tocsin schedules unskip {schedule.name} --at {_typed(skipped.due_at, schedule)}"
    details = [what, said("To send it after all: {command}", command=back)]
    for_programs = [str(what)]
    if coming is not None:
        command = f"tocsin schedules skip {schedule.name} --at {_typed(coming.due_at, schedule)}"
        details.append(said("To leave out the one after it as well: {command}", command=command))
        for_programs.append(f"The next one is due {coming.due_at.isoformat()}.")
    problem = AlreadySkipped(*details)
    problem.details_for_programs = tuple(for_programs)
    return problem


def _nothing_to_come(schedule: Schedule) -> Problem:
    if schedule.state is ScheduleState.ACTIVE:
        return NoSuchOccurrence(said("Nothing of '{name}' is to come.", name=schedule.name))
    state = SCHEDULE_STATE_WORDS[schedule.state]
    return NotInThatState(
        said("The schedule '{name}' is {state}.", name=schedule.name, state=state)
    )


def _read(schedule: Schedule, typed: str, now: datetime) -> datetime:
    try:
        return read_instant(typed, ZoneInfo(schedule.zone), now=now)
    except BadTiming as problem:
        raise problem.at("#/at") from None


def _local(moment: datetime, schedule: Schedule) -> Said:
    return said("{at:%a %d/%m/%Y %H:%M}", at=moment.astimezone(ZoneInfo(schedule.zone)))


def _typed(moment: datetime, schedule: Schedule) -> str:
    return type_moment(moment, ZoneInfo(schedule.zone))
