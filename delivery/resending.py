"""Resending: what a person decides to send again, because nobody knows whether it went out or because it failed."""

from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlmodel import Session

from channels import Outcome
from delivery.outcomes import resend_held
from delivery.roads import relieved
from delivery.standing_in import reopen
from delivery.states import Block, State
from delivery.tables import CONTACTS, DELIVERIES, IS_UNKNOWN


class Again(StrEnum):
    """What is sent again: what is held as unknown, marked possibly doubled; or what failed for no fault of its address."""

    UNKNOWN = "unknown"
    FAILED = "failed"


OF_THE_ADDRESS = (Outcome.INVALID_RECIPIENT, Outcome.OPTED_OUT)


def count_again(session: Session, dispatch_id: int, which: Again) -> int:
    """How many messages of a dispatch would be sent again."""
    mine = (DELIVERIES.c.dispatch_id == dispatch_id, _those(which, dispatch_id))
    return session.scalar(select(func.count()).select_from(DELIVERIES).where(*mine)) or 0


def send_again(session: Session, dispatch_id: int, which: Again) -> int:
    """Queue them again and open the dispatch again; how many they are."""
    number = count_again(session, dispatch_id, which)
    if which is Again.UNKNOWN:
        resend_held(session, dispatch_id)
    else:
        mine = (DELIVERIES.c.dispatch_id == dispatch_id, _those(which, dispatch_id))
        session.execute(update(DELIVERIES).where(*mine).values(state=State.QUEUED, not_before=None))
    reopen(session, dispatch_id)
    return number


def _those(which: Again, dispatch_id: int) -> ColumnElement[bool]:
    """Never what a blocked contact would get, nor what somebody has by another road."""
    if which is Again.UNKNOWN:
        return IS_UNKNOWN
    d = DELIVERIES.c
    refused = and_(d.state == State.REFUSED, d.outcome.not_in(OF_THE_ADDRESS))
    open_to_us = exists().where(CONTACTS.c.id == d.contact_id, CONTACTS.c.block == Block.NONE)
    return and_(or_(d.state == State.UNDELIVERED, refused), open_to_us, d.id.not_in(relieved(dispatch_id)))
