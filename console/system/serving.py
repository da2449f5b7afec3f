"""What `tocsin serve` does: one event loop for the two web servers, the worker and the clock of
schedules; SIGHUP reloads the settings."""

import asyncio
import os
from collections.abc import Callable, Sequence
from threading import Thread

import uvloop

from console.system.reloading import refuse_settings, reload_settings
from console.terminal.limits import OF_A_SERVER, set_limits
from console.terminal.signals import on_hangup, stopped_on_purpose
from console.terminal.watchdog import process_jobs
from runtime import Home, Problem
from runtime.supervision import Supervisor
from web import Doors, Operation, serve


def run_server(
    home: Home, typed: Doors, told: Callable[[Sequence[str]], None], *, verbose: bool = False
) -> None:
    """Serve until told to stop, at the addresses that were typed, else those of the settings;
    raises CannotListen."""
    # Visitors who hold connections open may not use up those of the delivering.
    set_limits(OF_A_SERVER)
    renewed: asyncio.Queue[Operation] = asyncio.Queue()

    async def renew() -> None:
        supervisor = Supervisor.of(os.environ)
        supervisor.reloading()
        other = await asyncio.to_thread(reload_settings, home, verbose=verbose)
        if other is None:
            supervisor.ready()
        else:
            renewed.put_nowait(_operation(other, typed))

    async def run() -> None:
        stop, renewing = stopped_on_purpose(), set[asyncio.Task[None]]()
        on_hangup(lambda: renewing.add(asyncio.create_task(renew())))
        await serve(_operation(home, typed), stop, told, renewed)

    uvloop.run(run())


def _operation(home: Home, typed: Doors) -> Operation:
    web = home.config.web
    doors = Doors(typed.public or web.public, typed.admin or web.admin, typed.anywhere)
    return Operation(home, doors, process_jobs, _not_taken_up)


def _not_taken_up(problem: Problem) -> None:
    # A terminal that takes no more keeps whoever writes to it waiting.
    Thread(target=refuse_settings, args=(problem,), daemon=True).start()
    Supervisor.of(os.environ).ready()
