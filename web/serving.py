"""Serving: both listeners, a delivery worker and the clock of the schedules in one process."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alerts import chores, schedule_clock
from delivery import at_work
from engine import InlineEngine
from runtime import Home
from web.admin import admin
from web.listening import Listener, bind
from web.public import public
from web.watching import Pulse, watched


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
        engine = InlineEngine({**worker.jobs, **chores(home)})

        def ring() -> None:
            loop.call_soon_threadsafe(engine.ring)

        listeners = [
            Listener(sockets[0], public(home, ring)),
            Listener(sockets[1], watched(admin(home, ring), Pulse(home, worker))),
        ]
        told([listener.url for listener in listeners])
        async with asyncio.TaskGroup() as group:
            group.create_task(engine.run(stop))
            group.create_task(schedule_clock(home, ring).run(stop))
            for listener in listeners:
                group.create_task(listener.serve(stop))
