"""Tracing: what became of an alert for one resident, message by message, for whoever answers a
complaint."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from alerts.acts import record_act
from alerts.register import dispatch_of
from alerts.tables import Alert
from delivery.status import TracedMessage, trace_messages
from runtime import Actor, Keys, Right
from subscribers import select_contacts_of


def trace_alert(
    session: Session, keys: Keys, alert: Alert, resident_id: int, *, by: Actor, now: datetime
) -> Sequence[TracedMessage]:
    """Every message of an alert to a resident, none when it was not for them; the journal notes who
    looked. Raises NotAllowed, NotIssued or UnknownResident."""
    by.needs(Right.READ_RESIDENTS)
    theirs = select_contacts_of(session, resident_id)
    found = trace_messages(session, keys, dispatch_of(alert), theirs, now=now)
    record_act(session, "alert.traced", alert, by=by, now=now, resident=resident_id)
    return found
