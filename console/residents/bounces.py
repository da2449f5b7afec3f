"""`tocsin bounces`: what mail servers say afterwards of the mails they took."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import open_home
from console.terminal.options import AsJson
from console.terminal.output import explain, leave

if TYPE_CHECKING:
    from console.residents.bounce_run import BounceRun

PIPE = "-"

app = typer.Typer(
    help="What mail servers say afterwards of the mails they took.", no_args_is_help=True
)
Source = Annotated[
    str,
    typer.Argument(
        help="An mbox file, a Maildir folder, a folder of .eml files, or - for stdin.",
        show_default=False,
    ),
]


@app.command("read")
def read_bounces(context: typer.Context, source: Source, as_json: AsJson = False) -> None:
    """Read bounces: an address that does not exist gets nothing any more, the report says who was
    not reached.

    Whoever reports a mail as unwanted (RFC 5965) leaves its topic; emergencies stay.

    The same bounce twice changes nothing. What cannot be read is set aside in bounces/aside of the
    home for staff to look at (exit code 3). A Maildir's messages move from new to cur; an mbox
    stays as it is.

    After an update, read bounces/aside itself once more: what is understood by now is applied and
    deleted there.

    With - a mail server hands over one message: the exit code is 0, or 75 when it should try again
    later.

    Example: tocsin bounces read /var/mail/bounces
    """
    from console.residents.bounce_result import show_bounce_run
    from runtime import Exit

    done = _piped(context) if source == PIPE else _read(context, source)
    show_bounce_run(done, as_json=as_json)
    unclear = done.unreadable or done.dropped
    leave(Exit.PARTIAL if unclear and source != PIPE else Exit.DONE)


def _read(context: typer.Context, source: str) -> "BounceRun":
    from console.residents.bounce_run import read_all

    return read_all(open_home(context), source)


def _piped(context: typer.Context) -> "BounceRun":
    """Whatever goes wrong, the mail server keeps the message: with any other code than 75 it would
    give it up."""
    from runtime import Problem

    try:
        return _read(context, PIPE)
    except Problem as problem:
        explain(problem)
    except (
        Exception
    ) as error:  # the outermost loop of a pipe: a mail server has no use for a traceback
        from console.terminal.defects import report_defect

        report_defect(error)
    raise typer.Exit(os.EX_TEMPFAIL)
