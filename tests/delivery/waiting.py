"""Waiting in an event loop until something is so, on a machine as busy as it may be."""

import asyncio
from collections.abc import Callable


async def until(true: Callable[[], object], seconds: float = 300) -> None:
    """Look again and again; raises TimeoutError when it is not so in that time."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)
