"""The schedules: what is said again and when, what became of each time, and what would happen
between two moments."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, StringConstraints
from sqlmodel import Session

from alerts.audience import check_expected_count, forecast_draft
from alerts.issuing import approval_rules_for, second_person_for
from alerts.schedules import (
    PreviewedPlan,
    Schedule,
    add_schedule,
    find_schedule,
    list_occurrences,
    list_schedules,
    pause_schedule,
    preview_resumed,
    preview_schedule,
    remove_schedule,
    resume_schedule,
    simulate_firings,
    skip_occurrence,
)
from alerts.schedules.timing import read_window_end
from runtime import Right, UsageProblem
from web.admin.bodies import JSON
from web.admin.fields import Form, Named
from web.admin.guards import Acts, Guarded, Reads
from web.admin.request_context import RequestContext, WriteContext
from web.admin.schedule_fields import (
    FiringShown,
    HistoryShown,
    NewSchedule,
    OccurrenceShown,
    ScheduleList,
    SchedulePreview,
    ScheduleShown,
    Seen,
    SimulationShown,
    SkippedShown,
    WantedSchedule,
)

router = APIRouter(prefix="/v1/schedules", tags=["schedules"], route_class=Guarded)

Reader = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS))]
Previewer = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS, takes=JSON))]
Planner = Annotated[WriteContext, Depends(Acts(Right.CHANGE_SCHEDULES))]
# Whatever it says from then on is sent by nobody else.
Sender = Annotated[WriteContext, Depends(Acts(Right.CHANGE_SCHEDULES, Right.SEND_ALERTS))]
Moment = Annotated[str, StringConstraints(max_length=40)]
LONGEST_WINDOW = timedelta(days=92)
YEARS = range(2000, 2200)
SHOWN = 1000
Change = Callable[[Session], Schedule]


class BadWindow(UsageProblem):
    """A simulation looks at 92 days at most, from a moment in this century on. Ask for a shorter
    time."""


class Skip(Form):
    """Which occurrence to leave out: the next one, or the one at a moment."""

    at: Moment = Field("", examples=["2031-01-12T07:30"])


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


@router.post("/{name}/skip", summary="Leave one out", response_model=SkippedShown)
def skip(context: Planner, name: Named, form: Skip) -> Response:
    """The next occurrence, or the one at a moment."""

    def skipped(session: Session) -> SkippedShown:
        slot = skip_occurrence(session, name, form.at, by=context.by, now=context.now)
        return SkippedShown(name=name, slot=slot.name, due_at=slot.due_at)

    return context.act(skipped)


@router.delete("/{name}", summary="Remove a schedule", response_model=ScheduleShown)
def delete_schedule(context: Planner, name: Named) -> Response:
    """Its history stays, and its name is free again."""
    return _changed(
        context, lambda session: remove_schedule(session, name, by=context.by, now=context.now)
    )


@router.get("/{name}/history", summary="What became of it")
def show_history(context: Reader, name: Named) -> HistoryShown:
    """Its occurrences, the latest thousand, the latest first."""
    with context.reading() as session:
        found = list_occurrences(session, find_schedule(session, name), limit=SHOWN)
        return HistoryShown(occurrences=[OccurrenceShown.of(each) for each in found])


@router.get("/{name}/simulate", summary="What would happen")
def simulate_schedule(
    context: Reader,
    name: Named,
    begin: Annotated[
        Moment,
        Query(alias="from", description="ISO 8601, local without an offset; now if left out"),
    ] = "",
    until: Annotated[Moment, Query(description="ISO 8601; 31 days later if left out")] = "",
) -> SimulationShown:
    """Its firings between two moments, not with the second, the first thousand; nothing is
    written."""
    start, end = _window(context, begin, until)
    with context.reading() as session:
        expected = simulate_firings(session, [find_schedule(session, name)], start=start, end=end)
        found = [FiringShown.of(each, context.municipality) for each in islice(expected, SHOWN + 1)]
    return SimulationShown(firings=found[:SHOWN], more=len(found) > SHOWN)


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


def _window(context: RequestContext, begin: str, until: str) -> tuple[datetime, datetime]:
    zone = context.municipality.zone
    start = read_window_end(begin, zone, now=context.now) if begin else context.now
    if start.year not in YEARS:
        raise BadWindow("It begins too far away.")
    end = read_window_end(until, zone, now=context.now) if until else start + timedelta(days=31)
    if not timedelta(0) <= end - start <= LONGEST_WINDOW:
        raise BadWindow("It ends before it begins, or is too long.")
    return start, end
