"""The registry of schedules: adding, finding, pausing, resuming, skipping and removing them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from alerts.office import Office
from alerts.schedules.occurrences import (
    OccurrenceOutcome,
    decided_after,
    list_due_slots,
    record_outcome,
)
from alerts.schedules.plans import (
    SchedulePlan,
    fingerprint_template,
    recurrence_of,
    schedule_of,
)
from alerts.schedules.previews import (
    NotInThatState,
    check_seen_plan,
    list_upcoming_slots,
    preview_next,
    preview_schedule,
)
from alerts.schedules.states import SCHEDULE_STATE_WORDS, OccurrenceState, ScheduleState
from alerts.schedules.tables import SKIPPED_BY, Schedule
from alerts.schedules.timing.moments import BadTiming, read_instant
from alerts.schedules.timing.recurrences import Slot, read_recurrence
from runtime import Actor, Exit, Problem, Right, UsageProblem, said
from staff import Facts, record, rights_now

SENDING = frozenset({Right.DRAFT_ALERTS, Right.SEND_ALERTS})


class UnknownSchedule(UsageProblem):
    """`tocsin schedules list` shows the schedules there are."""

    status = 404


class NameTaken(Problem):
    """Nothing was stored. Take another name, or `tocsin schedules remove` the one that has it."""

    exit = Exit.REFUSED
    status = 409


class NoSuchOccurrence(UsageProblem):
    """Nothing was changed. `tocsin schedules list` shows the next firings of each; --at takes one
    of them."""

    for_programs = "Nothing was changed. `next` of the schedule names its next firings; `at` takes one of them."


def add_schedule(
    session: Session,
    plan: SchedulePlan,
    office: Office,
    *,
    by: Actor,
    now: datetime,
    seen_hash: str = "",
) -> Schedule:
    """Store a plan; it fires from now on. `seen_hash` refuses what is not what was shown.

    Raises NameTaken, PlanChanged, NotAllowed, and what `preview_schedule` raises.
    """
    by.needs(Right.CHANGE_SCHEDULES)
    by.needs(Right.SEND_ALERTS)
    preview = preview_schedule(session, plan, office, now=now)
    check_seen_plan(preview, seen_hash)
    recurrence = read_recurrence(plan.kind, plan.spec, office.municipality.zone, now=now)
    schedule = schedule_of(plan, recurrence, fingerprint_template(preview.draft.template), by, now)
    try:
        with session.begin_nested():
            session.add(schedule)
    except IntegrityError:
        raise NameTaken(said("There is a schedule '{name}' already.", name=plan.name)) from None
    facts = {"kind": plan.kind.value, "request": plan.request.fingerprint}
    record(session, "schedule.added", subject_of(schedule), facts, by=by, now=now)
    return schedule


def list_schedules(session: Session) -> Sequence[Schedule]:
    """Every schedule that was not removed, by name."""
    return session.scalars(_kept().order_by(col(Schedule.name))).all()


def list_unanswered_schedules(session: Session, ref: str) -> Sequence[Schedule]:
    """The schedules of somebody (`member:3`) who may not write and send any more, by name: none of
    them fires."""
    if rights_now(session, ref) >= SENDING:
        return ()
    theirs = _kept().where(
        col(Schedule.responsible) == ref, col(Schedule.state) != ScheduleState.ENDED
    )
    return session.scalars(theirs.order_by(col(Schedule.name))).all()


def find_schedule(session: Session, name: str) -> Schedule:
    """The schedule of that name; raises UnknownSchedule."""
    return _only(session.scalars(_kept().where(col(Schedule.name) == name)).first(), name)


def pause_schedule(session: Session, name: str, *, by: Actor, now: datetime) -> Schedule:
    """Let it fire no more until it is resumed; what falls into the pause is never made up."""
    by.needs(Right.CHANGE_SCHEDULES)
    schedule = _locked(session, name, ScheduleState.ACTIVE)
    _let_pass(session, schedule, now)
    schedule.state = ScheduleState.PAUSED
    record(session, "schedule.paused", subject_of(schedule), {}, by=by, now=now)
    return schedule


def resume_schedule(
    session: Session, name: str, office: Office, *, by: Actor, now: datetime, seen_hash: str = ""
) -> Schedule:
    """Let it fire again, with its template as it is now; whoever does so answers for it from now
    on.

    `seen_hash` refuses what is not what was shown. Raises PlanChanged, and what
    `compose_draft` raises when it would not do any more."""
    by.needs(Right.CHANGE_SCHEDULES)
    by.needs(Right.SEND_ALERTS)
    schedule = _locked(session, name, ScheduleState.PAUSED, ScheduleState.ACTIVE)
    if schedule.state is ScheduleState.PAUSED:
        _let_pass(session, schedule, now)
    schedule.state = ScheduleState.ACTIVE
    preview = preview_next(session, schedule, office, now=now)
    check_seen_plan(preview, seen_hash)
    taken = fingerprint_template(preview.draft.template)
    facts: Facts = {"template_changed": taken != schedule.fingerprint, "responsible": by.ref}
    schedule.fingerprint, schedule.responsible = taken, by.ref
    record(session, "schedule.resumed", subject_of(schedule), facts, by=by, now=now)
    return schedule


def skip_occurrence(
    session: Session, name: str, slot: str = "", *, by: Actor, now: datetime
) -> Slot:
    """Leave out its next occurrence, or the one at a moment as staff type it; returns it. Raises
    NoSuchOccurrence."""
    by.needs(Right.CHANGE_SCHEDULES)
    schedule = _locked(session, name, ScheduleState.ACTIVE)
    chosen = _chosen(session, schedule, slot, now)
    record_outcome(
        session,
        schedule,
        [chosen],
        OccurrenceOutcome(OccurrenceState.SKIPPED, f"{SKIPPED_BY}{by.ref}"),
        now=now,
    )
    end_when_done(session, schedule, now=now)
    record(session, "schedule.skipped", subject_of(schedule), {"slot": chosen.name}, by=by, now=now)
    return chosen


def remove_schedule(session: Session, name: str, *, by: Actor, now: datetime) -> Schedule:
    """Take it off the registry for good; its history stays, and its name is free again."""
    by.needs(Right.CHANGE_SCHEDULES)
    schedule = _locked(
        session, name, *(state for state in ScheduleState if state is not ScheduleState.REMOVED)
    )
    schedule.state = ScheduleState.REMOVED
    record(session, "schedule.removed", subject_of(schedule), {}, by=by, now=now)
    return schedule


def end_when_done(session: Session, schedule: Schedule, *, now: datetime) -> None:
    """Call a schedule ended when nothing of it is to come."""
    if not list_upcoming_slots(session, schedule, now=min(now, schedule.done_until), count=1):
        schedule.state = ScheduleState.ENDED


def subject_of(schedule: Schedule) -> str:
    """How the journal names a schedule."""
    return f"schedule:{schedule.id}"


def _kept() -> Select[Schedule]:
    return select(Schedule).where(col(Schedule.state) != ScheduleState.REMOVED)


def _only(found: Schedule | None, name: str) -> Schedule:
    if found is None:
        raise UnknownSchedule(said("There is no schedule '{name}'.", name=name))
    return found


def _locked(session: Session, name: str, *states: ScheduleState) -> Schedule:
    """The schedule, kept from everybody else until the transaction ends, if it stands in one of
    these states."""
    mine = _kept().where(col(Schedule.name) == name).with_for_update()
    schedule = _only(session.scalars(mine).first(), name)
    if schedule.state not in states:
        raise NotInThatState(
            said(
                "The schedule '{name}' is {state}.",
                name=name,
                state=SCHEDULE_STATE_WORDS[schedule.state],
            )
        )
    return schedule


def _let_pass(session: Session, schedule: Schedule, now: datetime) -> None:
    """Write down that what has fallen due is left out because of the pause."""
    due = list_due_slots(session, schedule, now=now)
    record_outcome(
        session, schedule, due, OccurrenceOutcome(OccurrenceState.SKIPPED, "paused"), now=now
    )
    schedule.done_until = now


def _chosen(session: Session, schedule: Schedule, typed: str, now: datetime) -> Slot:
    if not typed:
        ahead = list_upcoming_slots(session, schedule, now=now, count=1)
        if not ahead:
            raise NoSuchOccurrence(said("Nothing of '{name}' is to come.", name=schedule.name))
        return ahead[0]
    recurrence = recurrence_of(schedule)
    try:
        at = read_instant(typed, recurrence.zone, now=now)
    except BadTiming as problem:
        raise problem.at("#/at") from None
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
