"""The staff's door: the root command `tocsin`, nothing but composition."""

from console.terminal.interruption import explain_interruption

# Loading the rest takes a moment, in which somebody may press Ctrl-C.
explain_interruption()

import os
from pathlib import Path
from typing import Annotated

import typer

from console.alerts import commands as alerts
from console.alerts import lint, send, templates
from console.backup import commands as backup
from console.backup import release
from console.residents import areas, bounces
from console.residents import commands as residents
from console.schedules import commands as schedules
from console.staff import commands as staff
from console.staff import journal
from console.system import (
    clock,
    config,
    demo,
    doctor,
    init,
    keys,
    resume,
    sandbox,
    serve,
    status,
    worker,
)
from console.terminal.door import RootOptions
from console.terminal.root import RootCommand, show_version

app = typer.Typer(
    cls=RootCommand,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    help="""Warn the residents of a municipality by SMS and e-mail, in their own language, exactly once.

    Example: tocsin send snow --area panorama --set from=20:00 --set until="tomorrow 12:00"
    """,
)


@app.callback()
def root(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            help="Folder of this installation; else TOCSIN_HOME, else the current folder."
        ),
    ] = None,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Never ask; name the missing flag instead.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Write logs to stderr as well.")
    ] = False,
    _: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Keep the options that every command has."""
    folder = home or Path(os.environ.get("TOCSIN_HOME") or ".")
    context.obj = RootOptions(folder.resolve(), may_ask=not no_input, verbose=verbose)


app.command("send")(send.send_alert)
app.add_typer(alerts.app, name="alerts")
app.add_typer(schedules.app, name="schedules")
app.add_typer(residents.app, name="residents")
app.add_typer(bounces.app, name="bounces")
app.add_typer(areas.app, name="areas")
app.add_typer(templates.app, name="templates")
app.command("lint")(lint.lint_text)
app.add_typer(staff.app, name="staff")
app.add_typer(journal.app, name="journal")
app.add_typer(keys.app, name="keys")
app.command("release")(release.release_copy)
app.command("resume")(resume.resume_sending)
app.command("backup")(backup.back_up_home)
app.command("restore")(backup.restore_home)
app.command("status")(status.show_status)
app.command("clock")(clock.show_clock)
app.command("serve")(serve.serve_pages)
app.command("worker")(worker.run_worker)
app.command("scheduler")(schedules.run_scheduler)
app.command("init")(init.init_home)
app.command("doctor")(doctor.run_doctor)
app.command("demo")(demo.start_demo)
app.command("sandbox")(sandbox.run_sandbox)
app.add_typer(config.app, name="config")
app.add_typer(config.database, name="db")
app.command("channels")(config.list_channels)

if __name__ == "__main__":
    app()
