"""Pending: the alerts that wait for a person, to approve them or to decide on messages that may have arrived."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.deciding import check_approver
from alerts.tables import Alert, AlertState
from delivery import Undecided, undecided
from runtime import Actor, Problem, Right
from staff import members, rights_of


@dataclass(frozen=True, slots=True)
class Unapproved:
    """An alert that waits for a second person, and the names of those who may approve it."""

    alert: Alert
    deciders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndecidedAlert:
    """An alert of which messages may have arrived, and wait for staff to decide."""

    alert_id: int
    undecided: Undecided


def unapproved(session: Session, *, now: datetime) -> Sequence[Unapproved]:
    """The alerts that wait for approval and could still be sent, the oldest first."""
    waiting = (col(Alert.state) == AlertState.PENDING_APPROVAL, col(Alert.expires_at) > now)
    found = session.scalars(select(Alert).where(*waiting).order_by(col(Alert.submitted_at), col(Alert.id)))
    return [Unapproved(alert, tuple(_deciders(session, alert, now))) for alert in found.all()]


def undecided_alerts(session: Session, *, now: datetime) -> Sequence[UndecidedAlert]:
    """The alerts of which messages may have arrived and wait for a decision, the oldest first."""
    found = {each.dispatch_id: each for each in undecided(session, now=now)}
    sent = select(col(Alert.id), col(Alert.dispatch_id)).where(col(Alert.dispatch_id).in_(list(found)))
    return [
        UndecidedAlert(number, found[its]) for number, its in session.execute(sent.order_by(col(Alert.id)))
    ]


def _deciders(session: Session, alert: Alert, now: datetime) -> Iterator[str]:
    for member in members(session):
        rights = rights_of(member.role)
        if member.left_at is not None or Right.APPROVE_ALERTS not in rights:
            continue
        try:
            check_approver(session, alert, Actor(member.name, rights, member.ref), now=now)
        except Problem:
            continue
        yield member.name
