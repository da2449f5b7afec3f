"""`tocsin status`: does delivery work now? One screen, for the night."""

from typing import Annotated

import typer

from console.door import leave, open_home, show_json


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Show what waits, how fast it goes and what does not work; ends with 3 unless all is well.

    Example: tocsin status
    """
    home = open_home(context)
    from checks import Situation, check_at_night, worst
    from console.findings import STATUS_EXITS
    from console.lanes import show_lanes, status_json

    at = Situation.of(home)
    results = check_at_night(at)
    if as_json:
        show_json(status_json(at, results))
    else:
        show_lanes(at, results)
    leave(STATUS_EXITS[worst(results)])
