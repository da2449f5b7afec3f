"""What `tocsin serve` does: one event loop for both doors, the worker and the clock."""

import resource
from collections.abc import Callable, Sequence

import uvloop

from console.signals import stopped_by_signal
from runtime import Home
from web import Doors, serve

ENOUGH_FILES = 16_384


def be_the_server(home: Home, doors: Doors, told: Callable[[Sequence[str]], None]) -> None:
    """Serve until told to stop; a door that cannot be opened raises CannotListen."""

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Visitors who hold connections open may not use up those of the delivering.
    if 0 <= now < ENOUGH_FILES <= most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (ENOUGH_FILES, most))

    async def run() -> None:
        await serve(home, doors, stopped_by_signal(), told)

    uvloop.run(run())
