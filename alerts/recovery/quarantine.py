"""Quarantine: what a copied home does not send, and staff's word on it: sent again, or left as it
is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.composing.freezing import topic_of_alert
from alerts.register import dispatch_of, find_alert
from alerts.tables import Alert
from delivery.quarantine import (
    QuarantinedDispatch,
    lift_quarantine,
    quarantined_dispatches,
    quarantined_since,
    release_dispatches,
)
from runtime import Actor, Exit, Problem, Right, said
from staff import record
from subscribers.audience import select_eligible_contacts
from templates import Topic


class NothingHeld(Problem):
    """Only what is stopped because this home is a copy can be decided. `tocsin release` shows it,
    and says when there is nothing."""

    exit = Exit.REFUSED


@dataclass(frozen=True, slots=True)
class QuarantinedAlert:
    """One dispatch in quarantine, and its alert; None for a note to staff or a rehearsal."""

    dispatch: QuarantinedDispatch
    alert: Alert | None


@dataclass(frozen=True, slots=True)
class ReleaseResult:
    """How many messages were queued again, how many are left of which nobody knows whether they
    went out, and where."""

    resent: int
    left: int
    dispatches: tuple[int, ...]


def list_quarantined_alerts(session: Session, *, now: datetime) -> list[QuarantinedAlert]:
    """What is quarantined of this home, the oldest first."""
    found = quarantined_dispatches(session, now=now)
    sent = select(Alert).where(col(Alert.dispatch_id).in_([each.dispatch_id for each in found]))
    alerts = {alert.dispatch_id: alert for alert in session.scalars(sent)}
    return [QuarantinedAlert(each, alerts.get(each.dispatch_id)) for each in found]


def release_home(session: Session, *, resend: bool, by: Actor, now: datetime) -> ReleaseResult:
    """Let everything go and call the home no copy any more. Raises NothingHeld or NotAllowed."""
    by.needs(Right.SEND_ALERTS)
    if quarantined_since(session) is None:
        raise NothingHeld(said("This home is not held."))
    released = _let_go(session, list_quarantined_alerts(session, now=now), resend=resend, now=now)
    lift_quarantine(session)
    _record(session, "home", released, by=by, now=now)
    return released


def release_alert(
    session: Session, which: str, *, resend: bool, by: Actor, now: datetime
) -> ReleaseResult:
    """Let one alert go; the home stays in quarantine. Raises UnknownAlert, NotIssued,
    NothingHeld or NotAllowed."""
    by.needs(Right.SEND_ALERTS)
    alert = find_alert(session, which)
    dispatch_id = dispatch_of(alert)
    mine = [
        each
        for each in list_quarantined_alerts(session, now=now)
        if each.dispatch.dispatch_id == dispatch_id
    ]
    if not mine:
        raise NothingHeld(said("Nothing of alert {number} is held.", number=alert.id))
    released = _let_go(session, mine, resend=resend, now=now)
    _record(session, f"alert:{alert.id}", released, by=by, now=now)
    return released


def _let_go(
    session: Session, quarantined: Sequence[QuarantinedAlert], *, resend: bool, now: datetime
) -> ReleaseResult:
    """Nothing is sent again to who has left what it is about; a note to staff is about nothing that
    one leaves."""
    about: dict[Topic | None, list[int]] = {}
    for each in quarantined:
        topic = topic_of_alert(each.alert) if each.alert else None
        about.setdefault(topic, []).append(each.dispatch.dispatch_id)
    again = sum(
        release_dispatches(
            session,
            ids,
            resend=resend,
            now=now,
            welcome=select_eligible_contacts(topic) if topic else None,
        )
        for topic, ids in about.items()
    )
    sent = tuple(each.dispatch.dispatch_id for each in quarantined) if resend else ()
    return ReleaseResult(again, sum(each.dispatch.messages for each in quarantined) - again, sent)


def _record(
    session: Session, subject: str, released: ReleaseResult, *, by: Actor, now: datetime
) -> None:
    facts = {"resent": released.resent, "left": released.left}
    record(session, "home.released", subject, facts, by=by, now=now)
