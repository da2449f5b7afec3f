"""A worker in this process that shows on the terminal how a sending stands, and how it ended."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

import uvloop
from sqlmodel import Session

from alerts.housekeeping import (
    FallbackJob,
    awaits_followups,
    close_settled_alerts,
    sending_jobs,
    upkeep_jobs,
)
from channels.registry import find_trials
from checks import template_check_job, watch_job
from console.terminal.hindrances import list_hindrances, list_troubles, troubles_concerning
from console.terminal.interruption import confirmed
from console.terminal.limits import OF_A_WORKER, set_limits
from console.terminal.monitoring import watch_over
from console.terminal.progress import ProgressDisplay, progress_display
from console.terminal.signals import stopped_by_signal
from console.terminal.watchdog import process_jobs
from delivery.receipts import awaits_receipts
from delivery.sending import at_work, settle_dispatches
from delivery.status import Tally, count_dispatch, is_finished
from engine import InlineEngine
from runtime import Exit, Home, Problem, moment
from runtime.waits import wait_for_event
from subscribers.jobs import import_jobs

if TYPE_CHECKING:
    from web import Monitor

LOOK_SECONDS = 1.0
FIRST_RETRIES = 30.0  # seconds: while no channel fails, a second and a third attempt are waited for
LAST_SECONDS = 5.0  # for batches under way when a sending is stuck


class WatchEnding(StrEnum):
    """Why the watching ended."""

    DONE = "done"
    DETACHED = "detached"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class WatchResult:
    """How it ended, the last count of all deliveries that were watched, and the channels in
    trouble."""

    ending: WatchEnding
    tally: Tally
    troubles: Mapping[str, str] = field(default_factory=dict)


class Unfinished(Problem):
    """Nothing is lost, and the alert must not be sent again. Mend what `tocsin doctor` names; then
    `tocsin worker`, or `tocsin alerts resume` with its number, goes on."""

    exit = Exit.UNREACHABLE


def deliver(home: Home, dispatch_ids: Sequence[int], *, beside: Sequence[int] = ()) -> WatchResult:
    """Work until these dispatches, and those `beside`, have ended, and show how these stand; Ctrl-C
    leaves them to another worker. Raises Unfinished."""
    confirmed(True)
    set_limits(OF_A_WORKER)
    # What is loaded stays: looking it over again and again costs a twentieth of the time.
    gc.freeze()
    try:
        return uvloop.run(_deliver(home, dispatch_ids, beside))
    except Problem as problem:
        # Its own advice may be to repeat the command, and that would issue a second alert.
        raise Unfinished(*(problem.details or (problem.why,))) from None


def follow(
    home: Home, dispatch_ids: Sequence[int], *, receipts: bool = False, resumed_by: str = ""
) -> WatchResult:
    """Watch these dispatches without sending, until their receipts are in if wanted: another
    process sends them, else the command `resumed_by`."""
    return uvloop.run(_follow(home, dispatch_ids, receipts, resumed_by))


def work(home: Home, monitors: "Sequence[Monitor]" = ()) -> None:
    """Be a worker until told to stop; the monitors answer meanwhile."""
    set_limits(OF_A_WORKER)
    uvloop.run(_work(home, monitors))


async def _deliver(home: Home, shown: Sequence[int], beside: Sequence[int]) -> WatchResult:
    dispatch_ids = (*shown, *beside)
    stop, fallback = stopped_by_signal(), FallbackJob(home)
    async with at_work(home, stop) as worker:
        engine = InlineEngine({**worker.jobs, **sending_jobs(home)}, every=worker.every)

        async def is_done() -> bool:
            """Whether nothing is left, not even for those whom one medium has failed and the next
            may reach."""
            if not await asyncio.to_thread(_finished, home, dispatch_ids):
                return False
            if not await fallback.go_through(dispatch_ids):
                # Another worker may have queued the next medium between the two looks.
                return await asyncio.to_thread(_finished, home, dispatch_ids)
            engine.ring()
            return False

        running = asyncio.create_task(engine.run(stop))
        patience = home.config.patience
        quiet = max(patience, FIRST_RETRIES)
        watched = await _Watch(
            home, shown, stop, worker.troubles, is_done, patience, quiet, beside
        ).go_on()
        stop.set()
        await _finish_sending(running, watched.ending)
    await home.database.write(_close)
    return WatchResult(
        watched.ending, await asyncio.to_thread(_count, home, dispatch_ids), watched.troubles
    )


async def _finish_sending(
    running: asyncio.Task[None], ending: WatchEnding, seconds: float = LAST_SECONDS
) -> None:
    """Wait for the batches under way; when a sending is stuck, what is left of them is left to the
    next worker."""
    if ending is WatchEnding.STUCK and not (await asyncio.wait({running}, timeout=seconds))[0]:
        running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _follow(
    home: Home, dispatch_ids: Sequence[int], receipts: bool, resumed_by: str
) -> WatchResult:
    fallback = FallbackJob(home)

    def look() -> bool:
        nothing_due = _finished(home, dispatch_ids) and not fallback.look(dispatch_ids)
        done = nothing_due and _finished(home, dispatch_ids)
        return done and not (receipts and _awaits(home, dispatch_ids, fallback.routes.telling))

    stop, troubles = stopped_by_signal(), partial(list_troubles, home)
    is_done = partial(asyncio.to_thread, look)
    watch = _Watch(home, dispatch_ids, stop, troubles, is_done, resumed_by=resumed_by)
    return await watch.go_on()


async def _work(home: Home, monitors: "Sequence[Monitor]") -> None:
    stop = stopped_by_signal()
    async with at_work(home, stop) as worker, asyncio.TaskGroup() as group:
        beside = {
            **upkeep_jobs(home),
            **watch_job(home),
            **template_check_job(home),
            **process_jobs(worker),
            **import_jobs(home, stop),
        }
        watch_over(group, monitors, home, worker, stop)
        await InlineEngine({**worker.jobs, **beside}, every=worker.every).run(stop)


@dataclass(frozen=True, slots=True)
class _Watch:
    """Counts and shows until nothing is left to do, somebody presses Ctrl-C, or nothing has moved
    for too long."""

    home: Home
    dispatch_ids: Sequence[int]
    stop: asyncio.Event
    troubles: Callable[[], Mapping[str, str]]
    is_done: Callable[[], Awaitable[bool]]
    patience: float = inf  # seconds without a move, while a channel fails
    quiet: float = inf  # and while none does
    beside: Sequence[int] = ()  # watched, but shown to nobody: what staff are told
    resumed_by: str = ""  # the command that goes on when no worker does

    async def go_on(self) -> WatchResult:
        """Watch to the end, and say how it ended."""
        last, moved_at = Tally(()), monotonic()
        config = self.home.config
        tried = find_trials(config.routes, config.channels, self.home.path).by_channel
        with progress_display(tried) as display:
            while True:
                looked_at = monotonic()
                every = self.troubles()
                standing = await asyncio.to_thread(self._look, display, every)
                troubles = troubles_concerning(standing, every, config.routes)
                if await self.is_done():
                    last = await asyncio.to_thread(self._look, display, every)
                    return WatchResult(WatchEnding.DONE, last, troubles)
                if self.stop.is_set():
                    return WatchResult(WatchEnding.DETACHED, standing, troubles)
                if standing.open != last.open:
                    last, moved_at = standing, monotonic()
                if monotonic() - moved_at > (self.patience if every else self.quiet):
                    return WatchResult(WatchEnding.STUCK, standing, troubles)
                # Counting a million rows takes a while: never spend more than a fifth of the time
                # on it.
                await wait_for_event(self.stop, max(LOOK_SECONDS, 4 * (monotonic() - looked_at)))

    def _look(self, display: ProgressDisplay, troubles: Mapping[str, str]) -> Tally:
        """Count all and show what is to be shown, on a thread: a terminal that blocks may delay
        this, but no message."""
        shown = _count(self.home, self.dispatch_ids)
        concerned = troubles_concerning(shown, troubles, self.home.config.routes)
        waits = list_hindrances(self.home, self.dispatch_ids, concerned, self.resumed_by)
        # Between the end of a terminal and the signal that says so a moment passes.
        with suppress(OSError):
            display.show(shown, waits)
        return shown + _count(self.home, self.beside)


def _count(home: Home, dispatch_ids: Sequence[int]) -> Tally:
    with home.database.reading() as session:
        return sum(
            (count_dispatch(session, dispatch_id) for dispatch_id in dispatch_ids), Tally(())
        )


def _finished(home: Home, dispatch_ids: Sequence[int]) -> bool:
    with home.database.reading() as session:
        if not all(is_finished(session, dispatch_id) for dispatch_id in dispatch_ids):
            return False
        # Whoever was being sent an alert when it was corrected is told after that batch.
        return not awaits_followups(
            session, dispatch_ids, home.config.municipality, now=moment(session)
        )


def _awaits(home: Home, dispatch_ids: Sequence[int], telling: frozenset[str]) -> bool:
    with home.database.reading() as session:
        now = moment(session)
        return any(awaits_receipts(session, each, telling, now=now) for each in dispatch_ids)


def _close(session: Session) -> None:
    settle_dispatches(session, now=moment(session))
    close_settled_alerts(session)
