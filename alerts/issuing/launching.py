"""Launching: one transaction in which an alert's frozen words and a delivery for every recipient
come to be, or nothing."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from alerts.audience.addressing import audience_of_alert
from alerts.audience.counts import check_any_recipient
from alerts.composing.drafts import UnknownMedium
from alerts.composing.freezing import FrozenContent, content_of
from alerts.office import Office
from alerts.register import check_not_over
from alerts.tables import Alert
from alerts.transitions import ISSUE, move
from delivery import add_recipients, prepare_dispatch
from delivery.fallback import recipients_of
from runtime import Actor, said
from subscribers.audience import count_owners


def launch_alert(
    session: Session, alert: Alert, office: Office, *, by: Actor, now: datetime
) -> None:
    """Hand the frozen words to their audience; the cost grows with its size. Raises AlreadyOver,
    UnknownMedium or NoRecipients."""
    check_not_over(alert, now)
    kept = content_of(alert)
    _check_media(kept, office)
    who = audience_of_alert(session, alert, office.municipality, now=now)
    alert.dispatch_id = prepare_dispatch(
        session, replace(kept.parcel, languages=office.languages), now=now
    )
    alert.messages = add_recipients(session, alert.dispatch_id, who.rows)
    check_any_recipient(alert.messages, kept.groups)
    alert.recipients = count_owners(session, recipients_of(alert.dispatch_id))
    move(alert, ISSUE)
    alert.trials = office.trials.carriers_of(alert.media)
    alert.issued_by = by.ref
    alert.issued_at = now
    session.flush()


def _check_media(kept: FrozenContent, office: Office) -> None:
    lost = [medium for medium in kept.media if medium not in office.channels]
    if lost:
        raise UnknownMedium(said("Nothing carries '{medium}' any more.", medium=lost[0]))
