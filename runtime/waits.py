"""Waits that end early."""

import asyncio
from contextlib import suppress

__all__ = ["wait_for_event"]


async def wait_for_event(event: asyncio.Event, seconds: float) -> None:
    """Wait until it is set, but no longer than so many seconds; not at all when they are not
    positive."""
    if seconds > 0:
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)
