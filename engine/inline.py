"""The inline engine: the jobs run as tasks inside the process that sends or serves; nothing to
install."""

import asyncio
from collections.abc import Mapping

import structlog

from engine.contract import Job, Jobs
from runtime import Problem
from runtime.waits import wait_for_event

SWEEP_SECONDS = 5.0

log = structlog.get_logger(__name__)


class InlineEngine:
    """Each job in a task of its own, so that a slow one delays no other; `every` has the seconds of
    those that run more often."""

    def __init__(
        self,
        jobs: Jobs,
        *,
        sweep_seconds: float = SWEEP_SECONDS,
        every: Mapping[str, float] | None = None,
    ) -> None:
        self._jobs = jobs
        self._every = every or {}
        self._bells = {name: asyncio.Event() for name in jobs}
        self._sweep_seconds = sweep_seconds

    def ring(self, *names: str) -> None:
        """Wake these jobs now, or every one when none is named."""
        for name in names or self._bells:
            self._bells[name].set()

    async def run(self, stop: asyncio.Event) -> None:
        """Run the jobs until `stop` is set, and let those under way finish."""
        async with asyncio.TaskGroup() as group:
            for name, job in self._jobs.items():
                group.create_task(self._repeat(name, job, stop))
            await stop.wait()
            self.ring()

    async def _repeat(self, name: str, job: Job, stop: asyncio.Event) -> None:
        seconds = min(self._sweep_seconds, self._every.get(name, self._sweep_seconds))
        while not stop.is_set():
            self._bells[name].clear()
            try:
                await job()
            except Problem as problem:
                log.warning("job waits", job=name, problem=type(problem).__name__)
            except Exception:  # the outermost loop: the next sweep finds what was left
                log.exception("job failed", job=name)
            await wait_for_event(self._bells[name], seconds)
