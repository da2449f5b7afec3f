"""Plans: what somebody wants to have scheduled, and one occurrence of it composed as if it were
due."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlmodel import Session

from alerts.composing.composition import check_no_correction, compose_draft
from alerts.composing.drafts import AlertDraft, AlreadyOver
from alerts.composing.requests import AlertRequest
from alerts.office import Office
from alerts.schedules.states import LatePolicy, ScheduleKind, ScheduleState
from alerts.schedules.tables import Schedule
from alerts.schedules.timing.recurrences import Recurrence, Slot
from alerts.schedules.timing.relative import settle_moments
from alerts.states import Reach
from runtime import Actor, said
from templates import Template

STALE_AFTER = timedelta(hours=2)
_REQUEST = TypeAdapter(AlertRequest)
_TEMPLATE = TypeAdapter(Template)


class OnsetPassed(AlreadyOver):
    """What it announces has begun meanwhile, so its words would not be true. Send it by hand with
    times that are, if it still matters."""


@dataclass(frozen=True, slots=True)
class SchedulePlan:
    """A schedule as it was typed; its values may say `occurrence+2h`, and are read anew each time
    it is due."""

    name: str
    request: AlertRequest
    kind: ScheduleKind
    spec: str
    stale_after: timedelta = STALE_AFTER
    late: LatePolicy = LatePolicy.HOLD


def compose_occurrence(
    session: Session, request: AlertRequest, slot: Slot, office: Office, *, now: datetime
) -> AlertDraft:
    """The draft of one occurrence: its values by the clocks of when it was due, its words and
    audience as of now.

    Raises what `compose_draft` raises, and OnsetPassed when `from` lay ahead of the due moment
    and lies behind us."""
    template = office.catalogue.find(request.template)
    check_no_correction(template)
    given = settle_moments(
        template, request.given, due_at=slot.due_at, zone=office.municipality.zone
    )
    draft = compose_draft(session, replace(request, given=given), office, now=max(now, slot.due_at))
    onset = draft.values.moment("from")
    if onset is not None and slot.due_at < onset < now:
        raise OnsetPassed(said("`from` lay ahead when it was due, and has passed."))
    return draft


def recurrence_of(schedule: Schedule) -> Recurrence:
    """When a stored schedule falls due."""
    return Recurrence(schedule.kind, schedule.spec, ZoneInfo(schedule.zone), schedule.starts_at)


def request_of_schedule(schedule: Schedule) -> AlertRequest:
    """What a stored schedule asks for."""
    return _REQUEST.validate_python(schedule.request)


def stored_request(request: AlertRequest) -> dict[str, object]:
    """A request as the table keeps it."""
    return {
        "template": request.template,
        "given": dict(request.given),
        "areas": list(request.areas),
        "groups": list(request.groups),
        "media": list(request.media),
        "reach": request.reach and Reach(request.reach).value,
    }


def schedule_of(
    plan: SchedulePlan, recurrence: Recurrence, template_print: str, by: Actor, now: datetime
) -> Schedule:
    """The schedule of a plan, at work from now on."""
    return Schedule(
        name=plan.name,
        request=stored_request(plan.request),
        kind=plan.kind,
        spec=recurrence.spec,
        zone=recurrence.zone.key,
        starts_at=recurrence.starts_at,
        stale_after=round(plan.stale_after.total_seconds()),
        late=plan.late,
        fingerprint=template_print,
        state=ScheduleState.ACTIVE,
        done_until=now,
        created_by=by.ref,
        created_at=now,
        responsible=by.ref,
    )


def plan_of(schedule: Schedule) -> SchedulePlan:
    """A stored schedule as it was typed."""
    stale_after = timedelta(seconds=schedule.stale_after)
    return SchedulePlan(
        schedule.name,
        request_of_schedule(schedule),
        schedule.kind,
        schedule.spec,
        stale_after,
        schedule.late,
    )


def hash_plan(plan: SchedulePlan, draft: AlertDraft) -> str:
    """SHA-256 of what is scheduled: its name, template, values and media as they stand, whom it is
    for, when, and what becomes of it when it is late.

    The words of one occurrence are left out: those of the next have other times.
    """
    whom = [draft.area.codes, sorted(draft.area.zone_ids), draft.groups]
    when = [plan.kind, plan.spec, plan.stale_after.total_seconds(), plan.late]
    planned = [
        plan.name,
        stored_request(plan.request),
        fingerprint_template(draft.template),
        whom,
        when,
    ]
    return sha256(dumps(planned, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def fingerprint_template(template: Template) -> str:
    """SHA-256 of all that a template says: its definition, its wordings and the phrases of its
    languages."""
    said: Mapping[str, object] = _TEMPLATE.dump_python(template, mode="json", exclude_defaults=True)
    return sha256(dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
