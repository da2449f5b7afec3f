"""Runs: what one channel refuses for good of one dispatch; when it is more than a fifth, our own
settings are suspected, not the people."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true, update
from sqlmodel import Session

from channels import Outcome
from delivery.contacts.blocks import SILENT
from delivery.dispatches import superseded
from delivery.states import OPEN, REACHED, BlockReason, Lane, State
from delivery.tables import CONTACTS, DELIVERIES, DISPATCHES, RUNS
from delivery.transitions import RESUME, move
from runtime.database import insert_into

SHARE = 0.2  # of a run
FEWEST = 10  # refusals
# Whoever opted out did so at the provider, by an act of their own.
REFUSED_FOR_GOOD = (Outcome.INVALID_RECIPIENT, Outcome.CONTENT_REJECTED)
GIVEN_UP = (State.REFUSED, State.UNDELIVERED)


@dataclass(frozen=True, slots=True)
class _Refusals:
    dispatch_id: int
    channel: str
    lane: Lane
    code: str
    refused: int

    @property
    def key(self) -> ColumnElement[bool]:
        return and_(RUNS.c.dispatch_id == self.dispatch_id, RUNS.c.channel == self.channel)


def note_refusals(
    session: Session, delivery_ids: Collection[int], *, now: datetime
) -> frozenset[int]:
    """Count deliveries that were just refused for good; returns those for whose contacts nobody is
    to be blocked.

    Call it before contacts are blocked: on PostgreSQL a run is locked before its contacts, never
    the other way round."""
    suspected: set[int] = set()
    for run, theirs in sorted(_by_run(session, delivery_ids).items(), key=lambda each: each[0]):
        if _suspects(session, _told(run, theirs), now):
            suspected.update(number for number, _, _ in theirs)
    return frozenset(suspected)


_Row = tuple[int, str, bool]  # a delivery, the provider's code, and whether it is given up


def _by_run(
    session: Session, delivery_ids: Collection[int]
) -> Mapping[tuple[int, str, Lane], list[_Row]]:
    """These deliveries by dispatch, channel and lane; a code has one recipient, and is no run."""
    d = DELIVERIES.c
    given_up = and_(d.state.in_(GIVEN_UP), d.outcome.in_(REFUSED_FOR_GOOD))
    query = (
        select(
            d.id,
            d.dispatch_id,
            d.channel,
            DISPATCHES.c.lane,
            func.coalesce(d.code, ""),
            case((given_up, 1), else_=0),
        )
        .join(DISPATCHES, DISPATCHES.c.id == d.dispatch_id)
        .where(d.id.in_(delivery_ids), d.channel.is_not(None), DISPATCHES.c.lane != Lane.CODES)
        .order_by(d.id)
    )
    found: dict[tuple[int, str, Lane], list[_Row]] = defaultdict(list)
    for number, dispatch_id, channel, lane, code, refused in (
        session.execute(query) if delivery_ids else ()
    ):
        found[dispatch_id, channel, lane].append((number, code, bool(refused)))
    return found


def _told(run: tuple[int, str, Lane], theirs: Collection[_Row]) -> _Refusals:
    dispatch_id, channel, lane = run
    codes = [code for _, code, refused in theirs if refused]
    return _Refusals(
        dispatch_id, channel, lane, max(codes, key=codes.count, default=""), len(codes)
    )


def _suspects(session: Session, run: _Refusals, now: datetime) -> bool:
    """Count these refusals, and say whether their run is suspected, from now on or already."""
    row = insert_into(session, RUNS).values(
        dispatch_id=run.dispatch_id,
        channel=run.channel,
        lane=run.lane,
        refused=run.refused,
        size=0,
        code=run.code,
    )
    known = [RUNS.c.dispatch_id, RUNS.c.channel]
    more = {"refused": RUNS.c.refused + run.refused}
    session.execute(row.on_conflict_do_update(index_elements=known, set_=more))
    r = RUNS.c
    kept = session.execute(select(r.refused, r.size, r.suspected_at).where(run.key)).one()
    if kept.suspected_at is None:
        # Counted exactly only when it looks like too many: counting a million messages takes a
        # moment.
        if not _too_many(kept.refused, kept.size) or not _too_many(*_counted(session, run)):
            return False
        session.execute(
            update(RUNS).where(run.key).values(suspected_at=now, told_at=None, code=run.code)
        )
        _unblock(session, run)
    _queue_again(session, run, now)
    return True


def _too_many(refused: int, size: int) -> bool:
    return refused >= FEWEST and refused > SHARE * size


def _counted(session: Session, run: _Refusals) -> tuple[int, int]:
    """How many messages of a run are refused for good, and of how many; kept, so that it is seldom
    counted."""
    d = DELIVERIES.c
    theirs = _refused(session, run)
    refused = session.scalar(select(func.count()).select_from(DELIVERIES).where(*theirs)) or 0
    medium = select(d.medium).where(*theirs).limit(1).scalar_subquery()
    counts = or_(d.state.in_(OPEN), is_new(session, run.key))
    mine = (d.dispatch_id == run.dispatch_id, d.medium == medium, counts)
    size = session.scalar(select(func.count()).select_from(DELIVERIES).where(*mine)) or 0
    session.execute(update(RUNS).where(run.key).values(refused=refused, size=size))
    return refused, size


def _refused(session: Session, run: _Refusals) -> tuple[ColumnElement[bool], ...]:
    """What a run was refused, but for what staff have called right."""
    d = DELIVERIES.c
    return (
        d.dispatch_id == run.dispatch_id,
        d.channel == run.channel,
        d.state.in_(GIVEN_UP),
        d.outcome.in_(REFUSED_FOR_GOOD),
        is_new(session, run.key),
    )


def is_new(session: Session, run: ColumnElement[bool]) -> ColumnElement[bool]:
    """What has moved since staff called the refusals of a run right; all of it while they have
    not."""
    accepted_at = session.scalar(select(RUNS.c.accepted_at).where(run))
    return true() if accepted_at is None else DELIVERIES.c.moved_at > accepted_at


def _unblock(session: Session, run: _Refusals) -> None:
    """Undo the blocks that this run has brought about."""
    since = (
        select(DISPATCHES.c.created_at).where(DISPATCHES.c.id == run.dispatch_id).scalar_subquery()
    )
    refused = select(DELIVERIES.c.contact_id).where(*_refused(session, run))
    session.execute(
        update(CONTACTS)
        .where(
            CONTACTS.c.id.in_(refused), CONTACTS.c.block.in_(SILENT), CONTACTS.c.blocked_at >= since
        )
        .values(block=BlockReason.NONE, block_code="")
    )


def _queue_again(session: Session, run: _Refusals, now: datetime) -> None:
    """Let what was refused wait like the rest, but for those whom another message has reached or
    may; nothing of what is over."""
    x = DISPATCHES.c
    lives = (x.id == run.dispatch_id, x.expires_at > now, x.stopped_at.is_(None))
    if session.scalar(select(x.id).where(*lives)) is None:
        return
    instead = superseded(run.dispatch_id, (*OPEN, *REACHED))
    move(session, RESUME, *_refused(session, run), DELIVERIES.c.id.not_in(instead), not_before=None)
    session.execute(
        update(DISPATCHES).where(*lives, x.settled_at.is_not(None)).values(settled_at=None)
    )
