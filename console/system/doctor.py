"""`tocsin doctor`: is this installation fit to warn people?"""

import typer

from console.terminal.door import root_options
from console.terminal.logs import keep_quiet
from console.terminal.options import AsJson
from console.terminal.output import leave, show_json


def run_doctor(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """Examine this installation: each line is OK, WARN or FAIL, with what to do about it, or UNSET
    where nothing is set up. Sends nothing.

    Example: tocsin doctor
    """
    keep_quiet(root_options(context).verbose)
    from checks import check_home, worst
    from console.system.check_results import DOCTOR_EXITS, results_json, show_results

    found = check_home(root_options(context).folder)
    if as_json:
        show_json(results_json(found))
    else:
        show_results(found)
    leave(DOCTOR_EXITS[worst(found)])
