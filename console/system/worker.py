"""`tocsin worker`: deliver what is due, until told to stop."""

import typer

from console.terminal.door import open_to_stay
from console.terminal.options import Metrics
from console.terminal.output import say


def run_worker(context: typer.Context, metrics: Metrics = "") -> None:
    """Deliver whatever any command has issued, until Ctrl-C or SIGTERM; any number may run.

    Example: tocsin worker --metrics 127.0.0.1:9641
    """
    home = open_to_stay(context)
    from console.terminal.live import work
    from console.terminal.monitoring import monitor_at
    from runtime import said

    monitor = monitor_at(metrics)
    say(said("At work. Ctrl-C lets what is in the air land, then stops."))
    work(home, monitor)
    say(said("Stopped."))
