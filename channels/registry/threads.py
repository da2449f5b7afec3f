"""Threads: where other people's adapters run, each on an event loop of its own. What blocks or ends
that loop is nobody else's trouble."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Lock, Thread
from time import monotonic
from typing import ParamSpec, TypeVar

import structlog

from channels.failures import Unavailable
from channels.registry.bounded import bounded
from channels.registry.standard_output import adapter_output

T = TypeVar("T")
P = ParamSpec("P")

LOOP_BLOCKED = "loop_blocked"
BLOCKED_SECONDS = 2.0  # without a turn of its loop, before an adapter counts as blocking it
BEAT_SECONDS = 0.25
SOON_SECONDS = (
    0.5  # the rest of a lane whose adapter blocks: what is under way is slow, and not lost
)
END_SECONDS = 1.0

log = structlog.get_logger(__name__)


class AdapterThread:
    """The thread of one channel object, started with its first call; it never keeps the process
    from ending."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._beat = 0.0
        self._blocked = False

    @property
    def is_running(self) -> bool:
        """Whether anything was called yet."""
        return self._loop is not None

    def blocked(self) -> Unavailable | None:
        """The failure of a loop that stood still since this was last asked; None when it did
        not."""
        blocked, self._blocked = self._blocked or self._is_late(), False
        return Unavailable(LOOP_BLOCKED, retry_after=SOON_SECONDS) if blocked else None

    async def do(self, work: Callable[[], Awaitable[T]], seconds: float) -> T:
        """Do it there; raises what `bounded` raises, and Unavailable when the loop stands still and
        it was not begun."""
        first = Lock()  # whoever takes it decides whether it is begun

        async def begun() -> T:
            if not first.acquire(blocking=False):
                raise Unavailable(LOOP_BLOCKED, retry_after=SOON_SECONDS)
            return await work()

        there = asyncio.run_coroutine_threadsafe(bounded(begun, seconds), self._running())
        ending, late = asyncio.wrap_future(there), monotonic() + seconds + BLOCKED_SECONDS
        try:
            while not (await asyncio.wait({ending}, timeout=BEAT_SECONDS))[0]:
                if self._is_late():
                    self._blocked = True
                    if first.acquire(blocking=False):
                        raise Unavailable(LOOP_BLOCKED, retry_after=SOON_SECONDS)
                if monotonic() > late:
                    raise TimeoutError
        finally:
            first.acquire(blocking=False)
            ending.cancel()
        return await ending

    async def end(self) -> None:
        """Let the thread go; one that stands still is left behind."""
        loop, self._loop = self._loop, None
        if loop is None or self._thread is None:
            return
        loop.call_soon_threadsafe(loop.stop)
        until = monotonic() + END_SECONDS
        while self._thread.is_alive() and monotonic() < until:
            await asyncio.sleep(0.01)

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop, self._beat = asyncio.new_event_loop(), monotonic()
            self._loop.set_default_executor(_Daemons(self._name))
            self._thread = Thread(
                target=self._run, args=(self._loop,), name=self._name, daemon=True
            )
            self._thread.start()
        return self._loop

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        with adapter_output(self._name):
            self._note_beat(loop)
            while self._loop is loop:
                try:
                    loop.run_forever()
                except BaseException as raised:
                    # A task that the adapter began raised SystemExit or the like.
                    log.error("adapter has a fault", channel=self._name, code=type(raised).__name__)
            with suppress(BaseException):
                _clear(loop)
            loop.close()

    def _note_beat(self, loop: asyncio.AbstractEventLoop) -> None:
        self._beat = monotonic()
        loop.call_later(BEAT_SECONDS, self._note_beat, loop)

    def _is_late(self) -> bool:
        return self._loop is not None and monotonic() - self._beat > BLOCKED_SECONDS


class _Daemons(ThreadPoolExecutor):
    """Runs what an adapter gives to `asyncio.to_thread` on threads that never keep the process from
    ending."""

    def __init__(self, name: str) -> None:
        super().__init__(max_workers=1)
        self._name = name

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run it on a thread of its own."""
        future: Future[T] = Future()
        Thread(target=self._work, args=(future, lambda: fn(*args, **kwargs)), daemon=True).start()
        return future

    def _work(self, future: Future[T], work: Callable[[], T]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        with adapter_output(self._name):
            try:
                future.set_result(work())
            except BaseException as raised:
                future.set_exception(raised)


def _clear(loop: asyncio.AbstractEventLoop) -> None:
    """Let the tasks that are left be called off."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=END_SECONDS))
    loop.run_until_complete(loop.shutdown_asyncgens())
