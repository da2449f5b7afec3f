"""The contract of an engine: it runs the jobs it was given by name, soon after a ring and anyway
every few seconds."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

Job = Callable[[], Awaitable[None]]
Jobs = Mapping[str, Job]


class Engine(Protocol):
    """Work done later or elsewhere. The database is the queue; a ring that is lost costs seconds,
    never a person."""

    def ring(self, *names: str) -> None:
        """Say that there is something to do: for these jobs, or for all when none is named."""
        ...

    async def run(self, stop: asyncio.Event) -> None:
        """Run the jobs until told to stop, and let those under way finish."""
        ...
