"""`tocsin send`: what can be typed; sending carries it out."""

import typer

from console.terminal.alert_options import (
    Areas,
    At,
    DryRun,
    Everywhere,
    Expect,
    Full,
    Groups,
    HowMany,
    Key,
    Media,
    Name,
    Override,
    ToMe,
    Values,
    Yes,
)
from console.terminal.door import open_terminal
from console.terminal.options import AsJson
from console.terminal.typed_alert import Manner, TypedAlert


def send_alert(
    context: typer.Context,
    template: Name,
    areas: Areas = None,
    groups: Groups = None,
    everywhere: Everywhere = False,
    values: Values = None,
    reach: HowMany = None,
    media: Media = "",
    to_me: ToMe = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    expect: Expect = None,
    override: Override = "",
    key: Key = "",
    at: At = "",
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Send an alert: shows words and recipients, asks for their number, then sends and watches.

    What the policy does not leave to one person is kept and laid before another (exit code 4).

    Examples:

      tocsin send snow --area panorama --set from=20:00 --set until="tomorrow 12:00"

      tocsin send power_cut --area pylaia --set from=08:00 --set until=11:30 --dry-run

      tocsin send drill --group volunteers --set from=11:00 --set until=12:00

      tocsin send snow --all --set from=20:00 --set until=23:00 --yes --expect 4812 --key snow-17 --json
    """
    typed = TypedAlert(template, values, areas, groups, everywhere, media, reach, key)
    _send(context, typed, Manner(dry_run, yes, expect, full, override, to_me), at, as_json=as_json)


def _send(
    context: typer.Context, typed: TypedAlert, manner: Manner, at: str, *, as_json: bool
) -> None:
    from console.alerts.sending import AlertSending

    typed.check(yes=manner.unasked, expect=manner.expect)
    request = typed.request()
    terminal = open_terminal(context, as_json=as_json)
    if at:
        from console.schedules.once import schedule_once

        return schedule_once(terminal, manner, request, at)
    return AlertSending(terminal, manner).carry_out(request)
