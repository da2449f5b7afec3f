"""Stopping: nothing more of a dispatch leaves, neither what is queued nor what a worker has claimed
and not begun."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from delivery.states import Lane
from delivery.suspected_runs import ChannelLane, stopped_lanes
from delivery.tables import DELIVERIES, DISPATCHES
from delivery.transitions import STOP, move
from runtime import Database, Problem

LOOK_SECONDS = 1.0


class Stops:
    """The dispatches and lanes that were stopped or quarantined, as a worker knows them: looked up
    every second, without waiting for any writer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: frozenset[int] = frozenset()
        self._lanes: Mapping[ChannelLane, str] = {}

    def __contains__(self, dispatch_id: int) -> bool:
        return dispatch_id in self._known

    def of_lane(self, channel: str, lane: Lane) -> str | None:
        """The code for which a lane of a channel stands still until staff decide; None when it does
        not."""
        return self._lanes.get((channel, lane))

    async def keep_looking(self, stop: asyncio.Event) -> None:
        """Look again and again, until told to stop."""
        while not stop.is_set():
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Look once; whoever cannot read cannot claim either."""
        with suppress(Problem, SQLAlchemyError):
            self._known, self._lanes = await asyncio.to_thread(self._look)

    def _look(self) -> tuple[frozenset[int], Mapping[ChannelLane, str]]:
        with self._database.reading() as session:
            return frozenset(session.scalars(_STOPPED)), stopped_lanes(session)


_STOPPED = select(DISPATCHES.c.id).where(
    DISPATCHES.c.settled_at.is_(None),
    or_(DISPATCHES.c.stopped_at.is_not(None), DISPATCHES.c.held_at.is_not(None)),
)


def stop_dispatches(session: Session, dispatch_ids: Iterable[int], *, now: datetime) -> None:
    """Let nothing more of these leave: what is queued is cancelled at once, what is claimed and not
    begun within a second or two."""
    mine = DISPATCHES.c.id.in_(list(dispatch_ids))
    session.execute(
        update(DISPATCHES).where(mine, DISPATCHES.c.stopped_at.is_(None)).values(stopped_at=now)
    )
    cancel_stopped(session, now=now)


def cancel_stopped(session: Session, *, now: datetime) -> None:
    """Cancel what is queued of stopped dispatches: what a worker gave back, or would have tried
    again."""
    stopped = select(DISPATCHES.c.id).where(
        DISPATCHES.c.settled_at.is_(None), DISPATCHES.c.stopped_at.is_not(None)
    )
    move(session, STOP, DELIVERIES.c.dispatch_id.in_(stopped), moved_at=now)
