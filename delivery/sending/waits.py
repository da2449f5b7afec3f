"""What a lane waits for besides time: it ends at once when the worker is told to stop."""

import asyncio
from time import monotonic


async def wait_for_change(changed: asyncio.Event, stop: asyncio.Event, until: float | None) -> None:
    """Wait until something changes from now on, or until that moment (monotonic), if there is
    one."""
    changed.clear()
    changing = asyncio.ensure_future(changed.wait())
    stopping = asyncio.ensure_future(stop.wait())
    seconds = None if until is None else max(0.0, until - monotonic())
    await asyncio.wait({changing, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    changing.cancel()
    stopping.cancel()
