"""What a command puts out: data to stdout, talk to stderr, and the exit code with which it ends."""

import json
import os
import sys
from collections.abc import Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NoReturn

import typer

from console.terminal.language import spoken
from console.terminal.lines import fitting_lines

if TYPE_CHECKING:
    from runtime import Problem


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


def explain(problem: "Problem", command: str = "tocsin") -> None:
    """Say what happened, why, and what to type next; `command` is the one that was typed, whose
    help shows its forms."""
    from runtime import UsageProblem, mark, said

    for line in map(spoken, problem.details):
        say(typer.style(line, fg=typer.colors.RED) if _coloured() else line)
    if type(problem) is UsageProblem:
        words = mark(
            "The command cannot be carried out as it was typed. `{command} --help` shows the forms."
        )
        say(said(words, command=command))
    else:
        say(said(problem.why))


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, spare: Sequence[int] = ()
) -> None:
    """Put out a plain table, as wide as its widest cells; a terminal gets it in the columns that it
    has.

    `spare` are the places of the columns that a narrow terminal is not shown, in the order in which
    they are left out."""
    from console.terminal.columns import table_lines

    width = get_terminal_size().columns if sys.stdout.isatty() else None
    for line in table_lines([tuple(map(spoken, line)) for line in (headings, *rows)], width, spare):
        typer.echo(line)


def leave(code: int) -> NoReturn:
    """End the command with this exit code."""
    raise typer.Exit(code)


def _coloured() -> bool:
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
