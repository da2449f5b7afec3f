"""In force: what is said first of an alert that does not hold any more, wherever somebody acts on
it."""

from datetime import datetime

from sqlmodel import Session

from alerts import Alert, AlertEnding, ending_by, holds_again, last_correction
from runtime import Municipality, Said, mark, said

ENDED = {
    AlertEnding.UPDATED: mark(
        "UPDATED by alert {number}, {at:%a %d/%m %H:%M}: the words of that one hold."
    ),
    AlertEnding.ENDED: mark("NOT IN FORCE ANY MORE: ended by alert {number}, {at:%a %d/%m %H:%M}."),
    AlertEnding.WITHDRAWN: mark(
        "NOT IN FORCE ANY MORE: withdrawn by alert {number}, {at:%a %d/%m %H:%M}."
    ),
}


def why_not_in_force(
    session: Session, alert: Alert, office: Municipality, *, now: datetime
) -> Said | None:
    """Why what an alert says does not hold any more; None while it does."""
    if (later := last_correction(session, alert)) is not None:
        over = why_not_in_force(session, later, office, now=now)
        if over is not None and ending_by(later) is AlertEnding.UPDATED:
            return over
        at = office.local(later.issued_at or later.drafted_at)
        return said(ENDED[ending_by(later)], number=later.id, at=at)
    if alert.stopped_at is not None and not holds_again(alert):
        at = office.local(alert.stopped_at)
        return said("NOT IN FORCE ANY MORE: stopped {at:%a %d/%m %H:%M}.", at=at)
    if alert.expires_at <= now:
        at = office.local(alert.expires_at)
        return said("NOT IN FORCE ANY MORE: it was true until {at:%a %d/%m %H:%M}.", at=at)
    return None
