"""`tocsin send`: what can be typed; console/alerts/sending.py carries it out."""

from enum import StrEnum
from typing import Annotated

import typer

from console.terminal.door import actor, open_home
from console.terminal.repeated import each_word
from console.terminal.typed_alert import Manner, TypedAlert


class Reaching(StrEnum):
    """Whether a resident gets it by every medium, or by their first."""

    ALL = "all"
    FIRST = "first"


Name = Annotated[
    str, typer.Argument(help="Name of the template; `tocsin templates list` shows them.")
]
Areas = Annotated[
    list[str] | None,
    typer.Option("--area", callback=each_word, help="Codes or names, e.g. panorama,pylaia."),
]
Groups = Annotated[
    list[str] | None,
    typer.Option(
        "--group",
        help="Only whoever is in these groups, e.g. volunteers; alone: wherever they live.",
    ),
]
Everywhere = Annotated[bool, typer.Option("--all", help="The whole municipality.")]
Values = Annotated[list[str] | None, typer.Option("--set", help="name=value; may be repeated.")]
HowMany = Annotated[
    Reaching | None,
    typer.Option(help="all: every way at once; first: one way, the next only when it fails."),
]
Media = Annotated[str, typer.Option("--channel", help="Only these media, e.g. sms,email.")]
ToMe = Annotated[
    bool, typer.Option("--to-me", help="Send it to the operator's own contacts first.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show everything, send nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; needs --expect.")]
Expect = Annotated[int | None, typer.Option(min=0, help="Recipients; refused if they moved > 1 %.")]
Key = Annotated[str, typer.Option(help="Makes a repeat of this command the same alert.")]
Override = Annotated[
    str,
    typer.Option(
        metavar="REASON",
        help="Send without the second person it needs; for approvers, and whoever [staff_notice] names is told.",
    ),
]
At = Annotated[
    str, typer.Option(metavar="TIME", help="Not now but then: 20:00, tomorrow 9:00, 24/12 18:00.")
]
Full = Annotated[
    bool, typer.Option("--full", help="Show every word before it asks: all languages, e-mails too.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


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

      tocsin send power_cut --area pylaia --set from="13/9 08:00" --set until="13/9 11:30" --dry-run

      tocsin send drill --group volunteers --set from=11:00 --set until=12:00

      tocsin send snow --all --set from=20:00 --set until=23:00 --yes --expect 4812 --key snow-17 --json
    """
    typed = TypedAlert(template, values, areas, groups, everywhere, media, reach, key)
    _send(context, typed, Manner(dry_run, yes, expect, full, as_json, override, to_me), at)


def _send(context: typer.Context, typed: TypedAlert, manner: Manner, at: str) -> None:
    from console.alerts.sending import Sending

    typed.check(yes=manner.unasked, expect=manner.expect)
    request = typed.request()
    home = open_home(context)
    if at:
        from console.schedules.once import schedule_once

        return schedule_once(context, home, manner, request, at, by=actor(context, home))
    return Sending(context, home, manner, actor(context, home)).carry_out(request)
