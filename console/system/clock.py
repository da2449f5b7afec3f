"""`tocsin clock`: what time this home goes by, and staff who say that the clock is right."""

from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import actor, open_home
from console.terminal.options import AsJson
from console.terminal.output import leave, say, show, show_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checks import CheckResult
    from runtime import Home

Confirm = Annotated[
    bool, typer.Option("--confirm", help="The clock is right, whatever was seen before.")
]


def show_clock(context: typer.Context, confirm: Confirm = False, as_json: AsJson = False) -> None:
    """Show what time this home goes by, and why the clock of this machine is doubted, if it is.

    While it is doubted, messages leave, but nothing expires and no schedule fires. Set the clock
    right; if it is right already, --confirm says so to every process.

    Examples:

      tocsin clock

      tocsin clock --confirm
    """
    from checks import CHECKS, Situation, run_checks, worst
    from console.system.check_results import STATUS_EXITS

    home = open_home(context)
    if confirm:
        _confirm(home, context)
    mine = [each for each in CHECKS if each.name == "clock"]
    results = run_checks(mine, Situation.of(home))
    _show(home, results, as_json=as_json)
    leave(STATUS_EXITS[worst(results)])


def _confirm(home: "Home", context: typer.Context) -> None:
    from runtime import Right, said
    from runtime.witness import confirm_clock
    from staff import record

    by = actor(context, home)
    by.needs(Right.SEND_ALERTS)
    with home.database.writing() as session:
        ahead = confirm_clock(session)
        details = {"seconds": round(ahead.total_seconds())}
        record(session, "clock.confirmed", "home", details, by=by, now=home.now())
    say(said("The clock is believed; a process at work goes by it within 5 seconds."))


def _show(home: "Home", results: "Sequence[CheckResult]", *, as_json: bool) -> None:
    from console.system.check_results import results_json, show_results

    shown = home.database.clock.show()
    if as_json:
        show_json(
            {
                "at": home.now().isoformat(),
                "shown": shown.isoformat(),
                "checks": results_json(results),
            }
        )
        return
    _show_times(home)
    show_results([each for each in results if not each.level.is_well])


def _show_times(home: "Home") -> None:
    from runtime import said

    local = home.config.municipality.local
    show(said("this machine shows {at:%a %d/%m/%Y %H:%M:%S}", at=local(home.database.clock.show())))
    show(said("this home goes by {at:%a %d/%m/%Y %H:%M:%S}", at=local(home.now())))
