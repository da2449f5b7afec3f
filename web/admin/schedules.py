"""The schedules: what is said again and when."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from alerts.audience import check_expected_count, forecast_draft
from alerts.issuing import approval_rules_for, second_person_for
from alerts.schedules import (
    PreviewedPlan,
    Schedule,
    add_schedule,
    find_schedule,
    list_schedules,
    pause_schedule,
    preview_resumed,
    preview_schedule,
    remove_schedule,
    resume_schedule,
)
from runtime import Right
from web.admin.bodies import JSON
from web.admin.fields import Named
from web.admin.guards import Acts, Guarded, Reads
from web.admin.request_context import RequestContext, WriteContext
from web.admin.schedule_fields import (
    NewSchedule,
    ScheduleList,
    SchedulePreview,
    ScheduleShown,
    Seen,
    WantedSchedule,
)

router = APIRouter(prefix="/v1/schedules", tags=["schedules"], route_class=Guarded)

Reader = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS))]
Previewer = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS, takes=JSON))]
Planner = Annotated[WriteContext, Depends(Acts(Right.CHANGE_SCHEDULES))]
# Whatever it says from then on is sent by nobody else.
Sender = Annotated[WriteContext, Depends(Acts(Right.CHANGE_SCHEDULES, Right.SEND_ALERTS))]
Change = Callable[[Session], Schedule]


@router.get("", summary="The schedules")
def show_schedules(context: Reader) -> ScheduleList:
    """All that were not removed, with the next three firings of each."""
    with context.reading() as session:
        shown = [ScheduleShown.of(session, each, context.now) for each in list_schedules(session)]
    return ScheduleList(schedules=shown)


@router.post("", summary="Add a schedule", status_code=201, response_model=ScheduleShown)
def post_schedule(context: Sender, form: NewSchedule) -> Response:
    """Its first occurrence is composed as if it were due; it fires from now on."""

    def added(session: Session) -> Schedule:
        preview = preview_schedule(session, form.plan, context.office(), now=context.now)
        _check_count(session, context, preview, form)
        return add_schedule(
            session,
            form.plan,
            context.office(),
            by=context.by,
            now=context.now,
            seen_hash=form.content_hash,
        )

    return _changed(context, added, status=201)


@router.post("/preview", summary="What a schedule would say")
def preview(context: Previewer, form: WantedSchedule) -> SchedulePreview:
    """Its first occurrence, whom that would reach today, and when it would fire; stores nothing."""
    with context.reading() as session:
        found = preview_schedule(session, form.plan, context.office(), now=context.now)
        return _previewed(session, context, found)


@router.get("/{name}", summary="One schedule")
def show_schedule(context: Reader, name: Named) -> ScheduleShown:
    """How it stands and when it fires next."""
    with context.reading() as session:
        return ScheduleShown.of(session, find_schedule(session, name), context.now)


@router.post("/{name}/pause", summary="Pause", response_model=ScheduleShown)
def pause(context: Planner, name: Named) -> Response:
    """What falls into the pause is never made up."""
    return _changed(
        context, lambda session: pause_schedule(session, name, by=context.by, now=context.now)
    )


@router.get("/{name}/preview", summary="What it would say next")
def preview_again(context: Reader, name: Named) -> SchedulePreview:
    """As if it were resumed now, with its template as it is now; stores nothing."""
    with context.reading() as session:
        found = preview_resumed(
            session, find_schedule(session, name), context.office(), now=context.now
        )
        return _previewed(session, context, found)


@router.post("/{name}/resume", summary="Resume", response_model=ScheduleShown)
def resume(context: Sender, name: Named, form: Seen) -> Response:
    """With its template as it is now; whoever resumes it answers for what it sends."""

    def resumed(session: Session) -> Schedule:
        office = context.office()
        found = preview_resumed(session, find_schedule(session, name), office, now=context.now)
        _check_count(session, context, found, form)
        return resume_schedule(
            session, name, office, by=context.by, now=context.now, seen_hash=form.content_hash
        )

    return _changed(context, resumed)


@router.delete("/{name}", summary="Remove a schedule", response_model=ScheduleShown)
def delete_schedule(context: Planner, name: Named) -> Response:
    """Its history stays, and its name is free again."""
    return _changed(
        context, lambda session: remove_schedule(session, name, by=context.by, now=context.now)
    )


def _changed(context: WriteContext, change: Change, *, status: int = 200) -> Response:
    def shown(session: Session) -> ScheduleShown:
        return ScheduleShown.of(session, change(session), context.now)

    return context.act(shown, status=status)


def _previewed(session: Session, context: RequestContext, found: PreviewedPlan) -> SchedulePreview:
    office = context.office()
    expected = forecast_draft(session, context.home.keys, found.draft, office)
    rules = approval_rules_for(session, office.approval, context.by.ref, now=context.now)
    return SchedulePreview.of(
        found, expected, second_person_for(found.draft, expected.recipients, rules)
    )


def _check_count(
    session: Session, context: RequestContext, found: PreviewedPlan, seen: Seen
) -> None:
    check_expected_count(
        forecast_draft(session, context.home.keys, found.draft, context.office()).recipients,
        seen.expect,
    )
