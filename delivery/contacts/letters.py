"""Correspondence: one message to one contact, such as a code, in words of its own that are
forgotten again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes

from sqlalchemy import ColumnElement, bindparam, delete, exists, insert, select, update
from sqlmodel import Session, col

from channels import Medium
from delivery.contacts.addresses import Address
from delivery.dispatches import Parcel, prepare_dispatch
from delivery.states import BlockReason, Lane, State
from delivery.tables import (
    ATTEMPTS,
    CONTACTS,
    DELIVERIES,
    DISPATCHES,
    IS_SENDING,
    WORDINGS,
    Contact,
    Delivery,
    Dispatch,
)
from delivery.transitions import FORGET, NEW_ROW, move
from delivery.wordings import wordings_of
from runtime import Keys

LOOKED_BACK = timedelta(days=30)
KEPT = timedelta(hours=24)
BATCH = 500
EMPTY = {"subject": "", "text": "", "html": ""}


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that was meant for a contact, as its owner is told of it."""

    medium: Medium
    state: State
    at: datetime | None
    subject: str
    text: str


def post_letter(session: Session, parcel: Parcel, contact_id: int, *, now: datetime) -> int:
    """Hand over one message to one contact, in the only words of the parcel; returns the
    dispatch."""
    dispatch_id = prepare_dispatch(session, parcel, now=now)
    [words] = wordings_of(session, dispatch_id)
    row = {
        "dispatch_id": dispatch_id,
        "contact_id": contact_id,
        "wording_id": words.id,
        "medium": words.medium,
        **NEW_ROW,
    }
    session.execute(insert(DELIVERIES).values(**row))
    return dispatch_id


def forget_old_codes(session: Session, *, now: datetime) -> None:
    """Delete who was sent a code or link a day ago, and its words; what stays of it is an empty
    dispatch.

    The dispatch and its wording stay because deleting what deliveries refer to would search all
    deliveries for each."""
    old = select(DISPATCHES.c.id).where(
        col(Dispatch.lane) == Lane.CODES,
        _is_over(now),
        col(Dispatch.created_at).between(
            now - LOOKED_BACK, now - KEPT
        ),  # emptied ones need not be looked at for ever
        exists().where(DELIVERIES.c.dispatch_id == DISPATCHES.c.id),
    )
    while some := session.scalars(old.limit(BATCH)).all():
        theirs = col(Delivery.dispatch_id).in_(some)
        session.execute(
            delete(ATTEMPTS).where(
                ATTEMPTS.c.delivery_id.in_(select(DELIVERIES.c.id).where(theirs))
            )
        )
        session.execute(delete(DELIVERIES).where(theirs))
        session.execute(update(WORDINGS).where(WORDINGS.c.dispatch_id.in_(some)).values(EMPTY))
        session.execute(
            update(DISPATCHES)
            .where(col(Dispatch.id).in_(some), col(Dispatch.settled_at).is_(None))
            .values(settled_at=now)
        )


def take_back_codes(session: Session, contact_ids: Sequence[int], *, now: datetime) -> None:
    """Take back the codes and links that are on their way to these contacts, words and all."""
    mine = select(DISPATCHES.c.id).join(DELIVERIES, DELIVERIES.c.dispatch_id == DISPATCHES.c.id)
    sent = mine.where(col(Dispatch.lane) == Lane.CODES, col(Delivery.contact_id).in_(contact_ids))
    theirs = session.scalars(sent).all()
    move(session, FORGET, DELIVERIES.c.dispatch_id.in_(theirs), moved_at=now)
    session.execute(update(WORDINGS).where(WORDINGS.c.dispatch_id.in_(theirs)).values(EMPTY))


def erase_contacts(session: Session, contact_ids: Sequence[int], *, now: datetime) -> None:
    """Empty these contacts: nothing stays but the keyed digest, by which an import knows whom not
    to bring back."""
    gone = {"address": b"", "block": BlockReason.ERASED, "block_code": "", "blocked_at": now}
    session.execute(update(CONTACTS).where(col(Contact.id).in_(contact_ids)).values(gone))


def forget_contacts(session: Session, contact_ids: Sequence[int], *, now: datetime) -> None:
    """Empty these contacts, digest and all: they were never anybody's, and may come again as if for
    the first time."""
    erase_contacts(session, contact_ids, now=now)
    if contact_ids:
        session.connection().execute(
            update(CONTACTS)
            .where(CONTACTS.c.id == bindparam("its_id"))
            .values(digest=bindparam("nobody")),
            [{"its_id": contact_id, "nobody": token_bytes(32)} for contact_id in contact_ids],
        )


def revive_contacts(session: Session, keys: Keys, contacts: Sequence[tuple[int, Address]]) -> None:
    """Fill contacts that were erased with their address again, because their owner asked to be
    told."""
    for contact_id, address in contacts:
        session.execute(
            update(CONTACTS)
            .where(col(Contact.id) == contact_id, col(Contact.block) == BlockReason.ERASED)
            .values(
                address=keys.seal(address.value, Address.place(contact_id)),
                digest=keys.digest(address.mailbox),
                block=BlockReason.NONE,
                blocked_at=None,
            )
        )


def list_letters(session: Session, contact_ids: Sequence[int]) -> Iterator[Letter]:
    """All that was meant for these contacts and is still known, codes without their words; the cost
    grows with all deliveries there are."""
    d, w = DELIVERIES.c, WORDINGS.c
    query = (
        select(DISPATCHES.c.lane, d.medium, d.state, d.accepted_at, w.subject, w.text)
        .join(DISPATCHES, DISPATCHES.c.id == d.dispatch_id)
        .join(WORDINGS, w.id == d.wording_id)
        .where(d.contact_id.in_(contact_ids))
        .order_by(d.id)
    )
    for lane, medium, state, at, subject, text in session.execute(query):
        yield Letter(medium, state, at, subject, "" if lane is Lane.CODES else text)


def _is_over(now: datetime) -> ColumnElement[bool]:
    theirs = DELIVERIES.c.dispatch_id == DISPATCHES.c.id
    return (col(Dispatch.expires_at) <= now) & ~exists().where(theirs, IS_SENDING)
