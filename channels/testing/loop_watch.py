"""Loop watch: how long an event loop stood still, told apart from a machine that did."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event, Thread

TICK_SECONDS = 0.02
LONGEST_BLOCK = 1.0  # seconds for which an adapter may keep its event loop


@asynccontextmanager
async def blocked_for() -> AsyncIterator[Callable[[], float]]:
    """The longest time in seconds for which the loop took no turn while another thread of this
    process took its own."""
    over, missed, longest = Event(), 0, 0

    def count() -> None:
        nonlocal missed, longest
        while not over.is_set():
            time.sleep(TICK_SECONDS)
            missed += 1
            longest = max(longest, missed)

    async def turn() -> None:
        nonlocal missed
        while True:
            missed = 0
            await asyncio.sleep(TICK_SECONDS / 2)

    counting, turning = Thread(target=count, daemon=True), asyncio.ensure_future(turn())
    counting.start()
    try:
        yield lambda: longest * TICK_SECONDS
    finally:
        over.set()
        turning.cancel()
        counting.join()
