"""`tocsin config`, `tocsin db` and `tocsin channels`: how this installation is set up."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import root_options
from console.terminal.options import AsJson
from console.terminal.output import say, show, show_json, table

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(help="What Tocsin was told, and where.", no_args_is_help=True)
database = typer.Typer(help="The database's tables.", no_args_is_help=True)


@app.command("show")
def show_config(
    context: typer.Context,
    origin: Annotated[
        bool, typer.Option("--origin", help="Say where each value comes from.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show every setting in force; secrets are masked.

    Example: tocsin config show --origin
    """
    from channels.registry import check_routes
    from runtime.config import load_config

    loaded = load_config(root_options(context).folder, os.environ)
    rows = [(each.name, each.shown, each.origin) for each in loaded.settings()]
    _show_settings(rows, origin=origin, as_json=as_json)
    check_routes(loaded.config.routes, loaded.config.channels, root_options(context).folder)


@app.command("check")
def check_config(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="The file to look at; else tocsin.toml of the home.", show_default=False
        ),
    ] = None,
) -> None:
    """Say whether a file is fit to be tocsin.toml of this home, and all that is wrong in it;
    changes nothing.

    Examples:

      tocsin config check

      tocsin config check tocsin.toml.new
    """
    from console.system.config_check import check_settings

    check_settings(root_options(context).folder, file)


def _show_settings(rows: "Sequence[tuple[str, str, str]]", *, origin: bool, as_json: bool) -> None:
    from runtime import said

    if as_json:
        show_json([dict(zip(("name", "value", "origin"), row, strict=True)) for row in rows])
    elif origin:
        table([said("setting"), said("value"), said("from")], rows)
    else:
        for name, shown, _ in rows:
            show(f"{name} = {shown}")


@database.command("upgrade")
def upgrade_database(
    context: typer.Context,
    yes: Annotated[
        bool, typer.Option("--yes", help="Join those whom one mailbox makes one person unasked.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show whom it would join, change nothing.")
    ] = False,
) -> None:
    """Create the tables, or bring them up to date. Make a backup first.

    Residents who differ in the spelling of one e-mail address alone are shown, and become one
    person.

    Example: tocsin db upgrade
    """
    from console.system.upgrading import upgrade_tables
    from console.terminal.token_file import drop_stale_token, nobody_yet
    from runtime import open_home, said
    from runtime.schema import newest_revision

    options = root_options(context)
    opened = open_home(options.folder, os.environ)
    upgrade_tables(options, opened, yes=yes, dry_run=dry_run)
    if dry_run:
        return
    say(said("The database is at version {version}.", version=newest_revision()))
    if stale := drop_stale_token(opened):
        say(said("{name} was of another database, and is taken away.", name=stale))
    if nobody_yet(opened):
        say(said("Nobody may act in it yet: tocsin staff add NAME --role admin"))


def list_channels(context: typer.Context) -> None:
    """List the channel adapters that are installed, and which of them carry what.

    Example: tocsin channels
    """
    from channels.registry import list_adapters, package_of
    from runtime import said
    from runtime.config import load_config

    config = load_config(root_options(context).folder, os.environ).config
    used = {name: medium for medium, names in config.routes.items() for name in names}
    found = [(name, point) for name, points in sorted(list_adapters().items()) for point in points]
    rows = [(name, used.get(name, ""), point.value, package_of(point)) for name, point in found]
    table([said("channel"), said("carries"), said("class"), said("package")], rows)
