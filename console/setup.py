"""`tocsin init`: make a home for an installation."""

from typing import Annotated

import typer

from console.door import desk, say


def init(
    context: typer.Context,
    demo: Annotated[
        bool, typer.Option("--demo", help="A municipality to play with, talking to the sandbox.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take the defaults, ask nothing.")] = False,
) -> None:
    """Make a home in this folder: tocsin.toml, the key file and the database.

    Examples:

      tocsin init

      tocsin --home /srv/tocsin init --yes
    """
    from console.founding import Answers, asked_for, demo_answers, found_home, settle_demo

    folder = desk(context).folder
    if demo:
        home = found_home(folder, demo_answers())
        settle_demo(home)
    else:
        home = found_home(folder, Answers() if yes else asked_for(context))
    home.database.close()
    say(f"A home is made in {folder.name}: tocsin.toml, tocsin.key, tocsin.db.")
    say("Keep a copy of tocsin.key in a safe place: without it no address can be read.")
    say(
        "Next: tocsin doctor"
        if demo
        else "Next: tocsin areas import FILE.geojson, tocsin residents import FILE.csv"
    )
