"""Following: a dispatch that goes to those whom others reached or may have reached, once these have
landed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlmodel import Session

from channels import Medium, Variant
from delivery.dispatches import Contacts, Recipients, Why
from delivery.fallback.reached import has_reached
from delivery.fallback.standbys import add_deliveries
from delivery.states import REACHED
from delivery.tables import DELIVERIES, IS_QUEUED, IS_SENDING, WORDINGS
from delivery.transitions import NEW_COLUMNS, new_values
from delivery.wordings import wording_for
from runtime import UtcDateTime, Word

COLUMNS = (
    "dispatch_id",
    "contact_id",
    "wording_id",
    "medium",
    *NEW_COLUMNS,
    "not_before",
)
# contact_id, resident_id, inside: whether the resident is in the area that the new words are about
EligibleContacts = Select[int, int, bool]


@dataclass(frozen=True, slots=True)
class FollowupScope:
    """What new words follow: the dispatches before them, the media they go by, and the contacts
    that may hear them.

    `ends` are words without an area of their own; `done` is the dispatch whose recipients have the
    new words already."""

    origins: tuple[int, ...]
    media: tuple[Medium, ...]
    listeners: EligibleContacts
    ends: bool = False
    done: int | None = None


def followers_of(trail: FollowupScope) -> Recipients:
    """Whom the dispatches before reached or may have reached, and nothing more flies to: in the
    language they had, by the latest they got.

    Who was told that it concerns them no more, and is still outside the area, is left out.
    """
    rows = _landed(trail)
    names = ("contact_id", "medium", "language", "resident_id", "not_before", "variant", "why")
    return select(*(rows.c[name] for name in names)).where(rows.c.turn == 1, not_(rows.c.released))


def contacts_released(trail: FollowupScope) -> Contacts:
    """Who was told that it concerns them no more, and is still outside the area: nothing that
    follows goes to them."""
    rows = _landed(trail)
    return select(rows.c.contact_id).where(rows.c.turn == 1, rows.c.released)


def _landed(trail: FollowupScope) -> Subquery:
    """What reached somebody or may have, with what follows it; of each contact the latest has the
    turn 1."""
    d, w = DELIVERIES.c, WORDINGS.c
    heard = trail.listeners.subquery()
    variant = case((heard.c.inside, _word(Variant.MAIN)), else_=_word(Variant.RELEASED))
    return (
        select(
            d.contact_id,
            d.medium,
            w.language,
            heard.c.resident_id,
            _at_once().label("not_before"),
            (_word(Variant.MAIN) if trail.ends else variant).label("variant"),
            case((d.instead_of.is_(None), _why(Why.TOLD)), else_=_why(Why.NEXT_MEDIUM)).label(
                "why"
            ),
            and_(w.variant == Variant.RELEASED, d.state.in_(REACHED), not_(heard.c.inside)).label(
                "released"
            ),
            _turn(trail).label("turn"),
        )
        .join(w.id.table, w.id == d.wording_id)
        .join(heard, heard.c.contact_id == d.contact_id)
        .where(
            d.dispatch_id.in_(trail.origins),
            d.medium.in_(trail.media),
            has_reached(),
            *_free(d.contact_id, trail),
        )
        .subquery()
    )


def recipients_with_followers(
    trail: FollowupScope, recipients: Recipients, *, landed: bool = False
) -> Recipients:
    """The followers, and the recipients who are none of them, unless something of the dispatches
    before still flies to them.

    With `landed` only those recipients for whom one of the dispatches before was meant.
    """
    told, a = followers_of(trail).cte("told"), recipients.subquery().c
    meant = (
        select(DELIVERIES.c.contact_id)
        .where(DELIVERIES.c.dispatch_id.in_(trail.origins))
        .correlate(None)
    )
    others = select(
        a.contact_id,
        a.medium,
        a.language,
        a.resident_id,
        a.not_before,
        _word(Variant.MAIN).label("variant"),
        _why(Why.AREA).label("why"),
    ).where(
        *_free(a.contact_id, trail),
        a.contact_id.not_in(select(told.c.contact_id)),
        a.contact_id.in_(meant) if landed else true(),
    )
    both = select(told).union_all(others).subquery()
    return select(*both.c)


def add_followups(session: Session, dispatch_id: int, rows: Recipients) -> int:
    """Write a delivery for each of these, and return how many; nobody is addressed twice."""
    r = rows.subquery().c
    wording = wording_for(session, dispatch_id, r.medium, r.language, r.variant)
    written = select(
        literal(dispatch_id),
        r.contact_id,
        wording,
        r.medium,
        *new_values(),
        r.not_before,
    ).where(true())
    return add_deliveries(session, dispatch_id, COLUMNS, written)


def contacts_under_way(trail: FollowupScope) -> EligibleContacts:
    """The contacts for whom something of the dispatches before is claimed, in the air or queued,
    and that may hear what follows."""
    d, heard = DELIVERIES.c, trail.listeners.subquery()
    moving = or_(IS_SENDING, IS_QUEUED)
    return (
        select(*heard.c)
        .join(DELIVERIES, d.contact_id == heard.c.contact_id)
        .where(d.dispatch_id.in_(trail.origins), d.medium.in_(trail.media), moving)
    )


def recipients_of(dispatch_id: int) -> Contacts:
    """The contacts that a dispatch was handed over for."""
    return (
        select(DELIVERIES.c.contact_id)
        .where(DELIVERIES.c.dispatch_id == dispatch_id)
        .correlate(None)
    )


def _free(contact_id: ColumnElement[int], trail: FollowupScope) -> tuple[ColumnElement[bool], ...]:
    """Nothing of the dispatches before flies to the contact, and it has not got the new words; what
    is queued is stopped first."""
    d = DELIVERIES.c
    flying = (
        select(d.contact_id).where(d.dispatch_id.in_(trail.origins), IS_SENDING).correlate(None)
    )
    free = contact_id.not_in(flying)
    return (free,) if trail.done is None else (free, contact_id.not_in(recipients_of(trail.done)))


def _turn(trail: FollowupScope) -> ColumnElement[int]:
    """The latest of several dispatches that a contact got comes first."""
    if len(trail.origins) == 1:
        return literal(1)
    d = DELIVERIES.c
    return func.row_number().over(partition_by=d.contact_id, order_by=d.dispatch_id.desc())


def _word(variant: Variant) -> ColumnElement[str]:
    return literal(variant, Word(Variant))


def _why(reason: Why) -> ColumnElement[str]:
    return literal(reason, Word(Why))


def _at_once() -> ColumnElement[datetime | None]:
    return cast(null(), UtcDateTime)
