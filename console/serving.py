"""What `tocsin serve` does: one event loop for both doors, the worker and the clock."""

from collections.abc import Callable, Sequence

import uvloop

from console.live import stopped_by_signal
from runtime import Home
from web import Doors, serve


def be_the_server(home: Home, doors: Doors, told: Callable[[Sequence[str]], None]) -> None:
    """Serve until told to stop; a door that cannot be opened raises CannotListen."""

    async def run() -> None:
        await serve(home, doors, stopped_by_signal(), told)

    uvloop.run(run())
