"""Resending: what a person decides to send again, because nobody knows whether it went out or
because it failed."""

from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session

from channels import Outcome
from delivery.dispatches import Contacts, superseded
from delivery.fallback.standbys import reopen
from delivery.states import OPEN, REACHED, State
from delivery.tables import DELIVERIES, IS_UNKNOWN
from delivery.transitions import RESEND_FAILED, RESEND_UNKNOWN, move


class ResendKind(StrEnum):
    """What is sent again: what may have arrived, and may then come twice; or what failed for no
    fault of its address."""

    UNKNOWN = "unknown"
    FAILED = "failed"


HOPEFUL = (*OPEN, *REACHED)  # has reached somebody, or may yet
OF_THE_ADDRESS = (Outcome.INVALID_RECIPIENT, Outcome.OPTED_OUT)


def count_resendable(
    session: Session, dispatch_id: int, which: ResendKind, welcome: Contacts
) -> int:
    """How many messages of a dispatch would be sent again; `welcome` are the contacts that may
    still be told."""
    mine = _those(dispatch_id, which, welcome)
    return session.scalar(select(func.count()).select_from(DELIVERIES).where(mine)) or 0


def resend_messages(
    session: Session, dispatch_id: int, which: ResendKind, welcome: Contacts
) -> int:
    """Queue them again and open the dispatch again; how many they are."""
    those = _those(dispatch_id, which, welcome)
    if which is ResendKind.UNKNOWN:
        moved = move(session, RESEND_UNKNOWN, those, not_before=None, doubled=True)
    else:
        moved = move(session, RESEND_FAILED, those, not_before=None)
    reopen(session, dispatch_id)
    return moved


def _those(dispatch_id: int, which: ResendKind, welcome: Contacts) -> ColumnElement[bool]:
    """Never what somebody who has left would get, nor what another medium brings them."""
    d = DELIVERIES.c
    mine = and_(d.dispatch_id == dispatch_id, d.contact_id.in_(welcome))
    if which is ResendKind.UNKNOWN:
        return and_(mine, IS_UNKNOWN)
    refused = and_(d.state == State.REFUSED, d.outcome.not_in(OF_THE_ADDRESS))
    return and_(
        mine,
        or_(d.state == State.UNDELIVERED, refused),
        d.id.not_in(superseded(dispatch_id, HOPEFUL)),
    )
