"""Telling staff: the notes that a waiting or an overridden alert sends to `[staff_notice]`."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from alerts.composition import Office
from alerts.tables import Alert
from channels import PartLimits
from delivery import Note, tell_staff
from templates import measure, to_gsm7


def note(subject: str, text: str, short: str) -> Note:
    """A note whose short form fits an SMS in the capitals of GSM 03.38."""
    sms = to_gsm7(short)
    return Note(subject, text, sms, measure(sms, PartLimits()).parts)


def tell(session: Session, office: Office, notes: Mapping[str, Note], *, now: datetime) -> int | None:
    """Tell whoever `[staff_notice]` names, in the caller's transaction; the dispatch, or None when nobody is named."""
    if office.duty is None:
        return None
    return tell_staff(session, office.duty.keys, office.duty.notice, notes, now=now)


def waits(alert: Alert) -> Mapping[str, Note]:
    """An alert waits for a second person."""
    what, command = f"{alert.id} ({alert.template}, {alert.severity})", f"tocsin alerts approve {alert.id}"
    return {
        "el": note(
            f"Η ειδοποίηση {alert.id} περιμένει έγκριση",
            f"Η ειδοποίηση {what} περιμένει την έγκριση ενός δεύτερου προσώπου. Δείτε τα κείμενα και εγκρίνετε:\n\n{command}\n",
            f"TOCSIN: η ειδοποίηση {what} περιμένει έγκριση από δεύτερο πρόσωπο.",
        ),
        "en": note(
            f"Alert {alert.id} waits for approval",
            f"Alert {what} waits for a second person's approval. Look at the words and approve:\n\n{command}\n",
            f"TOCSIN: alert {what} waits for a second person's approval.",
        ),
    }


def overridden(alert: Alert) -> Mapping[str, Note]:
    """An alert went out without the second person it needs."""
    what, command = f"{alert.id} ({alert.template}, {alert.severity})", f"tocsin alerts report {alert.id}"
    return {
        "el": note(
            f"Η ειδοποίηση {alert.id} στάλθηκε χωρίς δεύτερη έγκριση",
            f"Η ειδοποίηση {what} στάλθηκε χωρίς δεύτερη έγκριση. Αιτία: {alert.override_reason}\n\n{command}\n",
            f"TOCSIN: η ειδοποίηση {what} στάλθηκε ΧΩΡΙΣ δεύτερη έγκριση.",
        ),
        "en": note(
            f"Alert {alert.id} was sent without a second approval",
            f"Alert {what} was sent without a second approval. Reason: {alert.override_reason}\n\n{command}\n",
            f"TOCSIN: alert {what} was sent WITHOUT a second approval.",
        ),
    }
