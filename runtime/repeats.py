"""Repeats: a warning that comes again and again is one line a minute, with how often it came since
the line before."""

import sys
from collections.abc import Callable, MutableMapping
from time import monotonic

import structlog

SECONDS = 60.0
MOST = 1_000
# What a line is about is part of it; how many wait and the like is not.
_NUMBERS_THAT_NAME = frozenset({"alert", "dispatch", "schedule"})
_PASSING = frozenset({"info", "debug"})

Event = MutableMapping[str, object]


class Repeats:
    """The structlog processor; an event that is no warning passes, since each of those happens
    once."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._told: dict[tuple[str, ...], tuple[float, int]] = {}

    def __call__(self, _logger: object, method: str, event: Event) -> Event:
        """Let it pass, with how often it came meanwhile, or count it; raises DropEvent then."""
        if method in _PASSING:
            return event
        key, now = _key(event), self._clock()
        told_at, repeats = self._told.get(key, (-self._seconds, 0))
        if now - told_at < self._seconds:
            self._told[key] = told_at, repeats + 1
            raise structlog.DropEvent
        if len(self._told) >= MOST:
            self._told.clear()
        self._told[key] = now, 0
        if repeats:
            event["repeats"] = repeats
        return event


def _key(event: Event) -> tuple[str, ...]:
    kind = sys.exc_info()[0] if event.get("exc_info") else None
    named = (
        f"{field}={value}"
        for field, value in sorted(event.items())
        if isinstance(value, str) or field in _NUMBERS_THAT_NAME
    )
    return (*named, kind.__name__ if kind else "")
