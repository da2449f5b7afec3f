"""Issuing by one person: a draft is sent where the rules ask for no second person, or where they
are overridden."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alerts.acts import digest_reason, record_act
from alerts.composing.drafts import AlertDraft
from alerts.issuing.drafting import (
    check_seen_hash,
    find_alert_by_key,
    write_draft,
)
from alerts.issuing.launching import launch_alert
from alerts.issuing.policy import (
    NO_OVERRIDE,
    Override,
    approval_rules_for,
    check_sent_alone,
    wait_for_sender,
    was_sent_alone,
)
from alerts.issuing.unissued import check_unissued, lock_unissued
from alerts.office import Office
from alerts.plain_words.alert_words import STATE_WORDS
from alerts.staff_notices.notices import notify_staff, override_notice, sent_alone_notice
from alerts.states import AlertState
from alerts.tables import Alert
from runtime import Actor, Exit, Problem, Right, said
from staff import names_of


class NotADraft(Problem):
    """Only a draft can be submitted or sent. `tocsin alerts edit` makes it a draft again; `tocsin
    alerts show` says where it stands."""

    exit = Exit.REFUSED
    status = 409


class FaultyWords(Problem):
    """Nothing was sent. Set other values, or mend the template (`tocsin templates check NAME`). In
    an emergency the words go out as they are: --override REASON."""

    for_programs = "Nothing was sent. Set other values, or mend the template. In an emergency the words go out as they are with `override`, a reason."
    exit = Exit.REFUSED
    status = 409


@dataclass(frozen=True, slots=True)
class IssuedAlert:
    """An alert that is on its way, or, when `fresh` is false, whatever the same command made
    before."""

    alert: Alert
    fresh: bool


def issue_alert(
    session: Session,
    composed: AlertDraft,
    office: Office,
    *,
    by: Actor,
    now: datetime,
    override: Override = NO_OVERRIDE,
    sender: str = "",
    errors: Sequence[str] = (),
) -> IssuedAlert:
    """Draft and send in one transaction; `sender` answers for it where `by` acts for somebody.
    `errors` are the rules by which its words may not go out, unless an `override` says why.

    Raises FaultyWords, NeedsApproval, NoRecipients, AlreadyOver, KeyTaken, BadReason, NotAllowed,
    NoSecondFactor or CodeNeeded.
    """
    by.needs(Right.DRAFT_ALERTS)
    by.needs(Right.SEND_ALERTS)
    before = find_alert_by_key(session, composed.request)
    if before is not None:
        return IssuedAlert(before, False)
    check_words(errors, override.reason)
    alert = write_draft(session, composed, office, by=by, now=now)
    alone = _launch_alone(
        session, alert, office, sender or by.ref, override=override, by=by, now=now
    )
    # The journal's lock is held until the transaction ends: the recipients are written before it is
    # taken.
    record_act(session, "alert.drafted", alert, by=by, now=now)
    if errors:
        _record_words(session, alert, errors, override.read.reason, by=by, now=now)
    record_issue(session, alert, by=by, now=now, overridden=alone)
    return IssuedAlert(alert, True)


def check_words(errors: Sequence[str], reason: str) -> None:
    """Refuse words with errors where nobody says why they go out all the same; raises
    FaultyWords."""
    if errors and not reason:
        raise FaultyWords(
            said("The words do not say what a warning must say: {rules}.", rules=", ".join(errors))
        )


def _record_words(
    session: Session, alert: Alert, errors: Sequence[str], reason: str, *, by: Actor, now: datetime
) -> None:
    """Keep on the alert why its words go out with these errors, and in the journal that they do."""
    alert.override_reason = reason
    facts = {"rules": ",".join(errors), "reason": digest_reason(reason)}
    record_act(session, "alert.words_overridden", alert, by=by, now=now, **facts)


def send_draft(
    session: Session,
    alert: Alert,
    office: Office,
    *,
    by: Actor,
    now: datetime,
    seen_hash: str,
    override: Override = NO_OVERRIDE,
) -> IssuedAlert:
    """Send a stored draft. With `override`, a reason of 15 to 200 characters, an approver sends
    what waits for a second person, and staff are told.

    What is not what was shown, by its hash, is refused. Raises AlreadyIssued, NotADraft,
    ContentChanged, NeedsApproval, NoRecipients, AlreadyOver, BadReason, NotAllowed, NoSecondFactor
    or CodeNeeded."""
    by.needs(Right.SEND_ALERTS)
    lock_unissued(session, alert)
    check_sendable(alert, overridden=bool(override.reason))
    check_seen_hash(alert, seen_hash)
    alone = _launch_alone(session, alert, office, by.ref, override=override, by=by, now=now)
    record_issue(session, alert, by=by, now=now, overridden=alone)
    return IssuedAlert(alert, True)


def check_sendable(alert: Alert, *, overridden: bool) -> None:
    """Refuse what is no draft; when the rules are overridden, what waits may go too. Raises
    AlreadyIssued or NotADraft."""
    check_unissued(alert)
    waiting = alert.state is AlertState.PENDING_APPROVAL and overridden
    if alert.state is not AlertState.DRAFT and not waiting:
        raise NotADraft(
            said("Alert {number} is '{state}'.", number=alert.id, state=STATE_WORDS[alert.state])
        )


def record_issue(
    session: Session, alert: Alert, *, by: Actor, now: datetime, overridden: bool = False
) -> None:
    """Write into the journal that an alert is on its way, and before it that the rules were
    `overridden` for it."""
    if overridden:
        reason = digest_reason(alert.override_reason)
        record_act(session, "alert.overridden", alert, by=by, now=now, reason=reason)
    counts = {"recipients": alert.recipients, "messages": alert.messages}
    record_act(session, "alert.issued", alert, by=by, now=now, **counts)


def _launch_alone(
    session: Session,
    alert: Alert,
    office: Office,
    sender: str,
    *,
    override: Override,
    by: Actor,
    now: datetime,
) -> bool:
    """Send it by one person; whether that overrides the rules."""
    override = override.read
    rules = approval_rules_for(session, office.approval, sender, now=now)
    # before a million rows are written
    check_sent_alone(session, alert, 0, rules.of_severity, override=override, by=by)
    launch_alert(session, alert, office, by=by, now=now)
    wait_for_sender(session, sender)
    rules = approval_rules_for(session, office.approval, sender, now=now)
    overrides = check_sent_alone(session, alert, alert.recipients, rules, override=override, by=by)
    alert.alone_by = sender
    if overrides:
        alert.override_reason = override.reason
        alert.notice_id = notify_staff(session, office, override_notice(alert, by), now=now)
    elif was_sent_alone(alert):
        name = names_of(session, [sender])[sender] if sender != by.ref else by.name
        alert.notice_id = notify_staff(session, office, sent_alone_notice(alert, name), now=now)
    session.flush()
    return overrides
