"""The single occurrences of a schedule: what became of each, what would happen between two moments,
one left out and brought back."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, StringConstraints
from sqlmodel import Session

from alerts.schedules import find_schedule
from alerts.schedules.timeline import (
    BadWindow,
    list_histories,
    restore_occurrence,
    simulate_firings,
    skip_occurrence,
)
from alerts.schedules.timing import read_window_end
from runtime import Right
from web.admin.fields import Form, Named
from web.admin.guards import Acts, Guarded, Reads
from web.admin.request_context import RequestContext, WriteContext
from web.admin.timeline_shown import (
    FiringShown,
    HistoryShown,
    RestoredShown,
    SimulationShown,
    SkippedShown,
)

router = APIRouter(prefix="/v1/schedules", tags=["schedules"], route_class=Guarded)

Reader = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS))]
Planner = Annotated[WriteContext, Depends(Acts(Right.CHANGE_SCHEDULES))]
Moment = Annotated[str, StringConstraints(max_length=40)]
LONGEST_WINDOW = timedelta(days=92)
YEARS = range(2000, 2200)
SHOWN = 1000


class Skip(Form):
    """Which occurrence to leave out: the next one, or the one at a moment."""

    at: Moment = Field("", examples=["2031-01-12T07:30"])


class Unskip(Form):
    """Which occurrence to bring back: the only one that is left out, or the one at a moment."""

    at: Moment = Field("", examples=["2031-01-12T07:30"])


@router.post("/{name}/skip", summary="Leave one out", response_model=SkippedShown)
def skip(context: Planner, name: Named, form: Skip) -> Response:
    """The next occurrence, or the one at a moment; refused where it is left out already."""

    def skipped(session: Session) -> SkippedShown:
        slot = skip_occurrence(session, name, form.at, by=context.by, now=context.now)
        return SkippedShown(name=name, slot=slot.name, due_at=slot.due_at)

    return context.act(skipped)


@router.post("/{name}/unskip", summary="Bring one back", response_model=RestoredShown)
def unskip(context: Planner, name: Named, form: Unskip) -> Response:
    """The occurrence that is left out, or the one at a moment, as long as it lies ahead."""

    def restored(session: Session) -> RestoredShown:
        slot = restore_occurrence(session, name, form.at, by=context.by, now=context.now)
        return RestoredShown(name=name, slot=slot.name, due_at=slot.due_at)

    return context.act(restored)


@router.get("/{name}/history", summary="What became of it")
def show_history(context: Reader, name: Named) -> HistoryShown:
    """Its occurrences, the latest thousand, the latest first; and those of schedules that had its
    name and were removed."""
    with context.reading() as session:
        return HistoryShown.of(list_histories(session, name, limit=SHOWN))


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
    """Its firings between two moments, not with the second, the first thousand, and what speaks
    against each; nothing is written."""
    start, end = _window(context, begin, until)
    with context.reading() as session:
        schedule, office = find_schedule(session, name), context.office()
        expected = simulate_firings(
            session, [schedule], office, start=start, end=end, now=context.now
        )
        found = [FiringShown.of(each, context.municipality) for each in islice(expected, SHOWN + 1)]
    return SimulationShown(firings=found[:SHOWN], more=len(found) > SHOWN)


def _window(context: RequestContext, begin: str, until: str) -> tuple[datetime, datetime]:
    zone = context.municipality.zone
    start = read_window_end(begin, zone, now=context.now) if begin else context.now
    if start.year not in YEARS:
        raise BadWindow("It begins too far away.")
    end = read_window_end(until, zone, now=context.now) if until else start + timedelta(days=31)
    if end - start > LONGEST_WINDOW:
        raise BadWindow("It is too long.")
    return start, end
