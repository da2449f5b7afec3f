"""Previews: what a schedule would say first or next, when, and the hash by which it is that which
somebody saw."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from alerts.composing.drafts import AlertDraft
from alerts.office import Office
from alerts.schedules.occurrences import decided_after
from alerts.schedules.plans import (
    SchedulePlan,
    compose_occurrence,
    hash_plan,
    plan_of,
    recurrence_of,
)
from alerts.schedules.states import SCHEDULE_STATE_WORDS, ScheduleState
from alerts.schedules.tables import Schedule
from alerts.schedules.timing.moments import BadTiming
from alerts.schedules.timing.recurrences import Slot, read_recurrence
from runtime import Exit, Problem, UsageProblem, said

_NAME = re.compile(r"[^\W_][\w.-]{0,59}")


class BadName(UsageProblem):
    """A name is a letter or digit followed by at most 59 letters, digits, `-`, `_` or `.`, such as
    snow-drill."""


class NotInThatState(Problem):
    """Nothing was changed. `tocsin schedules list` shows how each stands."""

    exit = Exit.REFUSED
    status = 409


class PlanChanged(Problem):
    """Nothing was stored: it is not what you were shown. Look at it again, then decide."""

    exit = Exit.REFUSED
    status = 409


@dataclass(frozen=True, slots=True)
class PreviewedPlan:
    """What a schedule would say first, as if it were due, when it would fire next, and the hash of
    what is scheduled.

    `plan` is what is scheduled, its moment settled: in three hours is from now on that hour.
    """

    draft: AlertDraft
    slots: tuple[Slot, ...]
    content_hash: str
    plan: SchedulePlan


def preview_schedule(
    session: Session, plan: SchedulePlan, office: Office, *, now: datetime
) -> PreviewedPlan:
    """Check a plan and compose its first occurrence; stores nothing. Raises BadName, BadTiming, or
    what `compose_draft` raises."""
    if not _NAME.fullmatch(plan.name):
        raise BadName(said("'{name}' cannot be the name of a schedule.", name=plan.name)).at(
            "#/name"
        )
    try:
        recurrence = read_recurrence(plan.kind, plan.spec, office.municipality.zone, now=now)
    except BadTiming as problem:
        raise problem.at(f"#/{plan.kind}") from None
    slots = tuple(islice(recurrence.slots(now), 3))
    draft = compose_occurrence(session, plan.request, slots[0], office, now=now)
    settled = replace(plan, spec=recurrence.spec)
    return PreviewedPlan(draft, slots, hash_plan(settled, draft), settled)


def preview_next(
    session: Session, schedule: Schedule, office: Office, *, now: datetime
) -> PreviewedPlan:
    """What a stored schedule would say next. Raises NotInThatState when it fires no more, or what
    `compose_draft` raises."""
    return _preview(
        session, schedule, list_upcoming_slots(session, schedule, now=now), office, now=now
    )


def preview_resumed(
    session: Session, schedule: Schedule, office: Office, *, now: datetime
) -> PreviewedPlan:
    """What it would say next if it were resumed now. Raises as `preview_next` does."""
    going = schedule.state in {ScheduleState.ACTIVE, ScheduleState.PAUSED}
    slots = _ahead(session, schedule, now=now, count=3) if going else ()
    return _preview(session, schedule, slots, office, now=now)


def list_upcoming_slots(
    session: Session, schedule: Schedule, *, now: datetime, count: int = 3
) -> tuple[Slot, ...]:
    """The next occurrences that would fire; none when it does not fire any more, or is paused."""
    if schedule.state is not ScheduleState.ACTIVE:
        return ()
    return _ahead(session, schedule, now=now, count=count)


def check_seen_plan(preview: PreviewedPlan, seen_hash: str) -> None:
    """Refuse a schedule that is not what somebody saw, by its hash if they give one; raises
    PlanChanged."""
    if seen_hash and preview.content_hash != seen_hash:
        raise PlanChanged(
            said(
                "The template, the values, the people, the moments or the name are not those that were shown."
            )
        )


def _preview(
    session: Session, schedule: Schedule, slots: tuple[Slot, ...], office: Office, *, now: datetime
) -> PreviewedPlan:
    if not slots:
        raise NotInThatState(
            said(
                "The schedule '{name}' has nothing to come: it is {state}.",
                name=schedule.name,
                state=SCHEDULE_STATE_WORDS[schedule.state],
            )
        )
    plan = plan_of(schedule)
    draft = compose_occurrence(session, plan.request, slots[0], office, now=now)
    return PreviewedPlan(draft, slots, hash_plan(plan, draft), plan)


def _ahead(session: Session, schedule: Schedule, *, now: datetime, count: int) -> tuple[Slot, ...]:
    decided = decided_after(session, schedule, now, now=now)
    slots = (slot for slot in recurrence_of(schedule).slots(now) if slot.name not in decided)
    return tuple(islice(slots, count))
