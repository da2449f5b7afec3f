"""Unattended dispatches: something of them waits, and no worker is at work."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session

from delivery.dispatches import may_leave
from delivery.status import is_finished
from delivery.tables import DISPATCHES
from delivery.workers import nobody_at_work


def list_unattended(session: Session, dispatch_ids: Collection[int]) -> frozenset[int]:
    """Those of which something is left to do now and no worker is at work; what is quarantined
    waits for staff, and what is left for later for whoever is at work then."""
    if not dispatch_ids or not nobody_at_work(session):
        return frozenset()
    d = DISPATCHES.c
    mine = select(d.id).where(d.id.in_(list(dispatch_ids)), d.settled_at.is_(None), may_leave(d.id))
    return frozenset(each for each in session.scalars(mine) if not is_finished(session, each))
