"""Messages: what is sent to each claimed delivery, and with what it is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, select
from sqlmodel import Session

from channels import UNSUBSCRIBE_SLOT, Medium, Message, Wording
from delivery.contacts.addresses import Address, check_key
from delivery.contacts.blocks import SILENT
from delivery.links import Departure, delivery_token, unsubscribe_url
from delivery.sending.threads import threads_of
from delivery.states import BlockReason, Lane, Reason
from delivery.tables import CONTACTS, DELIVERIES, Dispatch
from delivery.transitions import SKIP, move
from delivery.wordings import wordings_of
from delivery.workers import DeliveryClaim
from runtime import Keys
from runtime.clocks import since_start
from runtime.keys import WrongKey

_Row = Row[int, int, int, int, bytes, BlockReason]


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """One delivery, claimed so many seconds after the start of the machine, and its message."""

    claim: DeliveryClaim
    message: Message
    dispatch_id: int
    claimed_at: float


@dataclass(frozen=True, slots=True)
class MessageBuilder:
    """What messages are written with: the keys that open addresses, and the base of the links in
    them."""

    keys: Keys
    base_url: str

    def link(self, wording: Wording, contact_id: int, topic: int) -> str:
        """The unsubscribe link of one mail; none where the words have no place for it, or the pages
        have no address."""
        if UNSUBSCRIBE_SLOT not in wording.text or not topic or not self.base_url:
            return ""
        return unsubscribe_url(self.base_url, self.keys, Departure(contact_id, topic))


def load_messages(
    session: Session,
    dispatch: Dispatch,
    ids: Sequence[int],
    builder: MessageBuilder,
    leave_by: float,
) -> Iterator[ClaimedMessage]:
    """The messages of claimed deliveries; a contact that was blocked meanwhile is skipped, at the
    last moment.

    A code goes out even where messages did not arrive: its owner asks for it, and by it the block
    is lifted."""
    tried = {BlockReason.NONE, *SILENT} if dispatch.lane is Lane.CODES else {BlockReason.NONE}
    words = {each.id: each for each in wordings_of(session, dispatch.id or 0)}
    blocked, damaged, claimed_at = [], [], since_start()
    rows = session.execute(_rows(ids)).all()
    threads = threads_of(session, dispatch, [row.contact_id for row in rows], builder.keys)
    for row in rows:
        if row.block not in tried:
            blocked.append(row.id)
            continue
        try:
            to = builder.keys.open(row.address, Address.place(row.contact_id))
        except WrongKey:
            damaged.append(row.id)
            continue
        wording = words[row.wording_id]
        thread = threads.get(row.contact_id, ()) if wording.medium is Medium.EMAIL else ()
        message = _message(dispatch, row, to, wording, builder, thread, leave_by)
        yield ClaimedMessage(
            DeliveryClaim(row.id, row.attempt), message, dispatch.id or 0, claimed_at
        )
    _skip(session, blocked, Reason.BLOCKED)
    _skip_unreadable(session, damaged, builder.keys)


def _message(
    dispatch: Dispatch,
    row: _Row,
    to: str,
    wording: Wording,
    builder: MessageBuilder,
    thread: tuple[str, ...],
    leave_by: float,
) -> Message:
    return Message(
        token=delivery_token(dispatch.id or 0, row.id, builder.keys),
        to=to,
        wording=wording,
        expires_at=dispatch.expires_at,
        unsubscribe=builder.link(wording, row.contact_id, dispatch.topic),
        attempt=row.attempt,
        leave_by=leave_by,
        replies_to=thread,
        requested=dispatch.lane is Lane.CODES,
    )


def _rows(ids: Sequence[int]) -> Select[int, int, int, int, bytes, BlockReason]:
    return (
        select(
            DELIVERIES.c.id,
            DELIVERIES.c.attempt,
            DELIVERIES.c.wording_id,
            DELIVERIES.c.contact_id,
            CONTACTS.c.address,
            CONTACTS.c.block,
        )
        .join(CONTACTS, CONTACTS.c.id == DELIVERIES.c.contact_id)
        .where(DELIVERIES.c.id.in_(ids))
        .order_by(DELIVERIES.c.id)
    )


def _skip_unreadable(session: Session, ids: Sequence[int], keys: Keys) -> None:
    """With another key file nobody could be read: that skips nobody."""
    if ids:
        check_key(session, keys)
    _skip(session, ids, Reason.UNREADABLE)


def _skip(session: Session, ids: Sequence[int], reason: Reason) -> None:
    if ids:
        move(session, SKIP, DELIVERIES.c.id.in_(ids), code=reason)
