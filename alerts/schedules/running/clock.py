"""The clock of the schedules, for every process that stays."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from alerts.schedules.running.due import find_next_due, run_due_schedules
from engine import AlarmClock
from runtime import Home


def schedule_clock(home: Home, ring: Callable[[], None]) -> AlarmClock:
    """A clock that decides what is due; `ring` is called when there is something to deliver."""

    async def due() -> datetime | None:
        return await home.database.read(lambda session: find_next_due(session, now=home.now()))

    async def decide() -> None:
        if home.database.clock.doubt is not None:
            return  # nothing fires by a clock that may be wrong; the sweep says so
        found = await asyncio.to_thread(run_due_schedules, home, now=home.now())
        if found.dispatches:
            ring()

    return AlarmClock(due, decide, now=home.now)
