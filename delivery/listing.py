"""The listing: deliveries one by one, as a report names them, addresses masked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session

from channels import Medium
from delivery.counting import cause_of
from delivery.roads import Road, relieved, road_of
from delivery.states import Block, State
from delivery.tables import CONTACTS, DELIVERIES, WORDINGS
from runtime import Keys, WrongKey, mask


@dataclass(frozen=True, slots=True)
class Line:
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
    road: Road
    channel: str = ""


def lines(
    session: Session, keys: Keys, dispatch_id: int, states: Sequence[State] = tuple(State), *, after: int = 0
) -> Iterator[Line]:
    """The deliveries of a dispatch that are in one of these states, behind the one numbered `after`."""
    return _lines(session, keys, (*_behind(dispatch_id, after), DELIVERIES.c.state.in_(states)))


def missed_lines(
    session: Session, keys: Keys, dispatch_id: int, states: Sequence[State], *, after: int = 0
) -> Iterator[Line]:
    """Those in one of these states in whose place no other delivery has reached anybody, behind the one numbered `after`."""
    missed = (DELIVERIES.c.state.in_(states), DELIVERIES.c.id.not_in(relieved(dispatch_id)))
    return _lines(session, keys, (*_behind(dispatch_id, after), *missed))


def doubled_lines(session: Session, keys: Keys, dispatch_id: int, *, after: int = 0) -> Iterator[Line]:
    """The deliveries that may have reached somebody twice, behind the one numbered `after`."""
    return _lines(session, keys, (*_behind(dispatch_id, after), DELIVERIES.c.doubled))


def _behind(dispatch_id: int, after: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return DELIVERIES.c.dispatch_id == dispatch_id, DELIVERIES.c.id > after


def _lines(session: Session, keys: Keys, conditions: Sequence[ColumnElement[bool]]) -> Iterator[Line]:
    for row in session.execute(_query().where(*conditions)).yield_per(1000):
        yield Line(
            delivery_id=row.id, contact_id=row.contact_id, medium=row.medium, language=row.language,
            address=_shown(keys, row.address), state=row.state, cause=cause_of(row.outcome, row.code),
            attempts=row.attempt, doubled=row.doubled, provider_id=row.provider_id or "", accepted_at=row.accepted_at,
            delivered_at=row.moved_at if row.state is State.DELIVERED else None, road=road_of(row.instead_of), channel=row.channel or "",
        )  # fmt: skip


def _shown(keys: Keys, sealed: bytes) -> str:
    """An address as a report shows it; one that was damaged keeps no report from being made."""
    if not sealed:
        return Block.ERASED
    try:
        return mask(keys.open(sealed))
    except WrongKey:
        return "unreadable"


def _query() -> Select[*tuple[object, ...]]:
    d = DELIVERIES.c
    return (
        select(
            d.id, d.contact_id, d.medium, d.state, d.outcome, d.code, d.attempt, d.doubled, d.provider_id,
            d.accepted_at, d.moved_at, d.instead_of, d.channel, WORDINGS.c.language, CONTACTS.c.address,
        )
        .join(WORDINGS, WORDINGS.c.id == d.wording_id)
        .join(CONTACTS, CONTACTS.c.id == d.contact_id)
        .order_by(d.id)
    )  # fmt: skip
