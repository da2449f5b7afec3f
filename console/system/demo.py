"""`tocsin demo`: an alert from beginning to end with invented people, on this machine alone."""

from pathlib import Path
from typing import Annotated

import typer

from console.terminal.door import root_options
from console.terminal.output import leave


def start_demo(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Option(help="Where the demo's home is made; an old one is replaced.")
    ] = None,
    stay: Annotated[
        bool, typer.Option("--stay", help="Go on until Ctrl-C, as it does at a terminal anyway.")
    ] = False,
    public_port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="Port of the pages; else 8080, or one that is free."),
    ] = 0,
    admin_port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, help="Port of the admin API; else 8081, or one that is free."
        ),
    ] = 0,
) -> None:
    """Make a home with 200 invented residents, start a sandbox and the pages, send a snow alert,
    show where to look.

    Example: tocsin demo
    """
    from console.system.demo_ports import choose_ports
    from console.system.demo_steps import run_demo

    home = folder or root_options(context).folder / "demo"
    leave(run_demo(home, choose_ports(public_port, admin_port), stay=stay))
