"""`tocsin release`: what a copied home may do again."""

from typing import Annotated

import typer

from console.terminal.door import open_terminal
from console.terminal.options import AsJson

Resend = Annotated[
    bool,
    typer.Option("--resend", help="Send again what may have gone out; somebody may get it twice."),
]
Drop = Annotated[
    bool,
    typer.Option("--drop", help="Send nothing of it; it stays listed as what may have arrived."),
]
Only = Annotated[
    str,
    typer.Option(
        metavar="ALERT", help="Only this alert; the home stays stopped.", show_default=False
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; needs --resend or --drop.")]


def release_copy(
    context: typer.Context,
    resend: Resend = False,
    drop: Drop = False,
    alert: Only = "",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Decide about what was stopped because this home is a copy, and let the schedules fire again.

    A copy cannot know what has been sent since it was made. Without --resend or --drop, and with
    nobody to ask, it only shows.

    Examples:

      tocsin release

      tocsin release --alert 42 --resend

      tocsin release --drop --yes
    """
    from console.backup.releasing import Releasing

    terminal = open_terminal(context, as_json=as_json)
    Releasing(terminal).carry_out(alert, resend, drop, unasked=yes)
