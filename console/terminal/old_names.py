"""Options that had another name until this release, still understood, with a word about it."""

from collections.abc import Sequence

import typer

from console.terminal.language import spoken

OPTIONS = {"--zone": "--area", "--add-zone": "--add-area", "--remove-zone": "--remove-area"}


def with_present_names(arguments: Sequence[str]) -> list[str]:
    """What was typed, with the names that options have now."""
    return [_renamed(argument) for argument in arguments]


def _renamed(argument: str) -> str:
    before, equals, value = argument.partition("=")
    if before not in OPTIONS:
        return argument
    from runtime import said

    words = said(
        "{before} is called {now} now; the next release does not know {before}.",
        before=before,
        now=OPTIONS[before],
    )
    typer.echo(spoken(words), err=True)
    return f"{OPTIONS[before]}{equals}{value}"
