"""`tocsin status`: does delivery work now? One screen, for the night."""

from typing import Annotated

import typer

from console.door import leave, open_home, show_json


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Show what waits, how fast it goes and what does not work; ends with 3 when something is stuck.

    Example: tocsin status
    """
    from console.lanes import look, show_lanes
    from runtime import Exit

    home = open_home(context)
    found = look(home)
    if as_json:
        show_json(found.as_json())
    else:
        show_lanes(found, home)
    leave(Exit.PARTIAL if found.stuck else Exit.DONE)
