"""The corrections of an issued alert: it is stopped and updated, ended or taken back, in one
request."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field
from sqlmodel import Session

from alerts import Alert, CorrectionKind, find_alert
from alerts.audience import RecipientCount, forecast_draft
from alerts.corrections import (
    CorrectionRequest,
    PreparedCorrection,
    check_seen_correction,
    count_reached,
    issue_correction,
    prepare_by_choice,
    prepare_correction,
)
from alerts.issuing import Override
from alerts.reports import count_people_not_reached
from runtime import Right
from web.admin.alert_fields import Elsewhere
from web.admin.alerts_shown import HASH, AlertBrief, AlertShown, alert_shown, briefs_of
from web.admin.bodies import JSON
from web.admin.codes import TypedCode, override_of
from web.admin.fields import ContentHash, Count, Line, Name, Number, Shown, Text
from web.admin.forecasts import CountsShown, ReadyWording, counts_of, ready_wordings
from web.admin.guards import Acts, Guarded, Reads
from web.admin.request_context import RequestContext, WriteContext

router = APIRouter(prefix="/v1/alerts/{number}", tags=["alerts"], route_class=Guarded)

Reader = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS))]
Previewer = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS, takes=JSON))]
Sender = Annotated[WriteContext, Depends(Acts(Right.SEND_ALERTS))]


class WantedPreview(Elsewhere):
    """How an alert would be corrected; of an update, which alone has areas and groups, whatever is
    not named stays, and a value of null is taken away."""

    kind: CorrectionKind = Field(examples=["update"])
    values: Annotated[dict[Name, Text | None], Field(max_length=60)] = Field(
        default={},
        description="of an update, what changes; of what takes it back, what is true now, since nothing is promised by itself",
        examples=[{"until": "2031-01-13 14:00"}, {"situation": "danger_remains"}],
    )

    @property
    def wish(self) -> CorrectionRequest:
        """The wish, as the alerts room takes it."""
        areas = () if self.everywhere else None if self.areas is None else tuple(self.areas)
        groups = None if self.groups is None else tuple(self.groups)
        return CorrectionRequest(
            self.kind, {name: said or "" for name, said in self.values.items()}, areas, groups
        )


class WantedCorrection(WantedPreview):
    """What was seen beforehand, to be sent: the preview of the same correction has `content_hash`
    and `expect`."""

    content_hash: ContentHash = Field(
        description="of the words and whom they are for; refused if they are not what was seen",
        examples=[HASH],
    )
    expect: Count = Field(
        description="recipients now and later, as its preview has them; refused if off by more than 1 %",
        examples=[55],
    )
    override: Line = Field(
        "",
        description="an update without the second person it needs; for approvers, 15 characters at least",
    )


class CorrectionForecast(Shown):
    """Who would get what corrects it, and the exact words; `expect` is the number to send it with:
    the recipients now and later.

    `got` and what follows count messages of the alert.
    """

    alert: int
    kind: CorrectionKind
    template: str = Field(examples=["false_alarm"])
    restores: int | None = Field(
        description="the alert that holds again, since this takes back what ended or withdrew it"
    )
    untold: int = Field(description="people whom the alert that holds again never reached")
    expect: int = Field(examples=[55])
    got: int
    maybe: int = Field(description="nobody knows whether they got it: they are told too")
    in_the_air: int = Field(description="told once it has landed")
    waiting: int = Field(description="stopped, or get the new text only")
    left: int = Field(description="got it and have left since: told nothing")
    released: int = Field(
        description="were told already that it concerns them no more: told nothing"
    )
    forecast: CountsShown
    wordings: list[ReadyWording] = Field(description="by every choice that is left to staff")
    content_hash: str = Field(
        description="of the words and whom they are for; empty while a choice is left, when each of the wordings has its own",
        examples=[HASH],
    )


class CorrectionShown(Shown):
    """The alert that was stopped, and the one that corrects it; null when nobody had got it."""

    alert: AlertBrief
    correction: AlertShown | None


@router.get("/correction", summary="What would correct it")
def forecast_correction(
    context: Reader, number: Number, kind: CorrectionKind = CorrectionKind.CANCEL
) -> CorrectionForecast:
    """The words and whom they would reach, as of now; stores nothing. An update has no words before
    its values are given."""
    with context.reading() as session:
        alert = find_alert(session, str(number))
        ways = prepare_by_choice(
            session, alert, CorrectionRequest(kind), context.office(), now=context.now
        )
        return _forecast_shown(session, context, alert, ways)


@router.post("/corrections/preview", summary="What a correction would say")
def preview_correction(
    context: Previewer, number: Number, wanted: WantedPreview
) -> CorrectionForecast:
    """The words and whom they would reach, as of now, with values and areas of its own; stores
    nothing.

    What is left open is refused here as it is when it is sent.
    """
    with context.reading() as session:
        alert = find_alert(session, str(number))
        prepared = prepare_correction(
            session, alert, wanted.wish, context.office(), now=context.now
        )
        return _forecast_shown(session, context, alert, [prepared])


@router.post("/corrections", summary="Correct it", response_model=CorrectionShown)
def correct_alert(
    context: Sender, number: Number, wanted: WantedCorrection, code: TypedCode = None
) -> Response:
    """Stopped and corrected in one transaction, for whoever got it or may have. What ends or takes
    back needs no second person, and no code."""
    updates = wanted.kind is CorrectionKind.UPDATE
    reason = wanted.override
    override = override_of(context, reason, code) if updates else Override(reason)

    def done(session: Session) -> CorrectionShown:
        office, alert = context.office(), find_alert(session, str(number))
        prepared = prepare_correction(session, alert, wanted.wish, office, now=context.now)
        check_seen_correction(alert, prepared, wanted.content_hash)
        made = issue_correction(
            session,
            alert,
            prepared,
            office,
            by=context.by,
            now=context.now,
            override=override,
            confirmed=RecipientCount(wanted.expect),
        )
        [stopped] = briefs_of(session, [made.alert])
        return CorrectionShown(
            alert=stopped, correction=alert_shown(session, made.by) if made.by else None
        )

    return context.act(done, rings=True)


def _forecast_shown(
    session: Session, context: RequestContext, alert: Alert, ways: Sequence[PreparedCorrection]
) -> CorrectionForecast:
    reached = count_reached(session, alert, ways[0].draft)
    counted = forecast_draft(
        session, context.home.keys, ways[0].draft, context.office(), corrects=alert
    )
    return CorrectionForecast(
        alert=alert.id or 0,
        kind=ways[0].kind,
        template=ways[0].draft.template.name,
        restores=ways[0].restores,
        untold=count_people_not_reached(
            session, find_alert(session, str(ways[0].restores)), context.office()
        )
        if ways[0].restores
        else 0,
        expect=counted.count.most,
        got=reached.got,
        maybe=reached.maybe,
        in_the_air=reached.sending,
        waiting=reached.waiting,
        left=reached.left,
        released=reached.released,
        forecast=counts_of(counted),
        wordings=[words for way in ways for words in ready_wordings(way)],
        content_hash=ways[0].content_hash if len(ways) == 1 else "",
    )
