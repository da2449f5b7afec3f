"""Follow-ups: a dispatch that goes to those whom others reached or may have reached, once these
have ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
from runtime.database import UtcDateTime, Word

COLUMNS = (
    "dispatch_id",
    "contact_id",
    "wording_id",
    "medium",
    *NEW_COLUMNS,
    "not_before",
)
_ASKED = (
    "contact_id",
    "medium",
    "language",
    "resident_id",
    "not_before",
    "variant",
    "why",
    "letters",
)
# contact_id, resident_id, inside: whether the resident is in the area that the new words are about,
# and the letters in which that resident reads an SMS
EligibleContacts = Select[int, int, bool, StrEnum]


@dataclass(frozen=True, slots=True)
class FollowupScope:
    """What new words follow: the dispatches before them, the media they go by, and the contacts
    that may be told.

    `ends` are words without an area of their own; `done` is the dispatch whose recipients have the
    new words already."""

    origins: tuple[int, ...]
    media: tuple[Medium, ...]
    eligible: EligibleContacts
    ends: bool = False
    done: int | None = None


def followers_of(scope: FollowupScope) -> Recipients:
    """Whom the dispatches before reached or may have reached, and nothing more is being sent to: in
    the language they had, by the latest they got, and in the letters that they want now.

    Who was told that it concerns them no more, and is still outside the area, is left out.
    """
    rows = _reached(scope)
    return select(*(rows.c[name] for name in _ASKED)).where(rows.c.turn == 1, not_(rows.c.released))


def contacts_released(scope: FollowupScope) -> Contacts:
    """Who was told that it concerns them no more, and is still outside the area: nothing that
    follows goes to them."""
    rows = _reached(scope)
    return select(rows.c.contact_id).where(rows.c.turn == 1, rows.c.released)


def dispatches_heard_last(session: Session, scope: FollowupScope) -> frozenset[int]:
    """Those of the dispatches before that are the last thing somebody got, or may have got, of
    whoever hears what follows."""
    rows = _reached(scope)
    last = select(rows.c.dispatch_id).where(rows.c.turn == 1, not_(rows.c.released)).distinct()
    return frozenset(session.scalars(last))


def _reached(scope: FollowupScope) -> Subquery:
    """What reached somebody or may have, with what follows it; of each contact the latest has the
    turn 1."""
    d, w = DELIVERIES.c, WORDINGS.c
    eligible = scope.eligible.subquery()
    variant = case((eligible.c.inside, _word(Variant.MAIN)), else_=_word(Variant.RELEASED))
    return (
        select(
            d.dispatch_id,
            d.contact_id,
            d.medium,
            w.language,
            eligible.c.resident_id,
            _at_once().label("not_before"),
            (_word(Variant.MAIN) if scope.ends else variant).label("variant"),
            case((d.instead_of.is_(None), _why(Why.TOLD)), else_=_why(Why.NEXT_MEDIUM)).label(
                "why"
            ),
            and_(
                w.variant == Variant.RELEASED, d.state.in_(REACHED), not_(eligible.c.inside)
            ).label("released"),
            eligible.c.letters,
            _turn(scope).label("turn"),
        )
        .join(w.id.table, w.id == d.wording_id)
        .join(eligible, eligible.c.contact_id == d.contact_id)
        .where(
            d.dispatch_id.in_(scope.origins),
            d.medium.in_(scope.media),
            has_reached(),
            *_free(d.contact_id, scope),
        )
        .subquery()
    )


def recipients_with_followers(
    scope: FollowupScope, recipients: Recipients, *, meant_alone: bool = False
) -> Recipients:
    """The followers, and the recipients who are none of them, unless something of the dispatches
    before is still being sent to them.

    With `meant_alone` only those recipients for whom one of the dispatches before was meant.
    """
    told, a = followers_of(scope).cte("told"), recipients.subquery().c
    meant = (
        select(DELIVERIES.c.contact_id)
        .where(DELIVERIES.c.dispatch_id.in_(scope.origins))
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
        a.letters,
    ).where(
        *_free(a.contact_id, scope),
        a.contact_id.not_in(select(told.c.contact_id)),
        a.contact_id.in_(meant) if meant_alone else true(),
    )
    both = select(told).union_all(others).subquery()
    return select(*both.c)


def add_followups(session: Session, dispatch_id: int, rows: Recipients) -> int:
    """Write a delivery for each of these, and return how many; nobody is addressed twice."""
    r = rows.subquery().c
    wording = wording_for(session, dispatch_id, r.medium, r.language, r.variant, letters=r.letters)
    written = select(
        literal(dispatch_id),
        r.contact_id,
        wording,
        r.medium,
        *new_values(),
        r.not_before,
    ).where(true())
    return add_deliveries(session, dispatch_id, COLUMNS, written)


def contacts_under_way(scope: FollowupScope) -> EligibleContacts:
    """The contacts for whom something of the dispatches before is claimed, being sent or queued,
    and that may be told what follows."""
    d, eligible = DELIVERIES.c, scope.eligible.subquery()
    moving = or_(IS_SENDING, IS_QUEUED)
    return (
        select(*eligible.c)
        .join(DELIVERIES, d.contact_id == eligible.c.contact_id)
        .where(d.dispatch_id.in_(scope.origins), d.medium.in_(scope.media), moving)
    )


def recipients_of(dispatch_id: int) -> Contacts:
    """The contacts that a dispatch was handed over for."""
    return (
        select(DELIVERIES.c.contact_id)
        .where(DELIVERIES.c.dispatch_id == dispatch_id)
        .correlate(None)
    )


def _free(contact_id: ColumnElement[int], scope: FollowupScope) -> tuple[ColumnElement[bool], ...]:
    """Nothing of the dispatches before is being sent to the contact, and it has not got the new
    words; what is queued is stopped first."""
    d = DELIVERIES.c
    sending = (
        select(d.contact_id).where(d.dispatch_id.in_(scope.origins), IS_SENDING).correlate(None)
    )
    free = contact_id.not_in(sending)
    return (free,) if scope.done is None else (free, contact_id.not_in(recipients_of(scope.done)))


def _turn(scope: FollowupScope) -> ColumnElement[int]:
    """The latest of several dispatches that a contact got comes first."""
    if len(scope.origins) == 1:
        return literal(1)
    d = DELIVERIES.c
    return func.row_number().over(partition_by=d.contact_id, order_by=d.dispatch_id.desc())


def _word(variant: Variant) -> ColumnElement[str]:
    return literal(variant, Word(Variant))


def _why(reason: Why) -> ColumnElement[str]:
    return literal(reason, Word(Why))


def _at_once() -> ColumnElement[datetime | None]:
    return cast(null(), UtcDateTime)
