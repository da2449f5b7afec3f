"""`tocsin worker`: deliver what is due, until told to stop."""

import typer

from console.door import open_to_stay, say


def worker(context: typer.Context) -> None:
    """Deliver whatever any command has issued, until Ctrl-C or SIGTERM; any number may run.

    Example: tocsin worker
    """
    home = open_to_stay(context)
    from console.live import work
    from runtime import said

    say(said("At work. Ctrl-C lets what is in the air land, then stops."))
    work(home)
    say(said("Stopped."))
