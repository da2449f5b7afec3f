"""Correcting: an issued alert is updated, ended or taken back, in ONE transaction: the old stops, the new goes to those it reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from alerts.acts import digest, write
from alerts.addressing import Headcount, addressees, addressees_of, released_by
from alerts.amending import Amendment, check_correctable
from alerts.chains import Ending, chain, corrected, corrected_dispatch, dispatches_of, ending_by
from alerts.composition import Draft, Office
from alerts.drafting import keep
from alerts.freezing import content_of, topic_of
from alerts.issuing import record_issue
from alerts.launching import NoRecipients, check_headcount, check_time
from alerts.policy import (
    NeedsApproval,
    Rules,
    check_alone,
    read_override,
    rules_for,
    wait_for_sender,
    went_alone,
)
from alerts.register import dispatch_of
from alerts.tables import Alert, AlertState, MsgType
from alerts.telling import alone as told_alone
from alerts.telling import overridden, tell, withdrawn
from delivery import Wake, address_more, addressed, prepare, stop_dispatches, wake
from runtime import Actor, Exit, Right, said
from subscribers import count_people, hearers


class UpdateNeedsApproval(NeedsApproval):
    """Nothing was stopped or sent: an update is a new text. In an emergency an approver gives --override REASON; `tocsin alerts cancel` with its number stops the old text now and asks for nobody."""

    for_programs = "Nothing was stopped or sent: an update is a new text. In an emergency an approver gives `override`, a reason; a correction of the kind `cancel` stops the old text now and asks for nobody."
    exit = Exit.REFUSED
    status = 409


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of an alert, and the one that corrects it: none when nobody is to be told, so that it is only stopped."""

    alert: Alert
    by: Alert | None


def headcount_of(
    session: Session, alert: Alert, amendment: Amendment, office: Office, *, now: datetime
) -> Headcount:
    """How many people a correction of an alert goes to: now, and later at most."""
    who = addressees(session, amendment.draft, office.municipality, now=now, corrects=alert)
    return Headcount(who.size(session).recipients, who.count_later(session))


def reached_by(session: Session, alert: Alert, draft: Draft) -> Wake:
    """How many got it, may have got it or are about to, and whom of them this correction leaves out. Raises NotIssued."""
    dispatch_of(alert)
    before = dispatches_of(chain(session, alert))
    return wake(session, before, hearers(topic_of(alert)), released_by(draft, before))


def correct(
    session: Session, alert: Alert, amendment: Amendment, office: Office, *, by: Actor, now: datetime, override: str = "",
    confirmed: Headcount | None = None,
) -> Corrected:  # fmt: skip
    """Stop an alert and send what corrects it to whom it reached or may have reached; for whom it is in the air once it has landed.

    An update goes to an audience of its own as well, and obeys the rules for a new alert. Raises NotIssued, AlreadyCorrected,
    Contradiction, UpdateNeedsApproval, NoRecipients, BadReason or NotAllowed, and AudienceMoved unless as many as `confirmed` get it.
    """
    by.needs(Right.SEND_ALERTS)
    if amendment.updates:
        by.needs(Right.DRAFT_ALERTS)
    session.refresh(alert, with_for_update=True)
    check_correctable(session, alert, amendment.kind)
    before = chain(session, alert)
    if confirmed is not None:
        # Counted as it was shown: what is queued may still leave until it is stopped.
        check_headcount(headcount_of(session, alert, amendment, office, now=now), confirmed)
    stop_dispatches(session, dispatches_of(before), now=now)
    headcount = headcount_of(session, alert, amendment, office, now=now)
    if not amendment.updates and not headcount.most:
        return _only_stop(session, alert, before, office, by=by, now=now)
    correction = keep(session, amendment.draft, office, by=by, now=now)
    correction.corrects_id = alert.id
    alone = _launch(session, correction, before, headcount, office, override=override, by=by, now=now)
    for each in before:
        _replace(each, correction, by=by, now=now)
    _restore(session, alert)
    session.flush()
    # The journal's lock is held until the transaction ends: the recipients are written before it is taken.
    _record(session, alert, correction, amendment, alone=alone, by=by, now=now)
    return Corrected(alert, correction)


def _only_stop(
    session: Session, alert: Alert, before: Sequence[Alert], office: Office, *, by: Actor, now: datetime
) -> Corrected:
    _stop(alert, AlertState.CANCELLED, by=by, now=now)
    _restore(session, alert)
    if _needed_two(before):
        alert.notice_id = tell(session, office, withdrawn(alert, None, by), now=now)
    write(session, "alert.stopped", alert, by=by, now=now)
    return Corrected(alert, None)


def _launch(
    session: Session, correction: Alert, before: Sequence[Alert], headcount: Headcount, office: Office, *, override: str, by: Actor, now: datetime
) -> bool:  # fmt: skip
    """Hand the correction over; whether that overrides the rules."""
    reason = read_override(override)
    rules = rules_for(session, office.approval, by.ref, now=now)
    _check_alone(correction, 0, rules.of_severity, override=reason, by=by)
    check_time(correction, now)
    if not headcount.most:
        raise NoRecipients(
            said("Nobody has got it, and nobody is registered for this area, topic and medium.")
        )
    _address(session, correction, office, now=now)
    wait_for_sender(session, by.ref)
    rules = rules_for(session, office.approval, by.ref, now=now)
    alone = _check_alone(correction, headcount.most, rules, override=reason, by=by)
    correction.state, correction.issued_by, correction.issued_at = AlertState.SENDING, by.ref, now
    if correction.msg_type is MsgType.UPDATE:
        correction.alone_by = by.ref
    if alone:
        correction.override_reason = reason
        correction.notice_id = tell(session, office, overridden(correction, by), now=now)
    elif _needed_two(before):
        correction.notice_id = tell(session, office, withdrawn(before[0], correction, by), now=now)
    elif went_alone(correction):
        correction.notice_id = tell(session, office, told_alone(correction, by.name), now=now)
    return alone


def _address(session: Session, correction: Alert, office: Office, *, now: datetime) -> None:
    who = addressees_of(session, correction, office.municipality, now=now)
    parcel = replace(
        content_of(correction).parcel,
        follows=corrected_dispatch(session, correction),
        languages=office.languages,
    )
    dispatch_id = prepare(session, parcel, now=now)
    correction.dispatch_id, correction.messages = dispatch_id, address_more(session, dispatch_id, who.rows)
    correction.recipients = count_people(session, addressed(dispatch_id))
    correction.trials = dict(office.trials.by_channel)


def _needed_two(alerts: Iterable[Alert]) -> bool:
    """Whether a second person approved any of these, or was overridden."""
    return any(each.decided_by or each.override_reason for each in alerts)


def _check_alone(correction: Alert, recipients: int, rules: Rules, *, override: str, by: Actor) -> bool:
    """Whether it overrides the rules. What ends or takes back asks for nobody: Hawaii waited 38 minutes in 2018, and it says nothing to anybody new."""
    if correction.msg_type is not MsgType.UPDATE:
        return False
    try:
        return check_alone(correction, recipients, rules, override=override, by=by)
    except NeedsApproval as needed:
        raise UpdateNeedsApproval(*needed.details) from None


def _replace(alert: Alert, correction: Alert, *, by: Actor, now: datetime) -> None:
    """Let a correction take the place of an alert, unless another has."""
    if alert.corrected_by_id is not None:
        return
    alert.corrected_by_id = correction.id
    whole = alert.state is AlertState.SENT and ending_by(correction) is not Ending.WITHDRAWN
    _stop(alert, AlertState.SENT if whole else AlertState.CANCELLED, by=by, now=now)


def _restore(session: Session, alert: Alert) -> None:
    """What this alert had ended or withdrawn holds again: this was taken back."""
    ended = corrected(session, alert) if alert.msg_type is MsgType.CANCEL else None
    if ended is not None:
        ended.corrected_by_id, ended.state = None, AlertState.SENT


def _stop(alert: Alert, state: AlertState, *, by: Actor, now: datetime) -> None:
    alert.state, alert.stopped_at, alert.stopped_by = state, now, by.ref


def _record(
    session: Session, alert: Alert, correction: Alert, amendment: Amendment, *, alone: bool, by: Actor, now: datetime
) -> None:  # fmt: skip
    write(session, "alert.stopped", alert, by=by, now=now)
    corrects = {"corrects": alert.id or 0, "kind": amendment.kind.value}
    write(session, "alert.corrected", correction, by=by, now=now, **corrects)
    if alone:
        write(
            session,
            "alert.overridden",
            correction,
            by=by,
            now=now,
            reason=digest(correction.override_reason),
        )
    record_issue(session, correction, by=by, now=now)
