"""Telling staff: the notes that a waiting or an overridden alert sends to `[staff_notice]`."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from alerts.chains import AlertEnding, ending_by
from alerts.office import Office
from alerts.tables import Alert
from channels import PartLimits
from delivery import NoticeText, tell_staff
from runtime import Actor
from templates.sms import measure_sms, to_gsm7


def format_notice(subject: str, text: str, short: str) -> NoticeText:
    """A note whose short form fits an SMS in the capitals of GSM 03.38."""
    sms = to_gsm7(short)
    return NoticeText(subject, text, sms, measure_sms(sms, PartLimits()).parts)


def format_sentence_notice(subject: str, sentence: str, command: str) -> NoticeText:
    """A note that says the same sentence at length and in short, and at length the command to look
    with."""
    return format_notice(subject, f"{sentence}\n\n{command}\n", f"TOCSIN: {sentence}")


def notify_staff(
    session: Session, office: Office, notes: Mapping[str, NoticeText], *, now: datetime
) -> int | None:
    """Tell whoever `[staff_notice]` names, in the caller's transaction; the dispatch, or None when
    nobody is named."""
    if office.duty is None:
        return None
    return tell_staff(session, office.duty.keys, office.duty.notice, notes, now=now)


def approval_notice(alert: Alert) -> Mapping[str, NoticeText]:
    """An alert waits for a second person."""
    what, command = _describe(alert), f"tocsin alerts approve {alert.id}"
    return {
        "el": format_notice(
            f"Η ειδοποίηση {alert.id} περιμένει έγκριση",
            f"Η ειδοποίηση {what} περιμένει την έγκριση ενός δεύτερου προσώπου. Δείτε τα κείμενα και εγκρίνετε:\n\n{command}\n",
            f"TOCSIN: η ειδοποίηση {what} περιμένει έγκριση από δεύτερο πρόσωπο.",
        ),
        "en": format_notice(
            f"Alert {alert.id} waits for approval",
            f"Alert {what} waits for a second person's approval. Look at the words and approve:\n\n{command}\n",
            f"TOCSIN: alert {what} waits for a second person's approval.",
        ),
    }


def override_notice(alert: Alert, by: Actor) -> Mapping[str, NoticeText]:
    """An alert went out without the second person it needs: by whom, and why."""
    what, command = _describe(alert), f"tocsin alerts report {alert.id}"
    reason = alert.override_reason
    greek = f"Η ειδοποίηση {what} στάλθηκε ΧΩΡΙΣ δεύτερη έγκριση. Από: {by.name}. Αιτία: {reason}"
    english = f"Alert {what} was sent WITHOUT a second approval. By: {by.name}. Reason: {reason}"
    return {
        "el": format_sentence_notice(
            f"Η ειδοποίηση {alert.id} στάλθηκε χωρίς δεύτερη έγκριση: {by.name}", greek, command
        ),
        "en": format_sentence_notice(
            f"Alert {alert.id} was sent without a second approval: {by.name}", english, command
        ),
    }


def sent_alone_notice(alert: Alert, sender: str) -> Mapping[str, NoticeText]:
    """A severe or extreme alert was sent by one person, as the rules allowed."""
    what, command = _describe(alert), f"tocsin alerts report {alert.id}"
    greek = f"Η ειδοποίηση {what} στάλθηκε από ΕΝΑ πρόσωπο, χωρίς δεύτερη έγκριση. Από: {sender}."
    english = f"Alert {what} was sent by ONE person, without a second approval. By: {sender}."
    return {
        "el": format_sentence_notice(
            f"Η ειδοποίηση {alert.id} στάλθηκε από ένα πρόσωπο: {sender}", greek, command
        ),
        "en": format_sentence_notice(
            f"Alert {alert.id} was sent by one person: {sender}", english, command
        ),
    }


def correction_notice(
    alert: Alert, correction: Alert | None, by: Actor
) -> Mapping[str, NoticeText]:
    """An alert that took two persons was corrected by one; without a correction it is only
    stopped."""
    what, command = _describe(alert), f"tocsin alerts show {alert.id}"
    kind = _kind(correction)
    more_el = f", με την ειδοποίηση {correction.id} ({correction.template})" if correction else ""
    more_en = f", by alert {correction.id} ({correction.template})" if correction else ""
    greek = f"Η ειδοποίηση {what}, για την οποία χρειάζονταν δύο πρόσωπα, {_DONE_EL[kind]}{more_el}. Από: {by.name}."
    english = f"Alert {what}, which took two persons, was {_DONE_EN[kind]}{more_en}. By: {by.name}."
    return {
        "el": format_sentence_notice(
            f"Η ειδοποίηση {alert.id} {_DONE_EL[kind]}: {by.name}", greek, command
        ),
        "en": format_sentence_notice(
            f"Alert {alert.id} was {_DONE_EN[kind]}: {by.name}", english, command
        ),
    }


def _describe(alert: Alert) -> str:
    return f"{alert.id} ({alert.template}, {alert.severity})"


_DONE_EL = {
    "": "σταμάτησε, χωρίς να την έχει λάβει κανείς",
    AlertEnding.UPDATED: "επικαιροποιήθηκε",
    AlertEnding.ENDED: "τερματίστηκε",
    AlertEnding.WITHDRAWN: "ανακλήθηκε",
}
_DONE_EN = {
    "": "stopped, before anybody had got it",
    AlertEnding.UPDATED: "updated",
    AlertEnding.ENDED: "ended",
    AlertEnding.WITHDRAWN: "withdrawn",
}


def _kind(correction: Alert | None) -> AlertEnding | str:
    return ending_by(correction) if correction else ""
