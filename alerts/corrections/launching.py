"""Launching a correction: the rules it obeys, to whom it goes, and what staff are told of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from alerts.audience.addressing import RecipientCount, audience_of_alert
from alerts.audience.counts import NoRecipients
from alerts.chains import corrected_dispatch
from alerts.composing.freezing import content_of
from alerts.issuing.policy import (
    ApprovalRules,
    NeedsApproval,
    Override,
    approval_rules_for,
    check_sent_alone,
    wait_for_sender,
    was_sent_alone,
)
from alerts.office import Office
from alerts.register import check_not_over
from alerts.staff_notices.notices import (
    correction_notice,
    notify_staff,
    override_notice,
    sent_alone_notice,
)
from alerts.states import MsgType
from alerts.tables import Alert
from alerts.transitions import ISSUE, move
from delivery import prepare_dispatch
from delivery.fallback import add_followups, recipients_of
from runtime import Actor, Exit, said
from subscribers.audience import count_owners


class UpdateNeedsApproval(NeedsApproval):
    """Nothing was stopped or sent: an update is a new text. In an emergency an approver gives
    --override REASON; `tocsin alerts cancel` with its number stops the old text now and asks for
    nobody."""

    for_programs = "Nothing was stopped or sent: an update is a new text. In an emergency an approver gives `override`, a reason; a correction of the kind `cancel` stops the old text now and asks for nobody."
    exit = Exit.REFUSED
    status = 409


def launch_correction(
    session: Session,
    correction: Alert,
    before: Sequence[Alert],
    count: RecipientCount,
    office: Office,
    *,
    override: Override,
    by: Actor,
    now: datetime,
) -> bool:
    """Hand the correction over; whether that overrides the rules."""
    override = override.read
    rules = approval_rules_for(session, office.approval, by.ref, now=now)
    _check_alone(session, correction, 0, rules.of_severity, override=override, by=by)
    check_not_over(correction, now)
    if not count.most:
        raise NoRecipients(
            said("Nobody has got it, and nobody is registered for this area, topic and medium.")
        )
    _address(session, correction, office, now=now)
    wait_for_sender(session, by.ref)
    rules = approval_rules_for(session, office.approval, by.ref, now=now)
    alone = _check_alone(session, correction, count.most, rules, override=override, by=by)
    move(correction, ISSUE)
    correction.issued_by, correction.issued_at = by.ref, now
    if correction.msg_type is MsgType.UPDATE:
        correction.alone_by = by.ref
    if alone:
        correction.override_reason = override.reason
    _tell_staff(session, correction, before, office, alone=alone, by=by, now=now)
    return alone


def _tell_staff(
    session: Session,
    correction: Alert,
    before: Sequence[Alert],
    office: Office,
    *,
    alone: bool,
    by: Actor,
    now: datetime,
) -> None:
    if alone:
        notice = override_notice(correction, by)
    elif needed_two(before):
        notice = correction_notice(before[0], correction, by)
    elif was_sent_alone(correction):
        notice = sent_alone_notice(correction, by.name)
    else:
        return
    correction.notice_id = notify_staff(session, office, notice, now=now)


def _address(session: Session, correction: Alert, office: Office, *, now: datetime) -> None:
    who = audience_of_alert(session, correction, office.municipality, now=now)
    parcel = replace(
        content_of(correction).parcel,
        follows=corrected_dispatch(session, correction),
        languages=office.languages,
    )
    dispatch_id = prepare_dispatch(session, parcel, now=now)
    correction.dispatch_id, correction.messages = (
        dispatch_id,
        add_followups(session, dispatch_id, who.rows),
    )
    correction.recipients = count_owners(session, recipients_of(dispatch_id))
    correction.trials = office.trials.carriers_of(correction.media)


def needed_two(alerts: Iterable[Alert]) -> bool:
    """Whether a second person approved any of these, or was overridden."""
    return any(each.decided_by or each.override_reason for each in alerts)


def _check_alone(
    session: Session,
    correction: Alert,
    recipients: int,
    rules: ApprovalRules,
    *,
    override: Override,
    by: Actor,
) -> bool:
    """Whether it overrides the rules. What ends or takes back asks for nobody: Hawaii waited 38
    minutes in 2018, and it says nothing to anybody new."""
    if correction.msg_type is not MsgType.UPDATE:
        return False
    try:
        return check_sent_alone(session, correction, recipients, rules, override=override, by=by)
    except NeedsApproval as needed:
        raise UpdateNeedsApproval(*needed.details) from None
