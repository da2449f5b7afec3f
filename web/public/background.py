"""Background: tasks that run after the answer has gone, on a thread of its own, so that no answer
tells by its time what it found."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

import structlog

from runtime import Problem

MOST_WAITING = 2_000
log = structlog.get_logger("web")


class TooBusy(Problem):
    """Too many people are registering at this moment. Please try again in a few minutes."""

    status = 503


class BackgroundQueue:
    """One thread that runs one task after the other."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="background")
        self._room = BoundedSemaphore(MOST_WAITING)

    def run_later(self, name: str, task: Callable[[], None]) -> None:
        """Do it soon; raises TooBusy when too many are waiting."""
        if not self._room.acquire(blocking=False):
            raise TooBusy
        self._thread.submit(self._run, name, task)

    def close(self) -> None:
        """Finish what is waiting."""
        self._thread.shutdown()

    def _run(self, name: str, task: Callable[[], None]) -> None:
        try:
            task()
        except Problem as problem:
            log.info("errand refused", errand=name, problem=type(problem).__name__)
        except Exception as failure:
            # Nobody waits for it; what it says may hold an address.
            log.error("errand failed", errand=name, kind=type(failure).__name__)
        finally:
            self._room.release()
