"""How a command enters a home: which home, who types, and whether they may be asked.

Nothing here imports a room at the top: `tocsin --help` must be quick."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from console.terminal.language import CLOCKS, SPOKEN
from console.terminal.logs import keep_quiet, logs_are_wanted, write_logs
from console.terminal.output import say

if TYPE_CHECKING:
    from runtime import Actor, Database, Home, Keys, Right


@dataclass(frozen=True, slots=True)
class RootOptions:
    """What is typed before the name of a command: the home folder, whether it may ask questions,
    and whether its logs are wanted on stderr."""

    folder: Path
    may_ask: bool
    verbose: bool = False


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a command is carried out: an open home, who typed it, whether they may be asked
    something, whether they want JSON, and the language in which they read."""

    home: "Home"
    by: "Actor"
    may_ask: bool
    as_json: bool
    language: str


def open_terminal(context: typer.Context, *, as_json: bool = False) -> Terminal:
    """Open the home this command works on, and find out who types."""
    return _terminal(context, open_home(context), as_json=as_json)


def open_terminal_to_look(context: typer.Context, *, as_json: bool = False) -> Terminal:
    """The same for a command that only shows, as `open_to_look`."""
    return _terminal(context, open_to_look(context), as_json=as_json)


def _terminal(context: typer.Context, home: "Home", *, as_json: bool) -> Terminal:
    may_ask = root_options(context).may_ask
    return Terminal(home, actor(context, home), may_ask, as_json, SPOKEN.get())


def root_options(context: typer.Context) -> RootOptions:
    """The options of the root command; raises FileByName for duty staff who name a file."""
    from console.terminal.duty import DUTY, check_files

    if DUTY in os.environ:
        check_files(context.params)
    found = context.find_object(RootOptions)
    assert found is not None
    return found


def open_home(context: typer.Context) -> "Home":
    """Open the home this command works on, with its tables at the right version and no logs but
    those that were asked for."""
    from runtime import open_home

    verbose = root_options(context).verbose
    keep_quiet(verbose)
    opened = open_home(root_options(context).folder, os.environ)
    if logs_are_wanted(verbose):
        write_logs(opened.config.log_level, verbose)
    return _made_ready(opened)


def open_to_look(context: typer.Context, *, told: bool = True) -> "Home":
    """The same for a command that only shows: what is wrong in tocsin.toml is said, unless somebody
    else does, and left out."""
    from dataclasses import replace

    from channels.registry import usable_routes
    from runtime import said
    from runtime.home import open_to_look

    keep_quiet(root_options(context).verbose)
    opened = open_to_look(root_options(context).folder, os.environ)
    config = opened.config
    routes, wrong = usable_routes(config.routes, config.channels, opened.path)
    config = config.model_copy(update={"routes": routes})
    opened = replace(opened, config=config, slips=(*opened.slips, *wrong))
    if opened.slips and told:
        for slip in opened.slips:
            say(slip)
        say(said("Shown without it; nothing can be sent before it is right: tocsin config check"))
    return _made_ready(opened)


def open_without_key(context: typer.Context) -> "tuple[Database, Keys | None, Actor]":
    """The database for a command that can do something without the key file too, the keys if they
    are there, and who types."""
    from console.terminal.token_file import authenticate
    from runtime.home import open_without_key
    from runtime.keys import LostKey
    from runtime.schema import check_schema

    try:
        home = open_home(context)
    except LostKey:
        folder = root_options(context).folder
        database = open_without_key(folder, os.environ)
        check_schema(database)
        now = database.clock.now()
        return database, None, authenticate(database, folder, os.environ, now=now)
    return home.database, home.keys, actor(context, home)


def open_to_stay(context: typer.Context) -> "Home":
    """The same for a process that stays: its logs go to stderr, through the redactor."""
    from runtime import open_home

    opened = open_home(root_options(context).folder, os.environ)
    write_logs(opened.config.log_level, root_options(context).verbose)
    return _made_ready(opened)


def _made_ready(opened: "Home") -> "Home":
    from delivery.contacts import check_key
    from delivery.quarantine import quarantine_copy, quarantined_since
    from runtime import said
    from runtime.schema import check_schema
    from runtime.witness import consult_clock
    from staff.journal import check_key_file

    CLOCKS.set(opened.config.municipality.zone)
    check_schema(opened.database)
    with opened.database.reading() as session:
        check_key_file(session, opened.keys)
        check_key(session, opened.keys)
        doubt = consult_clock(session)
    if doubt is not None and not doubt.after_a_start:
        say(
            said(
                "The clock of this machine may be wrong; Tocsin goes by {at:%a %d/%m/%Y %H:%M}: tocsin clock",
                at=opened.config.municipality.local(opened.now()),
            )
        )
    quarantine_copy(opened)
    with opened.database.reading() as session:
        since = quarantined_since(session)
    if since is not None:
        say(
            said(
                "STOPPED since {when:%a %d/%m/%Y %H:%M}: this home is a copy. What was open is not sent: tocsin release decides.",
                when=opened.config.municipality.local(since),
            )
        )
    return opened


def actor(context: typer.Context, home: "Home") -> "Actor":
    """Who types: the member of the token in TOCSIN_TOKEN, in TOCSIN_TOKEN_FILE, or in the file of
    their account or home."""
    from console.terminal.token_file import authenticate

    return authenticate(home.database, root_options(context).folder, os.environ, now=home.now())


def holder(context: typer.Context, home: "Home", right: "Right") -> "Actor":
    """Who types, or, where no account says who and the token of the home has not this right (any
    more), whoever holds the home: a timer or a cron line of its user."""
    from console.terminal.token_file import is_identified
    from runtime import LOCAL_OPERATOR, Exit, Problem

    try:
        found = actor(context, home)
        found.needs(right)
    except Problem as problem:
        if problem.exit is not Exit.REFUSED or is_identified(os.environ):
            raise
        return LOCAL_OPERATOR
    return found


def administrator(context: typer.Context, home: "Home") -> "Actor":
    """Who administers: `office_actor`, with the right to."""
    from runtime import Right

    by = office_actor(context, home)
    by.needs(Right.ADMINISTER)
    return by


def office_actor(context: typer.Context, home: "Home") -> "Actor":
    """The member who types, or, while no administrator has a token that works, whoever holds the
    home."""
    from runtime import LOCAL_OPERATOR
    from staff.tokens import administered_until

    with home.database.reading() as session:
        if administered_until(session, now=home.now()) is None:
            return LOCAL_OPERATOR
    return actor(context, home)
