"""The listing: deliveries one by one, as a report names them, addresses masked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select
from sqlmodel import Session

from channels import Medium
from delivery.contacts.addresses import Address
from delivery.dispatches import Contacts, superseded
from delivery.states import OPEN, REACHED, BlockReason, Reason, State, cause_of
from delivery.status.routes import Route, route_of
from delivery.tables import CONTACTS, DELIVERIES, WORDINGS
from runtime import Keys
from runtime.keys import WrongKey
from runtime.logs import mask


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One delivery as a report names it: never with its address in clear."""

    delivery_id: int
    contact_id: int
    medium: Medium
    language: str
    address: str
    state: State
    cause: str
    attempts: int
    doubled: bool
    provider_id: str
    accepted_at: datetime | None
    delivered_at: datetime | None
    route: Route
    channel: str = ""


def list_deliveries(
    session: Session,
    keys: Keys,
    dispatch_id: int,
    states: Sequence[State] = tuple(State),
    *,
    after: int = 0,
) -> Iterator[DeliveryLine]:
    """The deliveries of a dispatch that are in one of these states, behind the one numbered
    `after`."""
    return _lines(session, keys, (*_behind(dispatch_id, after), DELIVERIES.c.state.in_(states)))


def list_missed_deliveries(
    session: Session, keys: Keys, dispatch_id: int, states: Sequence[State], *, after: int = 0
) -> Iterator[DeliveryLine]:
    """Those in one of these states in whose place no other delivery has reached anybody, behind the
    one numbered `after`."""
    missed = (DELIVERIES.c.state.in_(states), DELIVERIES.c.id.not_in(superseded(dispatch_id)))
    return _lines(session, keys, (*_behind(dispatch_id, after), *missed))


@dataclass(frozen=True, slots=True)
class MissedMessage:
    """One message to somebody whom nothing reached: the whole address, by which channel, and why it
    did not arrive."""

    contact_id: int
    medium: Medium
    address: str
    state: State
    cause: str
    channel: str


def list_missed_messages(
    session: Session, keys: Keys, dispatch_id: int, contacts: Contacts
) -> Iterator[MissedMessage]:
    """The messages of a dispatch to these contacts, in the order they were written; addresses in
    clear."""
    mine = (DELIVERIES.c.dispatch_id == dispatch_id, DELIVERIES.c.contact_id.in_(contacts))
    for row in session.execute(_query().where(*mine)).yield_per(1000):
        address = _clear(keys, row.address, row.contact_id)
        cause = cause_of(row.outcome, row.code)
        yield MissedMessage(
            row.contact_id, row.medium, address, row.state, cause, row.channel or ""
        )


def contacts_in(states: Sequence[State], dispatch_ids: Sequence[int]) -> Contacts:
    """The contacts to whom a message of these dispatches is in one of these states."""
    d = DELIVERIES.c
    return select(d.contact_id).where(d.dispatch_id.in_(dispatch_ids), d.state.in_(states))


def contacts_not_reached(dispatch_id: int) -> Contacts:
    """The contacts of a dispatch that no message reached, but for those who had left."""
    d = DELIVERIES.c
    left = and_(d.state == State.SKIPPED, d.code == Reason.LEFT)
    return select(d.contact_id).where(
        d.dispatch_id == dispatch_id, d.state.not_in((*OPEN, *REACHED)), ~left
    )


def list_doubled_deliveries(
    session: Session, keys: Keys, dispatch_id: int, *, after: int = 0
) -> Iterator[DeliveryLine]:
    """The deliveries that may have reached somebody twice, behind the one numbered `after`."""
    return _lines(session, keys, (*_behind(dispatch_id, after), DELIVERIES.c.doubled))


def _behind(dispatch_id: int, after: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return DELIVERIES.c.dispatch_id == dispatch_id, DELIVERIES.c.id > after


def _lines(
    session: Session, keys: Keys, conditions: Sequence[ColumnElement[bool]]
) -> Iterator[DeliveryLine]:
    for row in session.execute(_query().where(*conditions)).yield_per(1000):
        yield DeliveryLine(
            delivery_id=row.id,
            contact_id=row.contact_id,
            medium=row.medium,
            language=row.language,
            address=shown_address(keys, row.address, row.contact_id),
            state=row.state,
            cause=cause_of(row.outcome, row.code),
            attempts=row.attempt,
            doubled=row.doubled,
            provider_id=row.provider_id or "",
            accepted_at=row.accepted_at,
            delivered_at=row.moved_at if row.state is State.DELIVERED else None,
            route=route_of(row.instead_of),
            channel=row.channel or "",
        )


def shown_address(keys: Keys, sealed: bytes, contact_id: int) -> str:
    """A sealed address as a report shows it: masked."""
    clear = _clear(keys, sealed, contact_id)
    return clear if clear in (BlockReason.ERASED, Reason.UNREADABLE) else mask(clear)


def _clear(keys: Keys, sealed: bytes, contact_id: int) -> str:
    """The whole address; one that was damaged or moved keeps no report from being made."""
    if not sealed:
        return BlockReason.ERASED
    try:
        return keys.open(sealed, Address.place(contact_id))
    except WrongKey:
        return Reason.UNREADABLE


def _query() -> Select[*tuple[object, ...]]:
    d = DELIVERIES.c
    return (
        select(
            d.id,
            d.contact_id,
            d.medium,
            d.state,
            d.outcome,
            d.code,
            d.attempt,
            d.doubled,
            d.provider_id,
            d.accepted_at,
            d.moved_at,
            d.instead_of,
            d.channel,
            WORDINGS.c.language,
            CONTACTS.c.address,
        )
        .join(WORDINGS, WORDINGS.c.id == d.wording_id)
        .join(CONTACTS, CONTACTS.c.id == d.contact_id)
        .order_by(d.id)
    )
