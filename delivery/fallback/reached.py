"""Reached: whom some dispatches have reached, may have reached or are about to reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlmodel import Session

from channels import Outcome
from delivery.dispatches import Contacts
from delivery.states import REACHED, State
from delivery.tables import ATTEMPTS, DELIVERIES, IS_QUEUED, IS_SENDING

MAY_HAVE = (Outcome.ACCEPTED, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class FollowupCount:
    """How many contacts some dispatches have behind them: who got them, who may have, to whom they
    are being sent, who waits and got none of them yet; and who of the first two has left, or was told already that it
    concerns them no more."""

    got: int
    maybe: int
    sending: int
    waiting: int
    left: int
    released: int

    @property
    def told(self) -> int:
        """Who is to be told what follows, now."""
        return self.got + self.maybe - self.left - self.released


def count_followups(
    session: Session, origins: Sequence[int], welcome: Contacts, released: Contacts
) -> FollowupCount:
    """Count what these dispatches have behind them; `welcome` are the contacts that may still be
    told, but for the `released`."""
    d = DELIVERIES.c
    got, reached = d.state.in_(REACHED), has_reached()
    of_each = (
        select(
            d.contact_id,
            func.max(case((got, 1), else_=0)).label("got"),
            func.max(case((reached, 1), else_=0)).label("reached"),
            func.max(case((d.state == State.SENDING, 1), else_=0)).label("sending"),
            func.max(case((d.state == State.QUEUED, 1), else_=0)).label("waiting"),
        )
        .where(d.dispatch_id.in_(origins))
        .group_by(d.contact_id)
        .subquery()
    )
    e = of_each.c
    settled = (e.sending == 0) & (e.reached == 1)
    counted = select(
        func.count().filter(settled & (e.got == 1)),
        func.count().filter(settled & (e.got == 0)),
        func.count().filter(e.sending == 1),
        func.count().filter((e.sending == 0) & (e.waiting == 1) & (e.reached == 0)),
        func.count().filter(settled & e.contact_id.not_in(welcome)),
        func.count().filter(settled & e.contact_id.in_(welcome) & e.contact_id.in_(released)),
    ).select_from(of_each)
    return FollowupCount(*session.execute(counted).one())


def has_open_messages(session: Session, origins: Sequence[int]) -> bool:
    """Whether anything of these dispatches is claimed, being sent or queued; two looks into small
    indexes."""
    d = DELIVERIES.c
    looks = (
        select(d.contact_id).where(d.dispatch_id.in_(origins), each)
        for each in (IS_SENDING, IS_QUEUED)
    )
    return any(session.scalar(look.limit(1)) is not None for look in looks)


def has_reached() -> ColumnElement[bool]:
    """A delivery that reached its contact, or may have, by its last attempt or one before."""
    d = DELIVERIES.c
    before = exists().where(ATTEMPTS.c.delivery_id == d.id, ATTEMPTS.c.outcome.in_(MAY_HAVE))
    return or_(d.state.in_((*REACHED, State.UNKNOWN)), d.doubled, before)
