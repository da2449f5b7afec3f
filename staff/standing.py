"""Standing: what somebody may do now, and to whom a member owes it that they may approve."""

from collections.abc import Iterator, Set
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from runtime import LOCAL_OPERATOR, Right
from staff.roles import Role, rights_of
from staff.tables import Member, SecondFactor, Token

NEW = timedelta(hours=24)
APPROVERS = tuple(role for role in Role if Right.APPROVE_ALERTS in rights_of(role))


def rights_now(session: Session, ref: str) -> frozenset[Right]:
    """What whoever is named so (`member:3`) may do by their role as it is now; nothing when they
    left or are no member."""
    if ref == LOCAL_OPERATOR.ref:
        return LOCAL_OPERATOR.rights
    member = _member(session, ref)
    return rights_of(member.role) if member and member.left_at is None else frozenset()


def count_approvers(session: Session) -> int:
    """The members who may approve alerts and have not left."""
    present = select(func.count()).where(
        col(Member.role).in_(APPROVERS), col(Member.left_at).is_(None)
    )
    return session.exec(present).one()


def count_recent_approvers(session: Session, *, now: datetime) -> int:
    """The same, and those who could approve within the last 24 hours: nobody makes themselves the
    only one for one alert."""
    since = now - NEW
    may_now = and_(
        col(Member.role).in_(APPROVERS),
        or_(col(Member.left_at).is_(None), col(Member.left_at) > since),
    )
    could = select(func.count()).where(or_(may_now, col(Member.lowered_at) > since))
    return session.exec(could).one()


def makers_of(session: Session, ref: str, *, now: datetime) -> frozenset[str]:
    """Who added a member, gave them the right to approve, a token or a second factor, or took the
    factor away, within the last 24 hours; and who made those."""
    return frozenset(maker for maker, _ in _acts_for(session, ref, now)) - {ref}


def owed_until(session: Session, ref: str, others: Set[str], *, now: datetime) -> datetime | None:
    """Until when a member owes it to any of these that they may approve; None when they do not."""
    if not makers_of(session, ref, now=now) & others:
        return None
    ends = sorted(at + NEW for _, at in _acts_for(session, ref, now))
    return next(end for end in ends if not makers_of(session, ref, now=end) & others)


def _acts_for(session: Session, ref: str, now: datetime) -> Set[tuple[str, datetime]]:
    """Who made a member what they are within the last 24 hours and when, and who made those."""
    found: set[tuple[str, datetime]] = set()
    waiting, seen = [ref], {ref}
    while waiting:
        made = set(_made_by(session, waiting.pop(), now - NEW))
        fresh = {maker for maker, _ in made} - seen
        found |= made
        seen |= fresh
        waiting += fresh
    return found


def _made_by(session: Session, ref: str, since: datetime) -> Iterator[tuple[str, datetime]]:
    member = _member(session, ref)
    if member is None:
        return
    if member.added_at > since:
        yield member.added_by, member.added_at
    if member.raised_at is not None and member.raised_at > since:
        yield member.raised_by, member.raised_at
    tokens = select(Token.created_by, Token.created_at)
    yield from session.exec(tokens.where(Token.member_id == member.id, Token.created_at > since))
    factor = session.get(SecondFactor, member.id)
    if factor is None:
        return
    if factor.made_at > since:
        yield factor.made_by, factor.made_at
    if factor.removed_at is not None and factor.removed_at > since:
        yield factor.removed_by, factor.removed_at


def _member(session: Session, ref: str) -> Member | None:
    kind, _, number = ref.partition(":")
    return session.get(Member, int(number)) if kind == "member" and number.isdigit() else None
