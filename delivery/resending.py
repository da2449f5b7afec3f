"""Resending: what a person decides to send again, because nobody knows whether it went out or because it failed."""

from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlmodel import Session

from channels import Outcome
from delivery.standing_in import reopen
from delivery.states import OPEN, REACHED, State
from delivery.tables import DELIVERIES, IS_UNKNOWN

Contacts = Select[int]


class Again(StrEnum):
    """What is sent again: what is held as unknown, marked possibly doubled; or what failed for no fault of its address."""

    UNKNOWN = "unknown"
    FAILED = "failed"


OF_THE_ADDRESS = (Outcome.INVALID_RECIPIENT, Outcome.OPTED_OUT)


def count_again(session: Session, dispatch_id: int, which: Again, welcome: Contacts) -> int:
    """How many messages of a dispatch would be sent again; `welcome` are the contacts that may still be told."""
    mine = _those(dispatch_id, which, welcome)
    return session.scalar(select(func.count()).select_from(DELIVERIES).where(mine)) or 0


def send_again(session: Session, dispatch_id: int, which: Again, welcome: Contacts) -> int:
    """Queue them again and open the dispatch again; how many they are."""
    number = count_again(session, dispatch_id, which, welcome)
    queued: dict[str, object] = {"state": State.QUEUED, "not_before": None}
    if which is Again.UNKNOWN:
        queued["doubled"] = True
    session.execute(update(DELIVERIES).where(_those(dispatch_id, which, welcome)).values(queued))
    reopen(session, dispatch_id)
    return number


def _those(dispatch_id: int, which: Again, welcome: Contacts) -> ColumnElement[bool]:
    """Never what somebody who has left would get, nor what another road brings them."""
    d = DELIVERIES.c
    mine = and_(d.dispatch_id == dispatch_id, d.contact_id.in_(welcome))
    if which is Again.UNKNOWN:
        return and_(mine, IS_UNKNOWN)
    refused = and_(d.state == State.REFUSED, d.outcome.not_in(OF_THE_ADDRESS))
    return and_(mine, or_(d.state == State.UNDELIVERED, refused), d.id.not_in(_replaced(dispatch_id)))


def _replaced(dispatch_id: int) -> Select[int]:
    """The deliveries in whose place another has reached somebody, or may yet."""
    d = DELIVERIES.alias().c
    hopeful = d.state.in_((*OPEN, *REACHED))
    return select(d.instead_of).where(d.dispatch_id == dispatch_id, d.instead_of.is_not(None), hopeful)
