"""Correcting: an issued alert is updated, ended or taken back, in ONE transaction: the old stops,
the new goes to those it reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alerts.acts import record_act
from alerts.audience.addressing import RecipientCount, audience_of_draft, contacts_left_out
from alerts.audience.counts import check_confirmed_count
from alerts.chains import (
    AlertEnding,
    correction_chain,
    dispatches_of,
    ending_by,
    number_restored,
)
from alerts.composing.drafts import AlertDraft
from alerts.composing.freezing import topic_of_alert
from alerts.corrections.launching import launch_correction, needed_two
from alerts.corrections.preparing import PreparedCorrection
from alerts.corrections.refusals import check_correctable
from alerts.issuing.drafting import write_draft
from alerts.issuing.one_person import record_issue
from alerts.issuing.policy import NO_OVERRIDE, Override
from alerts.office import Office
from alerts.public_numbers import draw_public_number
from alerts.register import dispatch_of
from alerts.staff_notices.notices import correction_notice, notify_staff
from alerts.states import AlertState
from alerts.tables import Alert
from alerts.transitions import REPLACE, RESTORE, STOP, move
from delivery import stop_dispatches
from delivery.fallback import FollowupCount, count_followups
from runtime import Actor, Right
from subscribers.audience import select_eligible_contacts


@dataclass(frozen=True, slots=True)
class CorrectedAlert:
    """What became of an alert, and the one that corrects it: none when nobody is to be told, so
    that it is only stopped."""

    alert: Alert
    by: Alert | None


def count_correction_recipients(
    session: Session, alert: Alert, prepared: PreparedCorrection, office: Office, *, now: datetime
) -> RecipientCount:
    """How many people a correction of an alert goes to: now, and later at most."""
    who = audience_of_draft(session, prepared.draft, office.municipality, now=now, corrects=alert)
    return RecipientCount(who.size(session).recipients, who.count_later(session))


def count_reached(session: Session, alert: Alert, draft: AlertDraft) -> FollowupCount:
    """How many got it, may have got it or are about to, and whom of them this correction leaves
    out. Raises NotIssued."""
    dispatch_of(alert)
    before = dispatches_of(correction_chain(session, alert))
    return count_followups(
        session,
        before,
        select_eligible_contacts(topic_of_alert(alert)),
        contacts_left_out(draft, before),
    )


def issue_correction(
    session: Session,
    alert: Alert,
    prepared: PreparedCorrection,
    office: Office,
    *,
    by: Actor,
    now: datetime,
    override: Override = NO_OVERRIDE,
    confirmed: RecipientCount | None = None,
) -> CorrectedAlert:
    """Stop an alert and send what corrects it to whom it reached or may have reached; to whom it
    is on its way once it has ended.

    An update goes to an audience of its own as well, and obeys the rules for a new alert. Raises
    NotIssued, AlreadyCorrected, Contradiction, UpdateNeedsApproval, NoRecipients, BadReason,
    NotAllowed, NoSecondFactor or CodeNeeded, and AudienceMoved unless as many as `confirmed` get it."""
    before = _lock_correctable(session, alert, prepared, by)
    if confirmed is not None:
        # Counted as it was shown: what is queued may still leave until it is stopped.
        shown = count_correction_recipients(session, alert, prepared, office, now=now)
        check_confirmed_count(shown, confirmed)
    stop_dispatches(session, dispatches_of(before), now=now)
    count = count_correction_recipients(session, alert, prepared, office, now=now)
    if not prepared.updates and not count.most:
        return _only_stop(session, alert, before, office, by=by, now=now)
    correction = write_draft(session, prepared.draft, office, by=by, now=now)
    correction.corrects_id, alert.next_number = alert.id, draw_public_number(session)
    alone = launch_correction(
        session, correction, before, count, office, override=override, by=by, now=now
    )
    _replace_all(session, alert, before, correction, by=by, now=now)
    # The journal's lock is held until the transaction ends: the recipients are written first.
    _record(session, alert, correction, prepared, alone=alone, by=by, now=now)
    return CorrectedAlert(alert, correction)


def _lock_correctable(
    session: Session, alert: Alert, prepared: PreparedCorrection, by: Actor
) -> Sequence[Alert]:
    """Keep an alert that somebody may correct from everybody else; it and what it stands for."""
    by.needs(Right.SEND_ALERTS)
    if prepared.updates:
        by.needs(Right.DRAFT_ALERTS)
    session.refresh(alert, with_for_update=True)
    check_correctable(session, alert, prepared.kind)
    return correction_chain(session, alert)


def _only_stop(
    session: Session,
    alert: Alert,
    before: Sequence[Alert],
    office: Office,
    *,
    by: Actor,
    now: datetime,
) -> CorrectedAlert:
    move(alert, STOP)
    _stop(alert, by=by, now=now)
    _restore(session, alert)
    if needed_two(before):
        alert.notice_id = notify_staff(session, office, correction_notice(alert, None, by), now=now)
    record_act(session, "alert.stopped", alert, by=by, now=now)
    return CorrectedAlert(alert, None)


def _replace_all(
    session: Session,
    alert: Alert,
    before: Iterable[Alert],
    correction: Alert,
    *,
    by: Actor,
    now: datetime,
) -> None:
    for each in before:
        _replace(each, correction, by=by, now=now)
    _restore(session, alert)
    session.flush()


def _replace(alert: Alert, correction: Alert, *, by: Actor, now: datetime) -> None:
    """Let a correction take the place of an alert, unless another has."""
    if alert.corrected_by_id is not None:
        return
    alert.corrected_by_id = correction.id
    whole = alert.state is AlertState.SENT and ending_by(correction) is not AlertEnding.WITHDRAWN
    move(alert, REPLACE, AlertState.SENT if whole else AlertState.CANCELLED)
    _stop(alert, by=by, now=now)


def _restore(session: Session, alert: Alert) -> None:
    """What this alert had ended or withdrawn holds again: this was taken back."""
    if (number := number_restored(alert)) is not None:
        ended = session.get_one(Alert, number)
        ended.corrected_by_id = None
        move(ended, RESTORE)


def _stop(alert: Alert, *, by: Actor, now: datetime) -> None:
    alert.stopped_at, alert.stopped_by = now, by.ref


def _record(
    session: Session,
    alert: Alert,
    correction: Alert,
    prepared: PreparedCorrection,
    *,
    alone: bool,
    by: Actor,
    now: datetime,
) -> None:
    record_act(session, "alert.stopped", alert, by=by, now=now)
    corrects = {"corrects": alert.id or 0, "kind": prepared.kind.value}
    record_act(session, "alert.corrected", correction, by=by, now=now, **corrects)
    record_issue(session, correction, by=by, now=now, overridden=alone)
