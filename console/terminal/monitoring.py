"""The listener that `--metrics` gives a worker or a scheduler."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.terminal.output import say
from delivery.sending import DeliveryWorker
from runtime import Home, said

if TYPE_CHECKING:
    from web import Monitor


def monitor_at(address: str) -> "Sequence[Monitor]":
    """The listener at that address, bound, and its address said; none when no address was given, or
    none can listen there: the sending goes on without. Raises NotAnAddress."""
    if not address:
        return ()
    from web import CannotListen, Monitor

    try:
        monitor = Monitor(address)
    except CannotListen as problem:
        for detail in problem.details:
            say(detail)
        say(said("The work goes on without it: nobody can read the metrics of this process."))
        return ()
    say(said("{label:<16}  {url}", label=said("Metrics"), url=f"{monitor.url}metrics"))
    return (monitor,)


def watch_over(
    group: asyncio.TaskGroup,
    monitors: "Sequence[Monitor]",
    home: Home,
    worker: DeliveryWorker,
    stop: asyncio.Event,
) -> None:
    """Let the monitors, if any, answer beside the work of this process until it is told to stop."""
    for monitor in monitors:
        group.create_task(monitor.serve(home, worker, stop))
