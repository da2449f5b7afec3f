"""`tocsin alerts draft | edit | submit | reject`: what can be typed; drafting carries it out."""

from typing import Annotated

import typer

from console.terminal.alert_options import (
    Areas,
    Everywhere,
    Groups,
    HowMany,
    Key,
    Media,
    Name,
    NoGroup,
    Values,
    WhichAlert,
)
from console.terminal.door import open_terminal
from console.terminal.options import AsJson
from console.terminal.repeated import read_pairs
from console.terminal.typed_alert import TypedAlert, changed_audience, split_list

Reason = Annotated[str, typer.Option("--reason", help="Why, for its author: 3 to 200 characters.")]


def draft_alert(
    context: typer.Context,
    template: Name,
    areas: Areas = None,
    groups: Groups = None,
    everywhere: Everywhere = False,
    values: Values = None,
    reach: HowMany = None,
    media: Media = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Keep an alert that nobody gets yet: shows the exact words and the recipients, and its number.

    Example: tocsin alerts draft snow --area panorama --set from=20:00 --set until="tomorrow 12:00"
    """
    from console.alerts.drafting import Drafting

    typed = TypedAlert(template, values, areas, groups, everywhere, media, reach, key)
    typed.check()
    request = typed.request()
    terminal = open_terminal(context, as_json=as_json)
    Drafting(terminal).draft(request)


def edit_alert(
    context: typer.Context,
    which: WhichAlert,
    areas: Areas = None,
    everywhere: Everywhere = False,
    groups: Groups = None,
    no_group: NoGroup = False,
    values: Values = None,
    reach: HowMany = None,
    media: Media = "",
    as_json: AsJson = False,
) -> None:
    """Change what is given and leave the rest; what was submitted or approved becomes a draft
    again.

    Example: tocsin alerts edit 17 --set until="tomorrow 14:00"
    """
    from alerts import Reach
    from console.alerts.drafting import DraftChange, Drafting
    from runtime import UsageProblem, said

    if not (areas or everywhere or groups or no_group or values or reach or media):
        raise UsageProblem(
            said("Say what is to change: --set, --area or --all, --group, --channel, --reach.")
        )
    where, only = changed_audience(areas, everywhere, groups, no_group)
    chosen = Reach(reach.value) if reach else None
    terminal = open_terminal(context, as_json=as_json)
    change = DraftChange(read_pairs(values or []), where, only, split_list(media) or None, chosen)
    Drafting(terminal).edit(which, change)


def submit_alert(context: typer.Context, which: WhichAlert, as_json: AsJson = False) -> None:
    """Lay a draft before a second person; whoever [staff_notice] names is told.

    Example: tocsin alerts submit 17
    """
    from console.alerts.drafting import Drafting

    terminal = open_terminal(context, as_json=as_json)
    Drafting(terminal).submit(which)


def reject_alert(
    context: typer.Context, which: WhichAlert, reason: Reason, as_json: AsJson = False
) -> None:
    """Send an alert back to its author.

    Example: tocsin alerts reject 17 --reason "The road is closed from 21:00, not 20:00"
    """
    from console.alerts.drafting import Drafting

    terminal = open_terminal(context, as_json=as_json)
    Drafting(terminal).reject(which, reason)
