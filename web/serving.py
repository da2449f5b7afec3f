"""Serving: both listeners, a delivery worker and the clock of the schedules in one process.

Whoever delivers shares its connections to the database with nobody, and the residents' pages have a loop and threads of
their own as well: a crowd at one door keeps nobody waiting at the other, and no message back.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from alerts import chores, schedule_clock
from checks import watching
from delivery import Lane, at_work
from engine import InlineEngine
from runtime import Home
from web.admin import admin
from web.listening import Listener, bind
from web.public import public
from web.watching import Pulse, watched

PUBLIC_CONNECTIONS = 4  # as many as want to write the database at once, at most
ADMIN_CONNECTIONS = 15


@dataclass(frozen=True, slots=True)
class Doors:
    """The two addresses to listen on."""

    public: str
    admin: str


async def serve(home: Home, doors: Doors, stop: asyncio.Event, told: Callable[[Sequence[str]], None]) -> None:
    """Answer at both doors and deliver until told to stop; `told` gets the addresses once they are bound."""
    sockets = [bind(doors.public), bind(doors.admin)]
    loop = asyncio.get_running_loop()
    async with at_work(home, stop) as worker:
        engine = InlineEngine({**worker.jobs, **chores(home), **watching(home)}, every=worker.every)

        # What delivers wakes at once, the rest in its own time; a form brings a code at most.
        of_alerts = [name for name in worker.jobs if name != "sweep"]
        of_codes = [name for name in of_alerts if name.startswith(Lane.CODES)]

        def ring() -> None:
            loop.call_soon_threadsafe(engine.ring, *of_alerts)

        def ring_for_codes() -> None:
            loop.call_soon_threadsafe(engine.ring, *of_codes)

        residents = replace(home, database=home.database.apart(PUBLIC_CONNECTIONS))
        programs = replace(home, database=home.database.apart(ADMIN_CONNECTIONS))
        pages = Listener(sockets[0], public(residents, ring_for_codes))
        api = Listener(sockets[1], watched(admin(programs, ring), Pulse(programs, worker)))
        told([pages.url, api.url])
        async with asyncio.TaskGroup() as group:
            group.create_task(engine.run(stop))
            group.create_task(schedule_clock(home, ring).run(stop))
            group.create_task(pages.serve_apart(stop))
            group.create_task(api.serve(stop))
        for apart in (residents, programs):
            apart.database.close()
