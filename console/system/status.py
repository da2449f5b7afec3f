"""`tocsin status`: does delivery work now? One screen, for the night."""

from typing import TYPE_CHECKING

import typer

from console.terminal.door import open_to_look, root_options
from console.terminal.options import AsJson
from console.terminal.output import leave, show_json

if TYPE_CHECKING:
    from runtime import Home


def show_status(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """Show what waits, how fast it goes and what does not work; ends with 3 unless all is well.

    Example: tocsin status
    """
    home = _opened(context, as_json)
    from checks import Situation, run_quick_checks, worst
    from console.system.check_results import STATUS_EXITS
    from console.system.lanes import show_lanes, status_json

    at = Situation.of(home)
    results = run_quick_checks(at)
    if as_json:
        show_json(status_json(at, results))
    else:
        show_lanes(at, results)
    leave(STATUS_EXITS[worst(results)])


def _opened(context: typer.Context, as_json: bool) -> "Home":
    """The home; when its database cannot even be opened, what the disk has to do with it is shown
    first."""
    from checks import check_disk_alone
    from console.system.check_results import show_results
    from runtime.database import DatabaseUnreachable

    try:
        return open_to_look(context, told=False)
    except DatabaseUnreachable:
        if not as_json:
            show_results(check_disk_alone(root_options(context).folder))
        raise
