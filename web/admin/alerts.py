"""The alerts: drafted, looked at, edited, forecast, and what became of them."""

from enum import StrEnum
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlmodel import Session

from alerts import find_alert, list_latest_alerts
from alerts.composing import compose_draft, request_of_alert
from alerts.issuing import edit_draft, keep_draft
from alerts.reports import list_not_reached, list_possibly_doubled, list_unknown, make_report
from runtime import Right
from web.admin.alert_fields import Wanted, WantedChanges
from web.admin.alerts_shown import AlertPage, briefs_of
from web.admin.cursors import After, Limit, cursor, number_of, page
from web.admin.fields import Number
from web.admin.forecasts import (
    AlertInFull,
    DraftShown,
    ForecastShown,
    draft_of,
    forecast_of,
    in_full,
)
from web.admin.guards import Acts, Guarded, Reads
from web.admin.reports import DeliveryPage, DeliveryShown, ReportShown
from web.admin.request_context import RequestContext, WriteContext

router = APIRouter(prefix="/v1/alerts", tags=["alerts"], route_class=Guarded)

Reader = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS))]
Author = Annotated[WriteContext, Depends(Acts(Right.DRAFT_ALERTS))]


class Missed(StrEnum):
    """Which messages of an alert to list."""

    NOT_REACHED = "not_reached"
    HELD = "held"
    DOUBLED = "doubled"


LISTS = {
    Missed.NOT_REACHED: list_not_reached,
    Missed.HELD: list_unknown,
    Missed.DOUBLED: list_possibly_doubled,
}
Which = Annotated[
    Missed,
    Query(
        description="not reached; held: may have arrived, nobody knows; or doubled: may have got it twice, since it was sent again"
    ),
]


@router.get("", summary="The alerts")
def list_alerts(context: Reader, after: After = "", limit: Limit = 50) -> AlertPage:
    """Drafts too, the newest first."""
    before = number_of("alerts", after) or None
    with context.reading() as session:
        found, more = page(list_latest_alerts(session, limit + 1, before=before), limit)
        shown = briefs_of(session, found)
    return AlertPage(alerts=shown, next=cursor("alerts", shown[-1].alert) if more else "")


@router.post("", summary="Draft an alert", status_code=201, response_model=DraftShown)
def draft_alert(context: Author, wanted: Wanted) -> Response:
    """Checked, rendered and frozen, with its forecast; nobody gets it yet."""

    def drafted(session: Session) -> DraftShown:
        office = context.office()
        composed = compose_draft(session, wanted.request, office, now=context.now)
        alert = keep_draft(session, composed, office, by=context.by, now=context.now)
        return draft_of(session, context, alert)

    return context.act(drafted, status=201)


@router.get("/{number}", summary="One alert")
def show_alert(context: Reader, number: Number) -> AlertInFull:
    """How it stands, its exact words, and those that would take it back."""
    with context.reading() as session:
        return in_full(session, context, find_alert(session, str(number)))


@router.patch("/{number}", summary="Edit a draft", response_model=DraftShown)
def edit_alert(context: Author, number: Number, changes: WantedChanges) -> Response:
    """New words, places or times: it is a draft again, and whatever was decided is void. What
    changes nothing voids nothing."""

    def edited(session: Session) -> DraftShown:
        alert = find_alert(session, str(number))
        before = request_of_alert(alert)
        asked = changes.on(before)
        if asked != before or alert.dispatch_id is not None:
            composed = compose_draft(
                session,
                asked,
                context.office(),
                now=context.now,
                public_number=alert.public_number,
            )
            edit_draft(session, alert, composed, by=context.by, now=context.now)
        return draft_of(session, context, alert)

    return context.act(edited)


@router.get("/{number}/forecast", summary="Whom it would reach")
def forecast_alert(context: Reader, number: Number) -> ForecastShown:
    """Recipients, parts, cost and minutes as of now, and the exact words."""
    with context.reading() as session:
        return forecast_of(session, context, find_alert(session, str(number)))


@router.get("/{number}/report", summary="What became of it")
def report_alert(context: Reader, number: Number) -> ReportShown:
    """People and messages: handed over, confirmed, may have arrived, not reached and why; how long
    it took, what it cost."""
    with context.reading() as session:
        found = make_report(session, find_alert(session, str(number)), context.office())
        return ReportShown.model_validate(found.as_json())


@router.get("/{number}/deliveries", summary="The messages behind the report")
def list_deliveries(
    context: Reader,
    number: Number,
    state: Which = Missed.NOT_REACHED,
    after: After = "",
    limit: Limit = 50,
) -> DeliveryPage:
    """Those who were not reached, to whom it may have arrived, or who may have got it twice;
    addresses masked."""
    behind = number_of(f"{state}{number}", after)
    with context.reading() as session:
        alert = find_alert(session, str(number))
        lines = LISTS[state](session, context.home.keys, alert, after=behind)
        found, more = page(list(islice(lines, limit + 1)), limit)
    following = cursor(f"{state}{number}", found[-1].delivery_id) if more else ""
    return DeliveryPage(deliveries=[DeliveryShown.of(line) for line in found], next=following)
