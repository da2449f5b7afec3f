"""The process of the jobs: what waits is carried out beside whoever sends and serves, which keep
their processor for it."""

import asyncio
import os
import signal
import sys
from contextlib import suppress

from engine import Jobs
from runtime import Home
from subscribers.jobs.carrying_out import jobs_wait

ENDING_SECONDS = 20.0
NICE = 10


def import_jobs(home: Home, stop: asyncio.Event) -> Jobs:
    """The job of an engine: start a process when an import waits; told to stop, it commits its
    thousand rows and ends."""

    async def carry_out() -> None:
        if not await asyncio.to_thread(_waits, home) or stop.is_set():
            return
        words = (sys.executable, "-P", "-m", "subscribers.jobs", str(home.path), str(os.getpid()))
        process = await asyncio.create_subprocess_exec(*words, stdin=asyncio.subprocess.DEVNULL)
        ended, stopped = asyncio.create_task(process.wait()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((ended, stopped), return_when=asyncio.FIRST_COMPLETED)
            await _end(process, ended)
        finally:
            stopped.cancel()

    return {"imports": carry_out}


def _waits(home: Home) -> bool:
    with home.database.reading() as session:
        return jobs_wait(session)


async def _end(process: asyncio.subprocess.Process, ended: "asyncio.Task[int]") -> None:
    """Let it commit what it has in hand; the lease of one that hangs runs out by itself."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if ended.done():
            return
        with suppress(ProcessLookupError):
            process.send_signal(number)
        await asyncio.wait({ended}, timeout=ENDING_SECONDS)
