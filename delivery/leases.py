"""Leases as a worker itself counts them: what it claimed before it was stopped for longer may be
another's by now."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from delivery.workers import LEASE
from runtime.clocks import since_start

SECONDS = LEASE.total_seconds()


class Lease:
    """The lease of this process, by the seconds since the machine was started: they pass while it
    is stopped or asleep."""

    def __init__(self, clock: Callable[[], float] = since_start) -> None:
        self._clock = clock
        self._since = self._renewed_at = clock()

    def covers(self, claimed_at: float) -> bool:
        """Whether what was claimed then (seconds since the start) is still this worker's: the lease
        has not run out since."""
        return claimed_at >= self._since and not self._has_run_out()

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """The block renews the lease in the database, at the latest when it ends and at the
        earliest when it begins."""
        began = self._clock()
        yield
        if self._has_run_out():
            self._since = self._clock()
        self._renewed_at = began

    def _has_run_out(self) -> bool:
        return self._clock() - self._renewed_at >= SECONDS
