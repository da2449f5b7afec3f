"""`tocsin init`: make a home for an installation."""

import os
from pathlib import Path
from typing import Annotated

import typer

from console.terminal.door import root_options
from console.terminal.output import say

Name = Annotated[
    str, typer.Option(help="Your name: you become its first administrator.", show_default=False)
]
Server = Annotated[
    str,
    typer.Option(
        metavar="URL", help="An empty PostgreSQL database, in place of a file.", show_default=False
    ),
]


def init_home(
    context: typer.Context,
    demo: Annotated[
        bool, typer.Option("--demo", help="A municipality to play with, talking to the sandbox.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take the defaults, ask nothing.")] = False,
    name: Name = "",
    database: Server = "",
) -> None:
    """Make a home in this folder: tocsin.toml, the key file, the database's tables, and your token.

    Examples:

      tocsin init

      tocsin --home /srv/tocsin init --yes --name "Maria Papadaki"

      tocsin init --database postgresql+psycopg://tocsin:PASSWORD@db.example.gr/tocsin
    """
    from dataclasses import replace

    from console.system.initializing import HomeAnswers, create_home, demo_answers, fill_demo
    from console.system.wizard import ask_answers

    options = root_options(context)
    answers = demo_answers() if demo else HomeAnswers() if yes else ask_answers(options, name)
    home = create_home(
        options.folder, replace(answers, admin=name or answers.admin, database=database)
    )
    if demo:
        fill_demo(home)
    home.database.close()
    _tell(options.folder, demo=demo, server=bool(database))


def _tell(folder: Path, *, demo: bool, server: bool) -> None:
    """Say what was made, who acts in it, and what comes next."""
    from console.terminal.token_file import token_path
    from runtime import said

    where = said("tables in the database") if server else "tocsin.db"
    say(
        said(
            "A home is made in {folder}: tocsin.toml, tocsin.key, {where}.",
            folder=folder.name,
            where=where,
        )
    )
    say(_who(token_path(folder, os.environ).exists()))
    say(_trial(demo))
    say(said("Keep a copy of tocsin.key in a safe place: without it no address can be read."))
    say(
        said(
            "Next: {steps}",
            steps="tocsin doctor"
            if demo
            else "tocsin areas import FILE, tocsin residents import FILE",
        )
    )


def _trial(demo: bool) -> str:
    from alerts.plain_words import KNOWLEDGE_WORDS
    from delivery.status import Knowledge
    from runtime import said

    how = KNOWLEDGE_WORDS[Knowledge.CAUGHT if demo else Knowledge.WRITTEN]
    return said(
        "It is a trial: messages are {how} until a provider's channel stands under [routes].",
        how=how,
    )


def _who(known: bool) -> str:
    from runtime import said

    if known:
        return said(
            "You are its first administrator; the home keeps your token. More people: tocsin staff add NAME --role ROLE."
        )
    return said("Its database has members already: one of its administrators makes you a token.")
