"""Channels: one that was stopped because it refused too many goes on."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field
from sqlmodel import Session

from alerts.recovery import ResumedLane, resume_channel
from runtime import Right
from web.admin.fields import Form, Named, Shown
from web.admin.guards import Acts, Guarded
from web.admin.request_context import WriteContext

router = APIRouter(prefix="/v1/channels", tags=["channels"], route_class=Guarded)
Sender = Annotated[WriteContext, Depends(Acts(Right.SEND_ALERTS))]


class ToResume(Form):
    """What was at fault: our settings, which are mended; or the list, and then the refusals are
    right."""

    accept_refusals: bool = Field(
        False,
        strict=True,
        description="those people stay refused, and get nothing more by this channel's medium",
    )


class ResumedRun(Shown):
    """What the channel had refused of one alert; `kept` stay refused, `left` are tried. A notice to
    staff has no alert."""

    alert: int | None = Field(examples=[17])
    refused: int = Field(examples=[12])
    kept: int = Field(examples=[0])
    left: int = Field(examples=[53])


class Resumed(Shown):
    """A channel that goes on, and what it had refused."""

    channel: str = Field(examples=["twilio"])
    accepted: bool
    runs: list[ResumedRun]


@router.post("/{name}/resume", summary="Let a stopped channel go on", response_model=Resumed)
def resume_stopped(context: Sender, name: Named, form: ToResume) -> Response:
    """After its settings are mended everybody is tried again; 404 when there is no such channel,
    409 when no lane of it is stopped for its refusals."""

    def resumed(session: Session) -> Resumed:
        done = resume_channel(
            session,
            name,
            context.home.config.channel_names,
            refusals_are_right=form.accept_refusals,
            by=context.by,
            now=context.now,
        )
        return Resumed(channel=name, accepted=form.accept_refusals, runs=_runs(done))

    return context.act(resumed, rings=True)


def _runs(done: Sequence[ResumedLane]) -> list[ResumedRun]:
    return [
        ResumedRun(
            alert=each.alert_id,
            refused=each.suspect.refused,
            kept=each.kept,
            left=each.left.messages,
        )
        for each in done
    ]
