"""`tocsin serve`: the residents' pages and the admin API, with a worker and the clock of the
schedules."""

from collections.abc import Sequence
from typing import Annotated

import typer

from console.terminal.door import open_to_stay, root_options
from console.terminal.output import say


def serve_pages(
    context: typer.Context,
    public: Annotated[
        str,
        typer.Option(
            metavar="HOST:PORT", help="Residents' pages; else `web.public` of tocsin.toml."
        ),
    ] = "",
    admin: Annotated[
        str,
        typer.Option(metavar="HOST:PORT", help="Admin API; else `web.admin`. Keep it on loopback."),
    ] = "",
    anywhere: Annotated[
        bool, typer.Option("--anywhere", help="Let other machines reach the admin API as well.")
    ] = False,
) -> None:
    """Serve the residents' pages and the admin API, deliver what is due and fire the schedules,
    until Ctrl-C or SIGTERM.

    SIGHUP reads tocsin.toml anew; another database or key file needs a restart.

    Example: tocsin serve --public 127.0.0.1:8080 --admin 127.0.0.1:8081
    """
    home = open_to_stay(context)
    from console.system.serving import run_server
    from runtime import said
    from web import Doors

    def told(urls: Sequence[str]) -> None:
        say(said("{label:<16}  {url}", label=said("Residents' pages"), url=urls[0]))
        say(said("{label:<16}  {url}", label=said("Admin API"), url=urls[1]))
        say(said("Ctrl-C lets what is under way finish, then stops."))

    run_server(home, Doors(public, admin, anywhere), told, verbose=root_options(context).verbose)
    say(said("Stopped."))
