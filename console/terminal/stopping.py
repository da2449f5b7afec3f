"""A command that works in small steps ends between two of them when it is told to."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from runtime import Problem, Said

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stoppable:
    """Whether the command was told to end, asked between two steps."""

    def __init__(self, stopped: type[Problem]) -> None:
        self._stopped = stopped
        self.signals: list[int] = []

    def check(self, how_far: Said) -> None:
        """Raise the problem of a command that was stopped, which says how far it came."""
        if self.signals:
            raise self._stopped(how_far)


@contextmanager
def stoppable(stopped: type[Problem]) -> Iterator[Stoppable]:
    """Note a signal to end instead of ending at once."""
    found = Stoppable(stopped)
    before = {
        number: signal.signal(number, lambda got, _: found.signals.append(got))
        for number in ENDINGS
    }
    try:
        yield found
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
