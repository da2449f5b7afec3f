"""Blocks: why nothing is sent to a contact. Only its owner or staff lift one; an import never
does."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select, update
from sqlmodel import Session, col

from channels import Outcome
from delivery.states import BlockReason, State
from delivery.tables import CONTACTS, DELIVERIES, DISPATCHES, Contact

# What does not take our messages may take them again; the lane of codes tries, because its owner
# asks.
SILENT = frozenset({BlockReason.INVALID, BlockReason.BOUNCED})
LIFTABLE = SILENT | {BlockReason.OPTED_OUT}
_FULL = "5.2."


@dataclass(frozen=True, slots=True)
class Blocked:
    """A contact to which nothing is sent; `code` is what the provider gave as the reason."""

    contact_id: int
    block: BlockReason
    code: str

    @property
    def is_silent(self) -> bool:
        """Whether our messages did not arrive there, rather than were unwelcome."""
        return self.block in SILENT

    @property
    def is_vacant(self) -> bool:
        """Whether there was nobody at all: who is there now may be somebody else. A full mailbox is
        still its owner's."""
        return self.is_silent and not self.code.startswith(_FULL)


def blocked_among(session: Session, contact_ids: Sequence[int]) -> list[Blocked]:
    """Those of these contacts that have a block which can be lifted."""
    query = select(col(Contact.id), col(Contact.block), col(Contact.block_code)).where(
        col(Contact.id).in_(contact_ids), col(Contact.block).in_(LIFTABLE)
    )
    return [Blocked(*row) for row in session.execute(query.order_by(col(Contact.id)))]


def blocked_by(dispatch_id: int) -> Select[int]:
    """The contacts that a dispatch has shown not to work, and that get nothing since."""
    since = select(DISPATCHES.c.created_at).where(DISPATCHES.c.id == dispatch_id).scalar_subquery()
    d = DELIVERIES.c
    refused = select(d.contact_id).where(
        d.dispatch_id == dispatch_id,
        d.outcome == Outcome.INVALID_RECIPIENT,
        d.state.in_((State.REFUSED, State.UNDELIVERED)),
    )
    c = CONTACTS.c
    return select(c.id).where(c.id.in_(refused), c.block.in_(SILENT), c.blocked_at >= since)


def lift_blocks(session: Session, blocked: Sequence[Blocked]) -> None:
    """Send to these contacts again. `blocked_at` stays: what bounced before it counts no more."""
    lifted = [each.contact_id for each in blocked]
    session.execute(
        update(CONTACTS)
        .where(CONTACTS.c.id.in_(lifted), CONTACTS.c.block.in_(LIFTABLE))
        .values(block=BlockReason.NONE, block_code="")
    )
