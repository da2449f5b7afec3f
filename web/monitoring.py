"""Monitoring: what a monitor asks. /health lives, /ready can do its work, /metrics counts
(Prometheus); no addresses in any."""

import asyncio
from dataclasses import replace

from fastapi import FastAPI, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    ProcessCollector,
    generate_latest,
)

from delivery.sending import DeliveryWorker
from runtime import Home
from web.listening import Listener, bind, url_of
from web.metrics import Readings
from web.snapshot import ProcessHealth

PATIENCE_SECONDS = 5.0
CONNECTIONS = 2  # to the database, which nobody who delivers has to wait for


def add_monitoring(app: FastAPI, process: ProcessHealth, registry: CollectorRegistry) -> FastAPI:
    """The app with /health, /ready and /metrics, which need no token: keep its listener on
    loopback."""

    @app.get("/health", include_in_schema=False)
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/ready", include_in_schema=False)
    async def ready(response: Response) -> dict[str, object]:
        try:
            problems = await asyncio.wait_for(asyncio.to_thread(process.problems), PATIENCE_SECONDS)
        except TimeoutError:
            problems = ["the database does not answer"]
        response.status_code = 503 if problems else 200
        return {"status": "not ready" if problems else "ready", "problems": problems}

    registry.register(Readings(process))
    ProcessCollector(registry=registry)

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return app


class Monitor:
    """The listener of a process that has no other: /health, /ready and /metrics of a worker or a
    scheduler."""

    def __init__(self, address: str) -> None:
        """Bind it; raises NotAnAddress or CannotListen."""
        self._bound = bind(address)

    @property
    def url(self) -> str:
        """Where it is reached on this machine."""
        return url_of(self._bound)

    async def serve(self, home: Home, worker: DeliveryWorker, stop: asyncio.Event) -> None:
        """Answer until told to stop."""
        apart = replace(home, database=home.database.apart(CONNECTIONS))
        app = FastAPI(openapi_url=None, redirect_slashes=False)
        try:
            await Listener(
                self._bound, add_monitoring(app, ProcessHealth(apart, worker), CollectorRegistry())
            ).serve(stop)
        finally:
            apart.database.close()
