"""Acts: what the journal keeps of an alert; ids, hashes and counts, never its words, its areas'
names or a reason."""

from datetime import datetime
from hashlib import sha256

from sqlmodel import Session

from alerts.tables import Alert
from runtime import Actor
from runtime.database import log_committed
from staff import record


def record_act(
    session: Session,
    action: str,
    alert: Alert,
    *,
    by: Actor,
    now: datetime,
    **more: str | int | bool,
) -> None:
    """Write one act into the journal, with what identifies the content it was done to."""
    facts = {
        "template": alert.template,
        "severity": alert.severity,
        "content": alert.approval_hash,
        **more,
    }
    record(session, action, f"alert:{alert.id}", facts, by=by, now=now)
    counts = {name: value for name, value in more.items() if isinstance(value, int)}
    log_committed(
        session, action.replace(".", " "), alert=alert.id, dispatch=alert.dispatch_id, **counts
    )


def digest_reason(reason: str) -> str:
    """SHA-256 of a reason: it proves the text that stands on the alert."""
    return sha256(reason.encode()).hexdigest()
