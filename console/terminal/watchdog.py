"""A process that stays tells its service manager that it is at work, and again and again that the
sending goes on."""

import os
from collections.abc import Mapping

from delivery.sending import DeliveryWorker
from engine import Job
from runtime.supervision import Supervisor


def watchdog_job(worker: DeliveryWorker) -> Mapping[str, Job]:
    """Tell that this worker is at work, and return the job that goes on telling while its lanes
    move."""
    supervisor = Supervisor.of(os.environ)
    supervisor.ready()

    async def feed() -> None:
        if worker.moves():
            supervisor.alive()

    return {"watchdog": feed}
