"""Deciding: a draft is submitted, and somebody else approves or rejects it. Approval binds to the
hash of what was seen, and sends."""

from datetime import datetime

from sqlmodel import Session

from alerts.acts import digest_reason, record_act
from alerts.audience.addressing import audience_of_alert
from alerts.audience.counts import AudienceMoved, check_expected_count
from alerts.issuing.drafting import authors_of, check_seen_hash, remember_author
from alerts.issuing.launching import launch_alert
from alerts.issuing.one_person import IssuedAlert, NotADraft, record_issue
from alerts.issuing.policy import read_reason
from alerts.issuing.unissued import check_unissued, lock_unissued
from alerts.office import Office
from alerts.plain_words.alert_words import STATE_WORDS
from alerts.register import check_not_over
from alerts.staff_notices.notices import approval_notice, notify_staff
from alerts.states import AlertState
from alerts.tables import Alert
from alerts.transitions import REJECT, SUBMIT, move
from runtime import Actor, Exit, Problem, Right, said
from staff import makers_of, names_of
from staff.second_factor import CodeProof, check_proof


class NotWaiting(Problem):
    """Only what was submitted can be approved or rejected."""

    exit = Exit.REFUSED
    status = 409


class OwnWords(Problem):
    """Whoever wrote, ever changed or submitted an alert cannot decide on it. Ask another approver;
    in an emergency `tocsin alerts send` takes --override REASON."""

    for_programs = "Whoever wrote, ever changed or submitted an alert cannot decide on it. Another approver does; in an emergency `/send` takes `override`, a reason."
    exit = Exit.REFUSED
    status = 403


class MadeByItsAuthor(Problem):
    """For 24 hours nobody approves the words of whoever added them, let them approve, or made a
    token for them. Ask another approver; in an emergency `tocsin alerts send` takes --override
    REASON."""

    for_programs = "For 24 hours nobody approves the words of whoever added them, let them approve, or made a token for them. Another approver does; in an emergency `/send` takes `override`, a reason."
    exit = Exit.REFUSED
    status = 403


class MovedSinceSubmission(AudienceMoved):
    """Nothing was sent. Its author counts again with `tocsin alerts submit` and its number; then it
    can be approved."""

    for_programs = "Nothing was sent. Its author submits it again, which counts again; then it can be approved."


def submit_draft(
    session: Session, alert: Alert, office: Office, *, by: Actor, now: datetime
) -> Alert:
    """Lay a draft before a second person, and tell staff that it waits; counts the audience that is
    approved with it.

    What waits already is counted again, and nobody is told again.

    Raises AlreadyIssued, NotADraft, AlreadyOver or NotAllowed.
    """
    by.needs(Right.DRAFT_ALERTS)
    lock_unissued(session, alert)
    if alert.state not in SUBMIT.begins:
        raise NotADraft(
            said("Alert {number} is '{state}'.", number=alert.id, state=STATE_WORDS[alert.state])
        )
    check_not_over(alert, now)
    who = audience_of_alert(session, alert, office.municipality, now=now)
    waited = alert.state is AlertState.PENDING_APPROVAL
    if waited:
        remember_author(session, alert, alert.submitted_by, now=now)
    move(alert, SUBMIT)
    alert.submitted_by, alert.submitted_at = by.ref, now
    alert.expected = who.size(session).recipients
    if not waited or alert.notice_id is None:
        alert.notice_id = notify_staff(session, office, approval_notice(alert), now=now)
    session.flush()
    record_act(session, "alert.submitted", alert, by=by, now=now, recipients=alert.expected)
    return alert


def approve_draft(
    session: Session,
    alert: Alert,
    office: Office,
    *,
    seen_hash: str,
    by: Actor,
    now: datetime,
    proof: CodeProof | None = None,
) -> IssuedAlert:
    """Approve what was seen and send it, in one transaction; of two approvers at once the second
    gets AlreadyIssued.

    Raises AlreadyIssued, NotWaiting, OwnWords, MadeByItsAuthor, ContentChanged,
    MovedSinceSubmission, AlreadyOver, NoRecipients or NotAllowed; NoSecondFactor or CodeNeeded
    without a `proof` where the policy asks for one."""
    lock_unissued(session, alert)
    check_approver(session, alert, by, now=now)
    if office.approval.second_factor.guards_approvals:
        check_proof(session, by, proof)
    check_seen_hash(alert, seen_hash)
    alert.decided_by, alert.decided_at = by.ref, now
    launch_alert(session, alert, office, by=by, now=now)
    check_submitted_count(alert, alert.recipients)
    record_act(session, "alert.approved", alert, by=by, now=now)
    record_issue(session, alert, by=by, now=now)
    return IssuedAlert(alert, True)


def reject_draft(session: Session, alert: Alert, *, reason: str, by: Actor, now: datetime) -> Alert:
    """Send an alert back to its author with a reason (3 to 200 characters). Raises AlreadyIssued,
    NotWaiting, OwnWords, BadReason or NotAllowed."""
    said = read_reason(reason)
    lock_unissued(session, alert)
    check_decider(session, alert, by)
    move(alert, REJECT)
    alert.decided_by, alert.decided_at, alert.decision_reason = by.ref, now, said
    session.flush()
    record_act(session, "alert.rejected", alert, by=by, now=now, reason=digest_reason(said))
    return alert


def check_submitted_count(alert: Alert, recipients: int) -> None:
    """Refuse when the audience is not, within 1 %, the one that was submitted; raises
    MovedSinceSubmission."""
    try:
        check_expected_count(recipients, alert.expected or 0)
    except AudienceMoved as moved:
        raise MovedSinceSubmission(*moved.details) from None


def check_approver(session: Session, alert: Alert, by: Actor, *, now: datetime) -> None:
    """Refuse who cannot approve an alert as it stands; raises what `check_decider` does, or
    MadeByItsAuthor."""
    check_decider(session, alert, by)
    makers = makers_of(session, by.ref, now=now) & authors_of(session, alert)
    if makers:
        names = sorted(names_of(session, makers).values())
        raise MadeByItsAuthor(
            said(
                "{name} can approve by an act of {others}, who wrote alert {number}.",
                name=by.name,
                others=", ".join(names),
                number=alert.id,
            )
        )


def check_decider(session: Session, alert: Alert, by: Actor) -> None:
    """Refuse who cannot approve or reject an alert as it stands; raises NotAllowed, AlreadyIssued,
    NotWaiting or OwnWords."""
    by.needs(Right.APPROVE_ALERTS)
    check_unissued(alert)
    if alert.state is not AlertState.PENDING_APPROVAL:
        raise _not_waiting(alert)
    if by.ref in authors_of(session, alert):
        raise OwnWords(said("Alert {number} is your own.", number=alert.id))


def _not_waiting(alert: Alert) -> NotWaiting:
    """What it is, and how it comes to wait: a draft is submitted, what is over or was rejected is
    made a draft first."""
    what = said("Alert {number} is '{state}'.", number=alert.id, state=STATE_WORDS[alert.state])
    if alert.state in SUBMIT.begins:
        advice = said("Submit it: `tocsin alerts submit {number}`.", number=alert.id)
    else:
        advice = said(
            "Make it a draft again: `tocsin alerts edit {number} --set until=...`, then `tocsin alerts submit {number}`.",
            number=alert.id,
        )
    problem = NotWaiting(what, advice)
    problem.details_for_programs = (what,)
    return problem
