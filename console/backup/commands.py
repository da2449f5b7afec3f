"""`tocsin backup` and `tocsin restore`: all of a home in one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from console.terminal.door import holder, open_home, root_options
from console.terminal.options import AsJson
from console.terminal.output import leave


def back_up_home(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(help="The file to write; compressed if it ends in .gz.", show_default=False),
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Put it in place of a file that is there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the database, the settings and the office's own templates into one file, while
    everything runs.

    It is sealed whole: without the key file nobody can read a word in it, you neither. The key
    file, secrets and tokens are not in it: keep them elsewhere.

    Example: tocsin backup /mnt/backup/tocsin-monday.tar.gz --force
    """
    from console.backup.backing_up import write_backup
    from runtime import Right

    home = open_home(context)
    write_backup(
        home, file, by=holder(context, home, Right.ADMINISTER), force=force, as_json=as_json
    )


def restore_home(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="A file that `tocsin backup` wrote.", show_default=False)
    ],
    key: Annotated[
        Path | None,
        typer.Option(help="The key file; else the one that lies in the home.", show_default=False),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Examine the backup, restore nothing.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Move what is in the home aside; nothing is deleted.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a home of a backup, in an empty folder. It starts stopped, because it is a copy: what
    was open in it is not sent until `tocsin release`.

    With --verify it ends with 3 when the key was not there to prove that the backup was made here.

    Examples:

      tocsin --home /srv/tocsin restore tocsin-monday.tar.gz --key /media/safe/tocsin.key

      tocsin restore tocsin-monday.tar.gz --verify
    """
    from console.backup.restoring import Restoring
    from runtime import Exit

    restoring = Restoring(root_options(context).folder, file, key, as_json)
    if verify:
        leave(Exit.DONE if restoring.examine() else Exit.PARTIAL)
    restoring.carry_out(force=force)
