"""Pending: the alerts that wait for a person, to approve them or to decide on messages that may
have arrived."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.issuing.drafting import authors_of
from alerts.states import AlertState
from alerts.tables import Alert
from channels import Medium
from delivery import Lane
from delivery.monitoring import UndecidedMessages, list_undecided, select_queued
from runtime import Right
from runtime.config import ApprovalSettings
from staff import all_members, owed_until, rights_of
from staff.second_factor import has_factor


@dataclass(frozen=True, slots=True)
class Approvers:
    """The names of those who may approve an alert, and of those who only wait out the 24 hours,
    with when they may, the first first."""

    now: tuple[str, ...]
    later: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, slots=True)
class UnapprovedAlert:
    """An alert that waits for a second person, and who that can be."""

    alert: Alert
    approvers: Approvers


@dataclass(frozen=True, slots=True)
class UndecidedAlert:
    """An alert of which messages may have arrived, and wait for staff to decide."""

    alert_id: int
    undecided: UndecidedMessages


def list_unapproved_alerts(
    session: Session, policy: ApprovalSettings, *, now: datetime
) -> Sequence[UnapprovedAlert]:
    """The alerts that wait for approval and could still be sent, the oldest first."""
    waiting = (col(Alert.state) == AlertState.PENDING_APPROVAL, col(Alert.expires_at) > now)
    found = session.scalars(
        select(Alert).where(*waiting).order_by(col(Alert.submitted_at), col(Alert.id))
    )
    return [
        UnapprovedAlert(alert, approvers_of(session, authors_of(session, alert), policy, now=now))
        for alert in found.all()
    ]


def list_undecided_alerts(session: Session, *, now: datetime) -> Sequence[UndecidedAlert]:
    """The alerts of which messages may have arrived and wait for a decision, the oldest first; none
    that was stopped or corrected, of which nothing is sent again."""
    found = {each.dispatch_id: each for each in list_undecided(session, now=now)}
    sent = select(col(Alert.id), col(Alert.dispatch_id)).where(
        col(Alert.dispatch_id).in_(list(found)),
        col(Alert.stopped_at).is_(None),
        col(Alert.corrected_by_id).is_(None),
    )
    return [
        UndecidedAlert(number, found[its])
        for number, its in session.execute(sent.order_by(col(Alert.id)))
    ]


def list_waiting_alerts(
    session: Session, medium: Medium, lanes: Sequence[Lane], *, most: int
) -> Sequence[int]:
    """The newest alerts of which messages of a medium wait in these lanes, so many at most."""
    waits = select_queued(medium, lanes).subquery()
    theirs = select(col(Alert.id)).where(col(Alert.dispatch_id).in_(select(waits.c.dispatch_id)))
    newest = theirs.order_by(col(Alert.id).desc()).limit(most)
    return [number for number in session.scalars(newest) if number is not None]


def approvers_of(
    session: Session, authors: Set[str], policy: ApprovalSettings, *, now: datetime
) -> Approvers:
    """Who may approve what these wrote, as `check_approver` has it; where the policy asks for a
    code, who has a second factor."""
    able, later = [], []
    coded = policy.second_factor.guards_approvals
    for member in all_members(session):
        if member.left_at is not None or Right.APPROVE_ALERTS not in rights_of(member.role):
            continue
        if member.ref in authors or (coded and not has_factor(session, member.ref)):
            continue
        until = owed_until(session, member.ref, authors, now=now)
        if until is None:
            able.append(member.name)
        else:
            later.append((until, member.name))
    return Approvers(tuple(able), tuple(sorted(later)))
