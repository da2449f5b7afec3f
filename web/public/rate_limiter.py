"""The rate limiter: forms come in one after another, so many a second, however many push; what runs
beside them feels no crowd."""

import asyncio
from collections.abc import Callable
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from web.requests_at_once import Refusal

LONGEST_WAIT_SECONDS = 5.0  # a request that would wait longer is refused at once
CHALLENGES = ("/challenge",)
CALLBACKS = "/callbacks/"


class LeakyBucket:
    """A queue that moves at a steady rate, by a clock in seconds; whoever comes when it is too long
    is sent away."""

    def __init__(self, rate: float, clock: Callable[[], float] = monotonic) -> None:
        self._gap, self._clock = 1 / rate, clock
        self._free_at = 0.0

    def reserve(self) -> float | None:
        """Seconds until it is one's turn, or nothing when the queue is too long."""
        now = self._clock()
        turn = max(now, self._free_at)
        if turn - now > LONGEST_WAIT_SECONDS:
            return None
        self._free_at = turn + self._gap
        return turn - now


class RateLimiter:
    """The layer that lets forms, and the challenges for them, through at `rate` a second each;
    pages and callbacks are not counted."""

    def __init__(
        self, app: ASGIApp, *, rate: float, refusal: Refusal, clock: Callable[[], float] = monotonic
    ) -> None:
        self.app = app
        self._forms, self._challenges = LeakyBucket(rate, clock), LeakyBucket(rate, clock)
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through at its turn."""
        bucket = self._bucket(scope)
        if bucket is None:
            return await self.app(scope, receive, send)
        wait = bucket.reserve()
        if wait is None:
            return await self._refusal(scope)(scope, receive, send)
        if wait:
            await asyncio.sleep(wait)
        return await self.app(scope, receive, send)

    def _bucket(self, scope: Scope) -> LeakyBucket | None:
        if scope["type"] != "http":
            return None
        if scope["path"] in CHALLENGES:
            return self._challenges
        if scope["path"].startswith(CALLBACKS):
            return None  # a provider that is kept waiting repeats itself
        return self._forms if scope["method"] == "POST" else None
