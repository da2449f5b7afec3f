"""The clock: it wakes exactly when something is next due. Nothing else here imports APScheduler."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from runtime import Problem
from runtime.clocks import utc_now

LOOK_SECONDS = 30.0  # another process may have added something, or the machine's clock was set
REST_SECONDS = 5.0  # after a pass that left something due

log = structlog.get_logger(__name__)

Due = Callable[[], Awaitable[datetime | None]]
Pass = Callable[[], Awaitable[None]]


class AlarmClock:
    """Calls `run_pass` whenever the moment that `next_due` names has come by `now`; both are asked
    anew after each pass."""

    def __init__(
        self,
        next_due: Due,
        run_pass: Pass,
        *,
        now: Callable[[], datetime] = utc_now,
        look_seconds: float = LOOK_SECONDS,
        rest_seconds: float = REST_SECONDS,
    ) -> None:
        self._now = now
        self._next_due = next_due
        self._run_pass = run_pass
        self._look = timedelta(seconds=look_seconds)
        self._rest = timedelta(seconds=rest_seconds)
        self._bell = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set, and let the pass under way finish."""
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.start()
        stopping = asyncio.create_task(self._ring_at(stop))
        try:
            while not stop.is_set():
                self._bell.clear()
                self._arm(scheduler, await self._wake_at())
                await self._bell.wait()
        finally:
            stopping.cancel()
            scheduler.shutdown(wait=False)

    async def _wake_at(self) -> datetime:
        """Pass if something is due, and say when to look again."""
        try:
            due = await self._next_due()
            if due is not None and due <= self._now():
                await self._run_pass()
                due = await self._next_due()
        except Problem as problem:
            log.warning("clock waits", problem=type(problem).__name__)
            due = None
        except Exception:  # the outermost loop: the next look tries again
            log.exception("clock failed")
            due = None
        now = self._now()
        if due is not None and due <= now:
            return now + self._rest
        return min(due or now + self._look, now + self._look)

    def _arm(self, scheduler: AsyncIOScheduler, wake_at: datetime) -> None:
        # Left to itself APScheduler drops a job that is a second late. It goes by the clock of this
        # machine, which may show another time than the one that is believed.
        trigger = DateTrigger(datetime.now(UTC) + (wake_at - self._now()))
        scheduler.add_job(
            self._ring, trigger, id="wake", replace_existing=True, misfire_grace_time=None
        )

    async def _ring(self) -> None:
        self._bell.set()

    async def _ring_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._bell.set()
