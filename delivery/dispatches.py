"""Handing over: words and recipients become a dispatch and its deliveries, inside the caller's
transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Select,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlmodel import Session, col

from channels import Letters, Medium, Variant, Wording
from delivery.states import REACHED, Lane, Reason, Repeat, State
from delivery.tables import (
    CONTACTS,
    DELIVERIES,
    DISPATCHES,
    IS_UNKNOWN,
    Delivery,
    Dispatch,
    FrozenWording,
)
from delivery.transitions import NEW_COLUMNS, WITHDRAW, move, new_values
from delivery.wordings import wording_for
from runtime.chains import Chains
from runtime.database import UtcDateTime, Word

# contact_id, medium, language, resident_id, not_before, variant, why, letters
Recipients = Select[int, Medium, str, int, datetime | None, StrEnum, StrEnum, StrEnum]
Contacts = Select[int]


class Why(StrEnum):
    """Why a contact gets words: its resident is in the area, had the words before, or had them by
    the next medium."""

    AREA = "area"
    TOLD = "told"
    NEXT_MEDIUM = "next_medium"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be said and how urgently; `topic` numbers what an unsubscribe link leaves, 0 means
    no link."""

    lane: Lane
    repeat: Repeat
    expires_at: datetime
    wordings: Sequence[Wording]
    priority: int = 0
    topic: int = 0
    follows: int | None = None  # the dispatch whose messages to the same people these follow
    languages: Chains = field(
        default_factory=dict
    )  # in which those read who find no words in their own


def prepare_dispatch(session: Session, parcel: Parcel, *, now: datetime) -> int:
    """Freeze the words of a dispatch and return its id; nobody is addressed yet."""
    dispatch = Dispatch(
        lane=parcel.lane,
        priority=parcel.priority,
        repeat=parcel.repeat,
        topic=parcel.topic,
        created_at=now,
        expires_at=parcel.expires_at,
        follows_id=parcel.follows,
        languages={language: list(chain) for language, chain in parcel.languages.items()},
    )
    session.add(dispatch)
    session.flush()
    assert dispatch.id is not None
    for words in parcel.wordings:
        session.add(
            FrozenWording(
                dispatch_id=dispatch.id,
                medium=words.medium,
                language=words.language,
                subject=words.subject,
                text=words.text,
                html=words.html,
                parts=words.parts,
                variant=words.variant,
                letters=words.letters,
            )
        )
    session.flush()
    return dispatch.id


def add_recipients(session: Session, dispatch_id: int, recipients: Recipients) -> int:
    """Write one delivery for every recipient, in one statement, and return how many; cost grows
    with their number."""
    audience = recipients.subquery()
    a = audience.c
    wording = wording_for(session, dispatch_id, a.medium, a.language, a.variant, letters=a.letters)
    chosen = select(
        literal(dispatch_id),
        audience.c.contact_id,
        wording,
        audience.c.medium,
        *new_values(),
        audience.c.not_before,
    )
    columns = [
        "dispatch_id",
        "contact_id",
        "wording_id",
        "medium",
        *NEW_COLUMNS,
        "not_before",
    ]
    session.execute(insert(DELIVERIES).from_select(columns, chosen, include_defaults=False))
    count = (
        select(func.count()).select_from(DELIVERIES).where(col(Delivery.dispatch_id) == dispatch_id)
    )
    return session.scalar(count) or 0


def open_dispatches() -> Select[int]:
    """The dispatches in which something may still be queued, sending or unknown."""
    return select(DISPATCHES.c.id).where(DISPATCHES.c.settled_at.is_(None))


def is_settled(dispatch_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a dispatch, a column of the query that asks, has come to its end."""
    return exists().where(DISPATCHES.c.id == dispatch_id, DISPATCHES.c.settled_at.is_not(None))


def may_leave(dispatch_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a dispatch, a column of the query that asks, is neither stopped nor
    quarantined."""
    x = DISPATCHES.c
    return exists().where(x.id == dispatch_id, x.stopped_at.is_(None), x.held_at.is_(None))


def select_recipients(
    contact_ids: Sequence[int], *, language: str, letters: Letters = Letters.USUAL
) -> Recipients:
    """These very contacts as recipients, all in one language and in the same letters."""
    return select(
        CONTACTS.c.id.label("contact_id"),
        CONTACTS.c.medium,
        literal(language).label("language"),
        literal(0).label("resident_id"),
        cast(null(), UtcDateTime).label("not_before"),
        *area_columns(),
        literal(letters, Word(Letters)).label("letters"),
    ).where(CONTACTS.c.id.in_(contact_ids))


def area_columns() -> tuple[ColumnElement[StrEnum], ColumnElement[StrEnum]]:
    """The last columns of recipients whom words concern that have no others before them."""
    return literal(Variant.MAIN, Word(Variant)).label("variant"), literal(
        Why.AREA, Word(Why)
    ).label("why")


def withdraw_messages(
    session: Session, contact_ids: Sequence[int], *, now: datetime, topic: int = 0
) -> None:
    """Skip what is still queued for contacts that are to be told nothing more, or nothing more of
    one topic.

    What is unknown stays so, and no time queues it again.
    """
    if not contact_ids:
        return
    # Only what is open holds such messages: found by dispatch and contact, however many others
    # wait.
    about = select(DISPATCHES.c.id).where(DISPATCHES.c.settled_at.is_(None))
    if topic:
        about = about.where(DISPATCHES.c.topic == topic)
    theirs = (col(Delivery.dispatch_id).in_(about), col(Delivery.contact_id).in_(contact_ids))
    # The unknown first: what a sweep queues again in between is then found among the queued.
    session.execute(update(DELIVERIES).where(*theirs, IS_UNKNOWN).values(not_before=None))
    move(session, WITHDRAW, *theirs, code=Reason.LEFT, moved_at=now)


def superseded(dispatch_id: int, by: Sequence[State] = REACHED) -> Select[int]:
    """The deliveries of a dispatch in whose place another has reached somebody, or is in one of
    these states."""
    d = DELIVERIES.alias().c
    return select(d.instead_of).where(
        d.dispatch_id == dispatch_id, d.instead_of.is_not(None), d.state.in_(by)
    )
