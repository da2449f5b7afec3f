"""Standing in: which deliveries of a dispatch have failed, and those that take their place by another road."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    literal,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlmodel import Session

from channels import Outcome
from delivery.handover import wording_for
from delivery.states import OPEN, REACHED, Lane, State
from delivery.tables import DELIVERIES, DISPATCHES, IS_QUEUED
from runtime import insert_into

LATELY = timedelta(minutes=5)  # longer than any transaction lasts that adds to a dispatch
BLOCKED = "blocked"  # the code of what was skipped because its contact is blocked
# delivery_id, contact_id, failed, hopeful
Tries = Select[int, int, bool, bool]
# contact_id, medium, language, resident_id, not_before, instead_of
Standbys = Select[*tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Patience:
    """Since when a message must have waited for its receipt to count as failed, and the channels whose providers give receipts."""

    silent_since: datetime
    telling: frozenset[str] = frozenset()


def tries(dispatch_id: int, patience: Patience) -> Tries:
    """What became of each delivery of a dispatch: it failed, or it may still reach somebody, or neither; one pass over its rows."""
    d = DELIVERIES.c
    failed = _failed(patience)
    return select(
        d.id.label("delivery_id"),
        d.contact_id,
        case((failed, true()), else_=false()).label("failed"),
        case((failed, false()), else_=d.state.in_((*OPEN, *REACHED))).label("hopeful"),
    ).where(d.dispatch_id == dispatch_id)


def stand_in(session: Session, dispatch_id: int, standbys: Standbys) -> int:
    """Write a delivery for each of these, with the words of its language, and open the dispatch again; how many there are."""
    chosen = standbys.subquery()
    wording = wording_for(session, dispatch_id, chosen.c.medium, chosen.c.language)
    rows = select(
        literal(dispatch_id), chosen.c.contact_id, wording, chosen.c.medium, literal_column("'queued'"), literal(0),
        literal(False), chosen.c.not_before, chosen.c.instead_of,
    ).where(true())  # fmt: skip
    columns = [
        "dispatch_id", "contact_id", "wording_id", "medium", "state", "attempt", "doubled", "not_before", "instead_of",
    ]  # fmt: skip
    written = insert_into(session, DELIVERIES).from_select(columns, rows, include_defaults=False)
    # Two processes may find the same at the same moment: each contact has one delivery.
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
    """Open again what was closed a while ago with something queued: a sweep of PostgreSQL may close what is added to at that moment.

    Not a code: its words are forgotten.
    """
    lately = (DISPATCHES.c.settled_at > now - LATELY, DISPATCHES.c.lane != Lane.CODES)
    session.execute(update(DISPATCHES).where(*lately, _SOMETHING_QUEUED).values(settled_at=None))


_SOMETHING_QUEUED = exists().where(DELIVERIES.c.dispatch_id == DISPATCHES.c.id, IS_QUEUED)


def _failed(patience: Patience) -> ColumnElement[bool]:
    d = DELIVERIES.c
    return or_(
        d.state.in_((State.REFUSED, State.UNDELIVERED)),
        and_(d.state == State.EXPIRED, d.outcome == Outcome.ACCEPTED),  # its provider gave up
        and_(d.state == State.SKIPPED, d.code == BLOCKED),
        and_(
            d.state == State.ACCEPTED,
            d.channel.in_(sorted(patience.telling)),
            d.accepted_at <= patience.silent_since,
        ),
        and_(d.state == State.UNKNOWN, d.moved_at <= patience.silent_since),
    )
