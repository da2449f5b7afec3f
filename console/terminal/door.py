"""What every command shares: the home it works on, where it speaks, and how a problem ends it.

Data goes to stdout, talk to stderr. Nothing here imports a room at the top: `tocsin --help` must be
quick."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NoReturn

import typer

from console.terminal.language import spoken
from console.terminal.lines import fitting_lines
from console.terminal.logs import are_wanted, keep_quiet, write_logs

if TYPE_CHECKING:
    from runtime import Actor, Home, Problem, Right


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a command works: the home folder, whether it may ask questions, and whether its logs
    are wanted on stderr."""

    folder: Path
    may_ask: bool
    verbose: bool = False


def desk(context: typer.Context) -> Desk:
    """The desk that the root command laid out; raises FileByName for duty staff who name a file."""
    from console.terminal.duty import DUTY, check_files

    if DUTY in os.environ:
        check_files(context.params)
    found = context.find_object(Desk)
    assert found is not None
    return found


def open_home(context: typer.Context) -> "Home":
    """Open the home this command works on, with its tables at the right version and no logs but
    those that were asked for."""
    from runtime import home

    verbose = desk(context).verbose
    keep_quiet(verbose)
    opened = home.open_home(desk(context).folder, os.environ)
    if are_wanted(verbose):
        write_logs(opened.config.log_level, verbose)
    return _made_ready(opened)


def open_to_look(context: typer.Context, *, told: bool = True) -> "Home":
    """The same for a command that only shows: what is wrong in tocsin.toml is said, unless somebody
    else does, and left out."""
    from dataclasses import replace

    from channels import usable_routes
    from runtime import home, said

    keep_quiet(desk(context).verbose)
    opened = home.open_to_look(desk(context).folder, os.environ)
    config = opened.config
    routes, wrong = usable_routes(config.routes, config.channels, opened.path)
    config = config.model_copy(update={"routes": routes})
    opened = replace(opened, config=config, slips=(*opened.slips, *wrong))
    if opened.slips and told:
        for slip in opened.slips:
            say(slip)
        say(said("Shown without it; nothing can be sent before it is right: tocsin config check"))
    return _made_ready(opened)


def open_to_stay(context: typer.Context) -> "Home":
    """The same for a process that stays, whose logs nobody's screen has to bear: they go to stderr,
    through the redactor."""
    from runtime import home

    opened = home.open_home(desk(context).folder, os.environ)
    write_logs(opened.config.log_level, desk(context).verbose)
    return _made_ready(opened)


def _made_ready(opened: "Home") -> "Home":
    from delivery.contacts import check_key
    from delivery.quarantine import quarantine_copy, quarantined_since
    from runtime import consult_clock, said, schema

    schema.check(opened.database)
    with opened.database.reading() as session:
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
    from console.terminal.token_file import known_by

    return known_by(home.database, desk(context).folder, os.environ, now=home.now())


def holder(context: typer.Context, home: "Home", right: "Right") -> "Actor":
    """Who types, or, where no account says who and the token of the home has not this right (any
    more), whoever holds the home: a timer or a cron line of its user."""
    from console.terminal.token_file import says_who
    from runtime import LOCAL_OPERATOR, Exit, Problem

    try:
        found = actor(context, home)
        found.needs(right)
    except Problem as problem:
        if problem.exit is not Exit.REFUSED or says_who(os.environ):
            raise
        return LOCAL_OPERATOR
    return found


def say(text: str = "") -> None:
    """Talk to the person at the terminal: stderr, no word of it broken at the edge."""
    words = spoken(text)
    # A moving bar takes what is printed and puts it above itself; typer.echo would write into it.
    print(fitting_lines(words) if sys.stderr.isatty() else words, file=sys.stderr, flush=True)


def show(text: str = "", *, step: int = 0) -> None:
    """Put out data: stdout; at a terminal no word of it is broken at the edge, and what follows a
    break steps in."""
    words = spoken(text)
    typer.echo(fitting_lines(words, step) if sys.stdout.isatty() else words)


def show_json(content: object) -> None:
    """Put out data as one JSON document."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def explain(problem: "Problem") -> None:
    """Say what happened, why, and what to type next."""
    from runtime import said

    for line in map(spoken, problem.details):
        say(typer.style(line, fg=typer.colors.RED) if _coloured() else line)
    say(said(problem.why))


def ask(context: typer.Context, question: str, flag: str, empty: str | None = None) -> str:
    """Ask the person at the terminal; Enter alone is `empty`, or asks again without one.

    Where nobody can answer, raise UsageProblem naming the flag to use instead.
    """
    from runtime import UsageProblem, said

    if not desk(context).may_ask or not sys.stdin.isatty():
        raise UsageProblem(
            said(
                "This asks, and nobody is there to answer: {question}. Give {flag}.",
                question=question,
                flag=flag,
            )
        )
    try:
        return str(typer.prompt(spoken(question), default=empty, show_default=False, err=True))
    except typer.Abort:
        raise KeyboardInterrupt from None


def pairs(given: Sequence[str]) -> Mapping[str, str]:
    """Read `--set name=value` options; raises UsageProblem for one without `=` or given twice."""
    from runtime import UsageProblem, said

    found: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise UsageProblem(
                said("--set '{item}' has no '='. Write --set name=value.", item=item)
            )
        if name.strip() in found:
            raise UsageProblem(said("--set {name} is given twice.", name=name.strip()))
        found[name.strip()] = value
    return found


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, spare: Sequence[int] = ()
) -> None:
    """Put out a plain table, as wide as its widest cells; a terminal gets it in the columns that it
    has.

    `spare` are the places of the columns that a narrow terminal is not shown, in the order in which
    they are left out."""
    from console.terminal.columns import fitting

    width = get_terminal_size().columns if sys.stdout.isatty() else None
    for line in fitting([tuple(map(spoken, line)) for line in (headings, *rows)], width, spare):
        typer.echo(line)


def show_version(wanted: bool) -> None:
    """Put out which version this is, and end."""
    if not wanted:
        return
    from importlib.metadata import version

    show(f"tocsin {version('tocsin')}")
    leave(0)


def leave(code: int) -> NoReturn:
    """End the command with this exit code."""
    raise typer.Exit(code)


def _coloured() -> bool:
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
