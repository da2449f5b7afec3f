"""Requests at once: so many are answered beside each other; one more is told at once that all is
busy. A connection without a request counts for nothing."""

from collections.abc import Callable

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

PAGES_AT_ONCE = 200
CALLBACKS_RESERVE = 50  # a provider tells most things only once

Refusal = Callable[[Scope], Response]


def told_busy(_scope: Scope) -> Response:
    """What a program is told when too many ask at once."""
    headers = {"Retry-After": "10", "Connection": "close"}
    return PlainTextResponse("Service Unavailable", 503, headers)


class RequestsAtOnce:
    """The layer that lets `most` requests in at the same time; those whose path begins with one of
    `apart` are not counted."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        most: int,
        refusal: Refusal = told_busy,
        apart: tuple[str, ...] = (),
    ) -> None:
        self.app = app
        self._most, self._refusal, self._apart = most, refusal, apart
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or say that all is busy."""
        if scope["type"] != "http" or scope["path"].startswith(self._apart):
            return await self.app(scope, receive, send)
        if self._under_way >= self._most:
            return await self._refusal(scope)(scope, receive, send)
        self._under_way += 1
        try:
            return await self.app(scope, receive, send)
        finally:
            self._under_way -= 1
