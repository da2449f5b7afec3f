"""Questions to the person who typed a command."""

import sys
from typing import Protocol

import typer

from console.terminal.language import spoken


class AskedPerson(Protocol):
    """Whoever typed a command, as far as they may be asked something."""

    @property
    def may_ask(self) -> bool:
        """Whether they allow it: not with --no-input."""
        ...


def can_answer(person: AskedPerson) -> bool:
    """Whether somebody is at the terminal who can answer."""
    return person.may_ask and sys.stdin.isatty()


def ask(person: AskedPerson, question: str, flag: str, empty: str | None = None) -> str:
    """Ask the person at the terminal; Enter alone is `empty`, or asks again without one.

    Where nobody can answer, raise UsageProblem naming the flag to use instead.
    """
    from runtime import UsageProblem, said

    if not can_answer(person):
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
