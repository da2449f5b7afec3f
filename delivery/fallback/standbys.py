"""Standbys: which deliveries of a dispatch have failed, and those that take their place by another
medium."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlmodel import Session

from channels import Medium, Outcome, Variant
from delivery.states import OPEN, REACHED, Lane, Reason, State
from delivery.tables import ATTEMPTS, DELIVERIES, DISPATCHES, IS_QUEUED, WORDINGS
from delivery.transitions import NEW_COLUMNS, SUPERSEDE, move, new_values
from delivery.wordings import wording_for
from runtime.database import insert_into

UNANSWERED = timedelta(minutes=10)
LATELY = timedelta(minutes=5)  # longer than any transaction lasts that adds to a dispatch
# delivery_id, contact_id, failed, hopeful
TriedDeliveries = Select[int, int, bool, bool]
# contact_id, medium, language, resident_id, not_before, instead_of, letters
Standbys = Select[*tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class FallbackTimeout:
    """Since when a message must have waited to count as failed, the channels whose providers give
    receipts, and the media that are down.

    The providers of `asked` are asked first, unless they have not answered for ten minutes more.
    """

    silent_since: datetime
    telling: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    down: Mapping[Medium, datetime] = field(default_factory=dict)


def select_tried(
    dispatch_id: int, timeout: FallbackTimeout, *, waiting: bool = False
) -> TriedDeliveries:
    """What became of each delivery of a dispatch: it failed, or it may still reach somebody, or
    neither; one pass over its rows.

    With `waiting`, what is queued although its time is up counts as failed too: cancel it before
    another takes its place."""
    d = DELIVERIES.c
    failed = or_(_failed(timeout), _waits(dispatch_id, timeout)) if waiting else _failed(timeout)
    return select(
        d.id.label("delivery_id"),
        d.contact_id,
        case((failed, true()), else_=false()).label("failed"),
        case((failed, false()), else_=d.state.in_((*OPEN, *REACHED))).label("hopeful"),
    ).where(d.dispatch_id == dispatch_id)


def without_media_down(standbys: Standbys, dispatch_id: int, timeout: FallbackTimeout) -> Standbys:
    """Without those who would only wait for one medium instead of another, because the next is down
    as well."""
    if not timeout.down:
        return standbys
    queued = select(DELIVERIES.c.id).where(DELIVERIES.c.dispatch_id == dispatch_id, IS_QUEUED)
    chosen = standbys.subquery()
    up = chosen.c.medium.not_in(sorted(timeout.down))
    return select(*chosen.c).where(or_(up, chosen.c.instead_of.not_in(queued)))


def cancel_superseded(
    session: Session, dispatch_id: int, contacts: Select[int], *, now: datetime
) -> None:
    """Cancel what is queued for these contacts, so that nobody is told twice, by two media; how
    it was tried is kept."""
    theirs = (
        DELIVERIES.c.dispatch_id == dispatch_id,
        DELIVERIES.c.contact_id.in_(contacts),
        IS_QUEUED,
    )
    # One after the other by number, and before anything is written: what a worker claims at this
    # moment is its own.
    locked = select(DELIVERIES.c.id).where(*theirs).order_by(DELIVERIES.c.id).with_for_update()
    ids = session.scalars(locked).all()
    if not ids:
        return
    move(
        session,
        SUPERSEDE,
        DELIVERIES.c.id.in_(ids),
        outcome=None,
        code=Reason.OTHER_MEDIUM,
        moved_at=now,
    )


def add_standbys(session: Session, dispatch_id: int, standbys: Standbys) -> int:
    """Write a delivery for each of these, with the words of its language, and open the dispatch
    again; how many there are."""
    chosen = standbys.subquery()
    variant = _variant_of(chosen.c.instead_of)
    wording = wording_for(
        session,
        dispatch_id,
        chosen.c.medium,
        chosen.c.language,
        variant,
        letters=chosen.c.letters,
    )
    rows = select(
        literal(dispatch_id),
        chosen.c.contact_id,
        wording,
        chosen.c.medium,
        *new_values(),
        chosen.c.not_before,
        chosen.c.instead_of,
    ).where(true())
    columns = [
        "dispatch_id",
        "contact_id",
        "wording_id",
        "medium",
        *NEW_COLUMNS,
        "not_before",
        "instead_of",
    ]
    return add_deliveries(session, dispatch_id, columns, rows)


def add_deliveries(
    session: Session, dispatch_id: int, columns: Sequence[str], rows: Select[*tuple[object, ...]]
) -> int:
    """Write more deliveries of a dispatch that was handed over before, and open it again; how many
    there are.

    Two processes may find the same at the same moment: each contact has one delivery.
    """
    written = insert_into(session, DELIVERIES).from_select(columns, rows, include_defaults=False)
    done = session.connection().execute(
        written.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True}
    )
    reopen(session, dispatch_id)
    return done.rowcount


def reopen(session: Session, dispatch_id: int) -> None:
    """Let workers find a dispatch again in which something is queued although it was closed."""
    closed = (DISPATCHES.c.id == dispatch_id, DISPATCHES.c.settled_at.is_not(None))
    session.execute(update(DISPATCHES).where(*closed, _SOMETHING_QUEUED).values(settled_at=None))


def reopen_stranded(session: Session, *, now: datetime) -> None:
    """Open again what was closed a while ago with something queued: a sweep of PostgreSQL may close
    what is added to at that moment.

    Not a code: its words are forgotten.
    """
    lately = (DISPATCHES.c.settled_at > now - LATELY, DISPATCHES.c.lane != Lane.CODES)
    session.execute(update(DISPATCHES).where(*lately, _SOMETHING_QUEUED).values(settled_at=None))


_SOMETHING_QUEUED = exists().where(DELIVERIES.c.dispatch_id == DISPATCHES.c.id, IS_QUEUED)


def _failed(timeout: FallbackTimeout) -> ColumnElement[bool]:
    d = DELIVERIES.c
    return or_(
        d.state.in_((State.REFUSED, State.UNDELIVERED)),
        and_(d.state == State.EXPIRED, d.outcome == Outcome.ACCEPTED),  # its provider gave up
        and_(d.state == State.SKIPPED, d.code == Reason.BLOCKED),
        and_(d.state == State.CANCELLED, d.code == Reason.OTHER_MEDIUM),
        and_(
            d.state == State.ACCEPTED,
            d.channel.in_(sorted(timeout.telling)),
            d.accepted_at <= timeout.silent_since,
            not_(_is_yet_to_be_asked_after(timeout)),
        ),
        and_(d.state == State.UNKNOWN, _first_tried() <= timeout.silent_since),
    )


def _is_yet_to_be_asked_after(timeout: FallbackTimeout) -> ColumnElement[bool]:
    d = DELIVERIES.c
    return and_(
        d.channel.in_(sorted(timeout.asked)),
        d.asked == 0,
        d.accepted_at > timeout.silent_since - UNANSWERED,
    )


def _waits(dispatch_id: int, timeout: FallbackTimeout) -> ColumnElement[bool]:
    """Queued although it was first tried long ago, or could not be tried because its medium has
    been down all the time."""
    d, since = DELIVERIES.c, timeout.silent_since
    down = sorted(medium for medium, opened in timeout.down.items() if opened <= since)
    issued = select(DISPATCHES.c.created_at).where(DISPATCHES.c.id == dispatch_id).scalar_subquery()
    quiet_over = or_(d.not_before.is_(None), d.not_before <= since)
    tried_in_vain = and_(d.attempt > 0, _first_tried() <= since)
    never_tried = and_(d.attempt == 0, d.medium.in_(down), quiet_over, issued <= since)
    return and_(d.state == State.QUEUED, or_(tried_in_vain, never_tried))


def _variant_of(delivery_id: ColumnElement[int]) -> ColumnElement[Variant]:
    """The variant of the words that a delivery carries."""
    theirs = select(WORDINGS.c.variant).join(DELIVERIES, DELIVERIES.c.wording_id == WORDINGS.c.id)
    return theirs.where(DELIVERIES.c.id == delivery_id).scalar_subquery()


def _first_tried() -> ColumnElement[datetime]:
    """When the first attempt ended, however often it was repeated since."""
    mine = ATTEMPTS.c.delivery_id == DELIVERIES.c.id
    earlier = (
        select(func.min(ATTEMPTS.c.ended_at)).where(mine).correlate(DELIVERIES).scalar_subquery()
    )
    return func.coalesce(earlier, DELIVERIES.c.moved_at)
