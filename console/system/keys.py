"""`tocsin keys`: which keys there are, and another one for everything that is sealed."""

from pathlib import Path
from typing import Annotated

import typer

from console.terminal.door import administrator, open_home, root_options
from console.terminal.options import AsJson
from console.terminal.output import leave

app = typer.Typer(
    help="The key that seals addresses and names: rotate, list.", no_args_is_help=True
)

Leaked = Annotated[
    bool,
    typer.Option("--leaked", help="Links signed with the keys of before open nothing any more."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command("rotate")
def rotate_keys(
    context: typer.Context, leaked: Leaked = False, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Make a new key, and seal everything with it anew, while everything runs. Broken off or
    killed, the same command goes on where it stopped.

    The key of before stays in the key file: older backups, links in messages and the journal need
    it. Afterwards put a copy of the file into your safe place, and on your other machines.

    With --leaked, when somebody else has the key: links that they could have made open nothing any
    more, and so those in messages that were sent.

    Example: tocsin keys rotate
    """
    from console.system.rotating import Rotation
    from runtime import Exit

    home = open_home(context)
    by = administrator(context, home)
    rotation = Rotation(home, by, leaked=leaked, as_json=as_json)
    whole = rotation.carry_out(root_options(context), yes=yes)
    leave(Exit.DONE if whole else Exit.PARTIAL)


@app.command("list")
def list_keys(
    context: typer.Context,
    key: Annotated[
        Path | None,
        typer.Option(help="A key file; else that of the home.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the keys in a key file by number and fingerprint. A backup names the one that it is
    sealed with; no key can be learned from its fingerprint.

    Example: tocsin keys list --key /media/safe/tocsin.key
    """
    from console.system.key_listing import show_keys

    show_keys(root_options(context).folder, key, as_json=as_json)
