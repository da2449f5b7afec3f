"""The options of an alert that is to go out, which `send`, `alerts` and `schedules` share."""

from enum import StrEnum
from typing import Annotated

import typer

from console.terminal.repeated import split_words


class ReachOption(StrEnum):
    """Whether a resident gets it by every medium, or by their first."""

    ALL = "all"
    FIRST = "first"


WhichAlert = Annotated[
    str,
    typer.Argument(
        help="Number, identifier, key or public number of the alert.", show_default=False
    ),
]
Name = Annotated[
    str, typer.Argument(help="Name of the template; `tocsin templates list` shows them.")
]
Areas = Annotated[
    list[str] | None,
    typer.Option("--area", callback=split_words, help="Codes or names, e.g. panorama,pylaia."),
]
Groups = Annotated[
    list[str] | None,
    typer.Option(
        "--group",
        help="Only whoever is in these groups, e.g. volunteers; alone: wherever they live.",
    ),
]
NoGroup = Annotated[
    bool, typer.Option("--no-group", help="For everybody there, not for a group any more.")
]
Everywhere = Annotated[bool, typer.Option("--all", help="The whole municipality.")]
Values = Annotated[list[str] | None, typer.Option("--set", help="name=value; may be repeated.")]
HowMany = Annotated[
    ReachOption | None,
    typer.Option(
        help="all: by every medium at once; first: by one medium, by the next only when it fails."
    ),
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
        help="Send without the second person it needs (for approvers; whoever [staff_notice] names is told), or with errors in the words.",
    ),
]
At = Annotated[
    str, typer.Option(metavar="TIME", help="Not now but then: 20:00, tomorrow 9:00, 24/12 18:00.")
]
Full = Annotated[
    bool, typer.Option("--full", help="Show every word before it asks: all languages, e-mails too.")
]
