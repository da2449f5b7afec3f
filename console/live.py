"""Sending with somebody watching: a worker in this process, a scoreboard on the terminal, and how it ends."""

import asyncio
import gc
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic

import uvloop
from sqlmodel import Session

from alerts import chores, close_settled
from console.door import say
from console.scoreboard import scoreboard
from delivery import DeliveryWorker, Tally, at_work, finished, settle, tally
from engine import InlineEngine
from runtime import Exit, Home, Problem, moment

LOOK_SECONDS = 1.0


class Ending(StrEnum):
    """Why the watching ended."""

    DONE = "done"
    DETACHED = "detached"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Watched:
    """How it ended, with the last count and what troubles the channels."""

    ending: Ending
    tally: Tally
    troubles: Mapping[str, str] = field(default_factory=dict)


class Unfinished(Problem):
    """Nothing is lost, and the alert must not be sent again. Mend what `tocsin doctor` names; then `tocsin worker`, or `tocsin alerts resume` with its number, goes on."""

    exit = Exit.UNREACHABLE


def deliver(home: Home, dispatch_ids: Sequence[int]) -> Watched:
    """Work until these dispatches have come to an end, and show it; Ctrl-C detaches. Raises Unfinished."""
    gc.freeze()  # what is loaded stays: looking it over again and again costs a twentieth of the time
    try:
        return uvloop.run(_deliver(home, dispatch_ids))
    except Problem as problem:
        # Its own advice may be to repeat the command, and that would issue a second alert.
        raise Unfinished(*(problem.details or (problem.why,))) from None


def follow(home: Home, dispatch_ids: Sequence[int]) -> Watched:
    """Watch these dispatches without sending: somebody else is at work."""
    return uvloop.run(_follow(home, dispatch_ids))


def work(home: Home) -> None:
    """Be a worker until told to stop."""
    uvloop.run(_work(home))


async def _deliver(home: Home, dispatch_ids: Sequence[int]) -> Watched:
    stop = stopped_by_signal()
    async with at_work(home, stop) as worker:
        running = asyncio.create_task(InlineEngine(worker.jobs, every=worker.every).run(stop))
        watched = await _watch(home, dispatch_ids, stop, worker)
        stop.set()
        await running
    await home.database.write(_close)
    return Watched(watched.ending, await asyncio.to_thread(_count, home, dispatch_ids), watched.troubles)


async def _follow(home: Home, dispatch_ids: Sequence[int]) -> Watched:
    return await _watch(home, dispatch_ids, stopped_by_signal(), None)


async def _work(home: Home) -> None:
    stop = stopped_by_signal()
    async with at_work(home, stop) as worker:
        await InlineEngine({**worker.jobs, **chores(home)}, every=worker.every).run(stop)


async def _watch(
    home: Home, dispatch_ids: Sequence[int], stop: asyncio.Event, worker: DeliveryWorker | None
) -> Watched:
    """Count and show until there is nothing left to do, somebody detaches, or a failing channel outlasts our patience."""
    board = scoreboard()
    last, moved_at = Tally(()), monotonic()
    with board:
        while True:
            looked_at = monotonic()
            standing = await asyncio.to_thread(_count, home, dispatch_ids)
            troubles = worker.troubles() if worker else {}
            board.show(standing, troubles)
            if await asyncio.to_thread(_finished, home, dispatch_ids):
                return Watched(Ending.DONE, standing, troubles)
            if stop.is_set():
                return Watched(Ending.DETACHED, standing, troubles)
            if standing.open != last.open:
                last, moved_at = standing, monotonic()
            if troubles and monotonic() - moved_at > home.config.patience:
                return Watched(Ending.STUCK, standing, troubles)
            # Counting a million rows takes a while: never spend more than a fifth of the time on it.
            await _pause(stop, max(LOOK_SECONDS, 4 * (monotonic() - looked_at)))


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def stopped_by_signal() -> asyncio.Event:
    """An event that Ctrl-C or SIGTERM sets, instead of ending the process."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _told_to_stop, stop)
    return stop


def _told_to_stop(stop: asyncio.Event) -> None:
    if not stop.is_set():
        say("Stopping: what is in the air may land first...")
    stop.set()


def _count(home: Home, dispatch_ids: Sequence[int]) -> Tally:
    with home.database.reading() as session:
        return sum((tally(session, dispatch_id) for dispatch_id in dispatch_ids), Tally(()))


def _finished(home: Home, dispatch_ids: Sequence[int]) -> bool:
    with home.database.reading() as session:
        return all(finished(session, dispatch_id) for dispatch_id in dispatch_ids)


def _close(session: Session) -> None:
    settle(session, now=moment(session))
    close_settled(session)
