"""A kept reading: what was read from the database, a few seconds old at most while it answers, and
as it last was while it does not."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from runtime import Database, Problem

FRESH = 3.0  # seconds in which nobody asks the database again
STALE = 10.0  # seconds after which a reader waits for the database
WAIT_SECONDS = 2.0  # seconds that a reader waits
Read = TypeVar("Read")
log = structlog.get_logger("web")


class KeptReading(Generic[Read]):
    """Reads on a thread of its own, one reading at a time, however many ask."""

    def __init__(self, database: Database, read: Callable[[Session], Read], name: str) -> None:
        self._database, self._read, self._name = database, read, name
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._lock = Lock()
        self._known: Read | None = None
        self._read_at = -STALE
        self._reading: Future[None] | None = None

    def latest(self, first_wait: float = WAIT_SECONDS) -> Read | None:
        """What was read last; None when it could never be read. Whoever comes before the first
        reading has ended waits up to `first_wait` seconds for it."""
        age = monotonic() - self._read_at
        if age > FRESH:
            reading = self._read_soon()
            if age > STALE:
                wait_for(reading, first_wait if self._known is None else WAIT_SECONDS)
        return self._known

    def close(self) -> None:
        """Give back the thread."""
        self._thread.shutdown(cancel_futures=True)

    def _read_soon(self) -> Future[None]:
        with self._lock:
            if self._reading is None or self._reading.done():
                self._reading = self._thread.submit(self._read_now)
            return self._reading

    def _read_now(self) -> None:
        try:
            with self._database.reading() as session:
                self._known = self._read(session)
            self._read_at = monotonic()
        except (Problem, SQLAlchemyError) as failure:
            log.warning("reading failed", what=self._name, kind=type(failure).__name__)


def wait_for(work: Future[Read], seconds: float = WAIT_SECONDS) -> bool:
    """Whether it came to an end that says something while a reader could wait."""
    try:
        failure = work.exception(seconds)
    except TimeoutError:
        return False
    return not isinstance(failure, Problem) or failure.status == 404
