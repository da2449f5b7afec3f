"""Pings: while no check fails, an address outside is asked once a minute; the service behind it
sounds the alarm when that stops.

It is the one watch that still works when this machine, its network or its power is gone.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from checks.registry import run_quick_checks
from checks.results import Level
from checks.situation import Situation
from checks.trials import PING, note_trial
from engine import Job
from runtime import Home

PING_SECONDS = 60.0
LONGEST_SECONDS = 10.0

log = structlog.get_logger(__name__)


def ping_job(home: Home) -> Job:
    """The job of asking the address under `[watch]`."""
    return Ping(home).go_on


@dataclass(slots=True)
class Ping:
    """What one process asks; `look_around` is how it comes by the situation."""

    home: Home
    look_around: Callable[[Home], Situation] = Situation.of
    due_at: float = 0.0

    async def go_on(self) -> None:
        """Ask, if it is time and no check fails; whatever answers, nothing here waits longer than
        ten seconds."""
        if monotonic() < self.due_at:
            return
        self.due_at = monotonic() + PING_SECONDS
        if await asyncio.to_thread(self._fails):
            return
        trouble = await ask(self.home.config.watch.url)
        await self.home.database.write(lambda session: note_trial(session, PING, trouble))

    def _fails(self) -> bool:
        return any(
            each.level is Level.FAIL for each in run_quick_checks(self.look_around(self.home))
        )


async def ask(url: str, *, longest: float = LONGEST_SECONDS) -> str:
    """Ask an address, follow it nowhere and read nothing; returns what was wrong with the answer: a
    status, or `silent`."""
    try:
        async with ClientSession(timeout=ClientTimeout(total=longest)) as client:
            answer = await client.get(url, allow_redirects=False)
            answer.close()
    except (ClientError, OSError, ValueError) as error:
        log.warning("the watch outside does not answer", problem=type(error).__name__)
        return "silent"
    return "" if answer.ok and answer.status < 300 else str(answer.status)
