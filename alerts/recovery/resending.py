"""Resending: an issued alert is sent again to those of whom nobody knows whether they have it, or
whom it failed."""

from datetime import datetime

from sqlmodel import Session

from alerts.acts import record_act
from alerts.composing.freezing import topic_of_alert
from alerts.register import check_going, check_not_over, dispatch_of
from alerts.tables import Alert
from alerts.transitions import RESEND, move
from delivery.fallback import ResendKind, count_resendable, resend_messages
from delivery.quarantine import check_released
from runtime import Actor, Exit, Problem, Right, mark, said
from subscribers.audience import select_eligible_contacts

_NONE = {
    ResendKind.UNKNOWN: mark("No message of alert {number} is unknown and may be sent again."),
    ResendKind.FAILED: mark("No message of alert {number} is failed and may be sent again."),
}


class Superseded(Problem):
    """Nothing was sent: the old words would reach people after the new ones. Resend the correction,
    if need be."""

    exit = Exit.REFUSED
    status = 409


class NothingToResend(Problem):
    """Nothing was sent. `tocsin alerts report` with its number shows how every message ended."""

    exit = Exit.REFUSED
    status = 409


def count_messages_to_resend(
    session: Session, alert: Alert, which: ResendKind, *, now: datetime
) -> int:
    """How many messages would be sent again. Raises NotIssued, AlreadyOver, Stopped, Superseded or
    NothingToResend."""
    dispatch_id = dispatch_of(alert)
    check_going(alert)
    if alert.corrected_by_id is not None:
        raise Superseded(
            said(
                "Alert {number} is corrected by alert {later}.",
                number=alert.id,
                later=alert.corrected_by_id,
            )
        )
    check_not_over(alert, now)
    check_released(session, dispatch_id)
    number = count_resendable(
        session, dispatch_id, which, select_eligible_contacts(topic_of_alert(alert))
    )
    if not number:
        raise NothingToResend(said(_NONE[which], number=alert.id))
    return number


def may_be_resent(session: Session, alert: Alert, which: ResendKind, *, now: datetime) -> bool:
    """Whether anything of an alert may be sent again now."""
    try:
        return count_messages_to_resend(session, alert, which, now=now) > 0
    except Problem:
        return False


def send_alert_again(
    session: Session, alert: Alert, which: ResendKind, *, by: Actor, now: datetime
) -> int:
    """Queue them again; how many they are. What was unknown is marked possibly doubled. Raises what
    `count_messages_to_resend` does, and NotAllowed."""
    by.needs(Right.SEND_ALERTS)
    session.refresh(alert, with_for_update=True)
    count_messages_to_resend(session, alert, which, now=now)
    number = resend_messages(
        session, dispatch_of(alert), which, select_eligible_contacts(topic_of_alert(alert))
    )
    move(alert, RESEND)
    session.flush()
    record_act(session, "alert.resent", alert, by=by, now=now, which=which.value, messages=number)
    return number
