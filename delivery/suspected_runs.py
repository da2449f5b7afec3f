"""Suspected runs: the lanes that stand still for their refusals, and what staff decide about
them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select, update
from sqlmodel import Session

from channels import Medium, Outcome
from delivery.runs import GIVEN_UP, REFUSED_FOR_GOOD, is_new
from delivery.states import BlockReason, Lane, State
from delivery.tables import CONTACTS, DELIVERIES, DISPATCHES, RUNS
from delivery.transitions import ACCEPT_REFUSAL, move

ChannelLane = tuple[str, Lane]  # a channel's name, and one of its lanes


@dataclass(frozen=True, slots=True)
class SuspectedRun:
    """One run whose refusals nobody believes yet; `refused` and `size` are messages."""

    dispatch_id: int
    channel: str
    lane: Lane
    refused: int
    size: int
    code: str
    since: datetime
    told_at: datetime | None

    @property
    def place(self) -> ChannelLane:
        """The lane that is stopped."""
        return self.channel, self.lane


def list_suspected_runs(session: Session) -> list[SuspectedRun]:
    """The runs that wait for staff, the oldest first."""
    r = RUNS.c
    columns = (
        r.dispatch_id,
        r.channel,
        r.lane,
        r.refused,
        r.size,
        r.code,
        r.suspected_at,
        r.told_at,
    )
    query = (
        select(*columns).where(r.suspected_at.is_not(None)).order_by(r.suspected_at, r.dispatch_id)
    )
    return [SuspectedRun(*row) for row in session.execute(query)]


def stopped_channels(session: Session, dispatch_id: int) -> Mapping[str, str]:
    """The channels that stand still in the lane of a dispatch, each with the provider's code."""
    lane = session.scalar(select(DISPATCHES.c.lane).where(DISPATCHES.c.id == dispatch_id))
    return {each.channel: each.code for each in list_suspected_runs(session) if each.lane is lane}


def stopped_lanes(session: Session) -> Mapping[ChannelLane, str]:
    """The lanes that stand still until staff decide, each with the provider's code."""
    return {each.place: each.code for each in list_suspected_runs(session)}


def stands_still(channel: str, lane: Lane) -> ColumnElement[bool]:
    """Whether a lane of a channel stands still until staff decide, as a condition of the very
    statement that claims."""
    r = RUNS.c
    return exists().where(r.channel == channel, r.lane == lane, r.suspected_at.is_not(None))


def resume_run(session: Session, run: SuspectedRun) -> None:
    """Our settings are mended: the lane goes on, and counts anew."""
    session.execute(
        update(RUNS).where(_its_run(run)).values(suspected_at=None, told_at=None, refused=0, size=0)
    )


def accept_refusals(session: Session, run: SuspectedRun, *, now: datetime) -> int:
    """The refusals were right: these people stay refused and are blocked, the others go on and are
    counted anew; how many messages stay refused."""
    d = DELIVERIES.c
    theirs = (
        d.dispatch_id == run.dispatch_id,
        d.channel == run.channel,
        d.outcome.in_(REFUSED_FOR_GOOD),
        d.state.in_((State.QUEUED, *GIVEN_UP)),
        is_new(session, _its_run(run)),
    )
    # By the clock that told when each was refused, so that none of these is counted again.
    until = session.scalar(select(func.max(d.moved_at)).where(*theirs)) or now
    ended = case((d.accepted_at.is_(None), State.REFUSED), else_=State.UNDELIVERED)
    refused = move(session, ACCEPT_REFUSAL, *theirs, state=ended)
    gone = (*theirs, d.outcome == Outcome.INVALID_RECIPIENT)
    code = select(func.coalesce(func.max(d.code), "")).where(*gone, d.contact_id == CONTACTS.c.id)
    session.execute(
        update(CONTACTS)
        .where(
            CONTACTS.c.id.in_(select(d.contact_id).where(*gone)),
            CONTACTS.c.block == BlockReason.NONE,
        )
        .values(
            block=case(
                (CONTACTS.c.medium == Medium.EMAIL, BlockReason.BOUNCED), else_=BlockReason.INVALID
            ),
            block_code=code.scalar_subquery(),
            blocked_at=now,
        )
    )
    anew = {"suspected_at": None, "told_at": None, "refused": 0, "size": 0, "accepted_at": until}
    session.execute(update(RUNS).where(_its_run(run)).values(anew))
    return refused


def _its_run(run: SuspectedRun) -> ColumnElement[bool]:
    return and_(RUNS.c.dispatch_id == run.dispatch_id, RUNS.c.channel == run.channel)
