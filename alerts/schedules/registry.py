"""The registry of schedules: adding, finding, pausing, resuming and removing them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from alerts.office import Office
from alerts.schedules.occurrences import (
    OccurrenceOutcome,
    list_due_slots,
    record_outcome,
)
from alerts.schedules.plans import (
    SchedulePlan,
    fingerprint_template,
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
from alerts.schedules.tables import Schedule
from alerts.schedules.timing.recurrences import read_recurrence
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
    found = session.scalars(_kept().where(col(Schedule.name) == name)).first()
    return _only(session, found, name)


def list_namesakes(session: Session, name: str) -> Sequence[Schedule]:
    """The schedule of that name, then those that had it and were removed, the latest first."""
    named = select(Schedule).where(col(Schedule.name) == name)
    kept_first = (col(Schedule.state) == ScheduleState.REMOVED, col(Schedule.id).desc())
    return session.scalars(named.order_by(*kept_first)).all()


def pause_schedule(session: Session, name: str, *, by: Actor, now: datetime) -> Schedule:
    """Let it fire no more until it is resumed; what falls into the pause is never made up."""
    by.needs(Right.CHANGE_SCHEDULES)
    schedule = lock_schedule(session, name, ScheduleState.ACTIVE)
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
    schedule = lock_schedule(session, name, ScheduleState.PAUSED, ScheduleState.ACTIVE)
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


def remove_schedule(session: Session, name: str, *, by: Actor, now: datetime) -> Schedule:
    """Take it off the registry for good; its history stays, and its name is free again."""
    by.needs(Right.CHANGE_SCHEDULES)
    schedule = lock_schedule(
        session, name, *(state for state in ScheduleState if state is not ScheduleState.REMOVED)
    )
    schedule.state = ScheduleState.REMOVED
    record(session, "schedule.removed", subject_of(schedule), {}, by=by, now=now)
    return schedule


def lock_schedule(session: Session, name: str, *states: ScheduleState) -> Schedule:
    """The schedule, kept from everybody else until the transaction ends, if it stands in one of
    these states; raises UnknownSchedule or NotInThatState."""
    mine = _kept().where(col(Schedule.name) == name).with_for_update()
    schedule = _only(session, session.scalars(mine).first(), name)
    if schedule.state not in states:
        raise NotInThatState(
            said(
                "The schedule '{name}' is {state}.",
                name=name,
                state=SCHEDULE_STATE_WORDS[schedule.state],
            )
        )
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


def _only(session: Session, found: Schedule | None, name: str) -> Schedule:
    if found is not None:
        return found
    if not list_namesakes(session, name):
        raise UnknownSchedule(said("There is no schedule '{name}'.", name=name))
    removed = UnknownSchedule(
        said(
            "The schedule '{name}' was removed: `tocsin schedules history {name}` says by whom and when.",
            name=name,
        )
    )
    removed.details_for_programs = (f"The schedule '{name}' was removed.",)
    raise removed


def _let_pass(session: Session, schedule: Schedule, now: datetime) -> None:
    """Write down that what has fallen due is left out because of the pause."""
    due = list_due_slots(session, schedule, now=now)
    record_outcome(
        session, schedule, due, OccurrenceOutcome(OccurrenceState.SKIPPED, "paused"), now=now
    )
    schedule.done_until = now
