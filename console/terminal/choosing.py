"""Choosing: what only the person at the terminal can know is asked, with the words that each answer
sends."""

import sys
from collections.abc import Mapping, Sequence

import typer

from console.terminal.door import ask, desk, say
from console.terminal.language import ENGLISH, SPOKEN
from runtime import said
from templates import Variable

LANGUAGES = ("el", "en")


def may_ask(context: typer.Context) -> bool:
    """Whether somebody is at the terminal who can answer."""
    return desk(context).may_ask and sys.stdin.isatty()


def choose(context: typer.Context, variables: Sequence[Variable]) -> Mapping[str, str]:
    """Let the person at the terminal choose an option of each of these variables."""
    return {variable.name: _chosen(context, variable) for variable in variables}


def list_choices(variables: Sequence[Variable]) -> None:
    """Say what each choice means, where nobody can be asked and the command is refused for want of
    it."""
    for variable in variables:
        for code, words in variable.options.items():
            say(f"  {code:<15} {words.get(SPOKEN.get()) or _label(words)}")


def _chosen(context: typer.Context, variable: Variable) -> str:
    say(said("{question}? One of these:", question=_label(variable.label)))
    for number, (code, words) in enumerate(variable.options.items(), 1):
        name = f"{code:<15} " if SPOKEN.get() == ENGLISH else ""
        say(f"  {number}  {name}{_label(words)}")
    answers = {str(number): code for number, code in enumerate(variable.options, 1)}
    answers |= {code: code for code in variable.options}
    flag = f"--set {variable.name}=CHOICE"
    while True:
        typed = ask(context, said("Type its number or its name"), flag).strip().casefold()
        if typed in answers:
            return answers[typed]
        say(said("That is none of them."))


def _label(words: Mapping[str, str]) -> str:
    """The words in the language of who reads them; in English, in the languages of the house."""
    if SPOKEN.get() in words and SPOKEN.get() != ENGLISH:
        return words[SPOKEN.get()]
    return " / ".join(words[language] for language in LANGUAGES if language in words)
