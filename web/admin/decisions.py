"""The decisions on an alert: submitted, approved or rejected by a second person, sent by one where
the rules allow it, sent again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field
from sqlmodel import Session

from alerts import find_alert
from alerts.approval import approve_draft, reject_draft, submit_draft
from alerts.audience import check_expected_count
from alerts.issuing import send_draft
from alerts.recovery import send_alert_again
from delivery.fallback import ResendKind
from runtime import Right
from web.admin.alerts_shown import HASH, AlertShown, alert_shown
from web.admin.codes import TypedCode, override_of, prove
from web.admin.fields import ContentHash, Count, Form, Line, Number
from web.admin.guards import Acts, Guarded
from web.admin.request_context import WriteContext

router = APIRouter(prefix="/v1/alerts/{number}", tags=["alerts"], route_class=Guarded)

Author = Annotated[WriteContext, Depends(Acts(Right.DRAFT_ALERTS))]
Approver = Annotated[WriteContext, Depends(Acts(Right.APPROVE_ALERTS))]
Sender = Annotated[WriteContext, Depends(Acts(Right.SEND_ALERTS))]


class Approval(Form):
    """What the approver saw: the forecast has both."""

    content_hash: ContentHash = Field(examples=[HASH])
    expect: Count = Field(
        description="recipients; refused if they moved by more than 1 %", examples=[55]
    )


class Rejection(Form):
    """Why it goes back to its author."""

    reason: Line = Field(min_length=3, examples=["The road is closed from 21:00, not 20:00"])


class Order(Form):
    """What the sender saw, as the forecast has it; `override` is the reason to send without the
    second person that is needed."""

    content_hash: ContentHash = Field(
        description="refused if it is not what was seen", examples=[HASH]
    )
    expect: Count = Field(
        description="recipients; refused if they moved by more than 1 %", examples=[55]
    )
    override: Line = Field(
        "",
        description="for approvers, 15 characters at least; whoever `[staff_notice]` names is told at once, with their name",
    )


class Repetition(Form):
    """What is sent again: what may have arrived, and may then come twice; or what failed for no
    fault of its address."""

    what: ResendKind = ResendKind.UNKNOWN
    expect: Count = Field(
        description="messages; refused if they moved by more than 1 %", examples=[3]
    )


@router.post("/submit", summary="Lay it before a second person", response_model=AlertShown)
def submit_alert(context: Author, number: Number) -> Response:
    """Whoever `[staff_notice]` names is told that it waits, the first time."""

    def submitted(session: Session) -> AlertShown:
        alert = find_alert(session, str(number))
        return alert_shown(
            session, submit_draft(session, alert, context.office(), by=context.by, now=context.now)
        )

    return context.act(submitted)


@router.post("/approve", summary="Approve and send", response_model=AlertShown)
def approve_alert(
    context: Approver, number: Number, form: Approval, code: TypedCode = None
) -> Response:
    """Both in one transaction; never by whoever wrote, changed or submitted it. With a code where
    the policy asks for one."""
    policy = context.home.config.approval.second_factor
    proof = prove(context, code, asked=policy.guards_approvals)

    def approved(session: Session) -> AlertShown:
        alert = find_alert(session, str(number))
        seen = form.content_hash
        issued = approve_draft(
            session,
            alert,
            context.office(),
            seen_hash=seen,
            by=context.by,
            now=context.now,
            proof=proof,
        )
        check_expected_count(issued.alert.recipients, form.expect)
        return alert_shown(session, issued.alert)

    return context.act(approved, rings=True)


@router.post("/reject", summary="Send it back", response_model=AlertShown)
def reject_alert(context: Approver, number: Number, form: Rejection) -> Response:
    """An edit makes it a draft again."""

    def rejected(session: Session) -> AlertShown:
        alert = find_alert(session, str(number))
        return alert_shown(
            session,
            reject_draft(session, alert, reason=form.reason, by=context.by, now=context.now),
        )

    return context.act(rejected)


@router.post("/send", summary="Send", response_model=AlertShown)
def send_alert(context: Sender, number: Number, order: Order, code: TypedCode = None) -> Response:
    """What needs no second person; with `override`, and a code where the policy asks for one, an
    approver sends what does."""
    override = override_of(context, order.override, code)

    def sent(session: Session) -> AlertShown:
        alert = find_alert(session, str(number))
        issued = send_draft(
            session,
            alert,
            context.office(),
            by=context.by,
            now=context.now,
            seen_hash=order.content_hash,
            override=override,
        )
        check_expected_count(issued.alert.recipients, order.expect)
        return alert_shown(session, issued.alert)

    return context.act(sent, rings=True)


@router.post("/resend", summary="Send again", response_model=AlertShown)
def resend_alert(context: Sender, number: Number, form: Repetition) -> Response:
    """To those of whom nobody knows whether they have it, or whom it failed; not what is over,
    stopped or corrected."""

    def sent_again(session: Session) -> AlertShown:
        alert = find_alert(session, str(number))
        queued = send_alert_again(session, alert, form.what, by=context.by, now=context.now)
        check_expected_count(queued, form.expect, what="messages")
        return alert_shown(session, alert)

    return context.act(sent_again, rings=True)
