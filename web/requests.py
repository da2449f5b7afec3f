"""Requests: how many a listener has answered, by route and status, and how long that took; counted
in this process."""

from time import perf_counter

from fastapi import FastAPI
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = "tocsin_http_requests_total"
REQUESTS_TELL = (
    "Requests answered by this process; `route` is its pattern, empty when there is none"
)
REQUESTS_LABELS = ("listener", "route", "method", "status")
SECONDS = "tocsin_http_request_seconds"
SECONDS_TELL = "From a request until its answer is sent, in this process"
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class RequestCounts:
    """The counters of one process, for all of its listeners."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._answered = Counter(REQUESTS, REQUESTS_TELL, REQUESTS_LABELS, registry=registry)
        self._seconds = Histogram(
            SECONDS, SECONDS_TELL, ("listener",), registry=registry, buckets=BOUNDS
        )

    def count_at(self, app: FastAPI, listener: str) -> FastAPI:
        """The app, whose requests are counted from now on."""
        app.add_middleware(_Counted, counts=self, listener=listener)
        return app

    def answered(self, listener: str, scope: Scope, status: int, seconds: float) -> None:
        """Count one answer."""
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", "")
        self._answered.labels(listener, route, method, str(status)).inc()
        self._seconds.labels(listener).observe(seconds)


class _Counted:
    def __init__(self, app: ASGIApp, counts: RequestCounts, listener: str) -> None:
        self._app = app
        self._counts = counts
        self._listener = listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._counts.answered(self._listener, scope, status, perf_counter() - began)
