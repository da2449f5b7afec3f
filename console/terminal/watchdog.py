"""What every process that stays does for itself: it tells its service manager that it is at work,
again and again that the sending goes on, and gives back the memory it has freed."""

import os
from collections.abc import Mapping

from console.terminal.memory import memory_job
from delivery.sending import DeliveryWorker
from engine import Job
from runtime.supervision import Supervisor


def process_jobs(worker: DeliveryWorker) -> Mapping[str, Job]:
    """Tell that this worker is at work, and return the jobs of its process."""
    return {**_watchdog_job(worker), **memory_job()}


def _watchdog_job(worker: DeliveryWorker) -> Mapping[str, Job]:
    supervisor = Supervisor.of(os.environ)
    supervisor.ready()

    async def feed() -> None:
        if worker.moves():
            supervisor.alive()

    return {"watchdog": feed}
