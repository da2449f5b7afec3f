"""Threads: the messages to somebody that a message follows, so that their mail program shows them
as one conversation."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlmodel import Session

from channels import Medium
from delivery.fallback.reached import has_reached
from delivery.links import delivery_token
from delivery.tables import DELIVERIES, DISPATCHES, Dispatch
from runtime import Keys


def threads_of(
    session: Session, dispatch: Dispatch, contact_ids: Sequence[int], keys: Keys
) -> Mapping[int, tuple[str, ...]]:
    """By contact the tokens of the mails that reached it, or may have, and that a mail of this
    dispatch follows; the first one first."""
    origins = _followed_by(session, dispatch)
    if not origins:
        return {}
    d = DELIVERIES.c
    query = (
        select(d.contact_id, d.dispatch_id, d.id)
        .where(
            d.dispatch_id.in_(origins),
            d.contact_id.in_(contact_ids),
            d.medium == Medium.EMAIL,
            has_reached(),
        )
        .order_by(d.dispatch_id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for contact_id, dispatch_id, delivery_id in session.execute(query):
        found[contact_id] = (
            *found.get(contact_id, ()),
            delivery_token(dispatch_id, delivery_id, keys),
        )
    return found


def _followed_by(session: Session, dispatch: Dispatch) -> Sequence[int]:
    found: list[int] = []
    following = dispatch.follows_id
    while following is not None:
        found.append(following)
        following = session.scalar(
            select(DISPATCHES.c.follows_id).where(DISPATCHES.c.id == following)
        )
    return found
