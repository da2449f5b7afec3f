"""Whoever sends types how many people will get it: one prompt for drill and live was not enough
(Hawaii 2018)."""

import sys
import termios

from console.terminal.interruption import confirmed
from console.terminal.output import say
from console.terminal.questions import AskedPerson, ask
from console.terminal.trials import SHOUTED
from runtime import Exit, UsageProblem, said


class NotConfirmed(UsageProblem):
    """Nothing was sent. Give the command again when you are ready."""

    exit = Exit.REFUSED


def confirm(
    person: AskedPerson, status: str, what: str, recipients: int, question: str = ""
) -> None:
    """Let the person at the terminal type the number of recipients; raises NotConfirmed."""
    say(said("{kind}: {what}.", kind=said(SHOUTED.get(status, status.upper())), what=what))
    forget_typed()
    asked = question or said("Type {recipients:,} to send", recipients=recipients)
    typed = ask(person, asked, "--yes --expect N")
    if typed.strip().replace(",", "").replace(".", "") != str(recipients):
        raise NotConfirmed(
            said("You typed something else than {recipients:,}.", recipients=recipients)
        )
    confirmed(True)


def forget_typed() -> None:
    """Drop what was typed before the question was shown: it confirms nothing."""
    if sys.stdin.isatty():
        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def check_unasked(*, yes: bool, expect: int | None) -> None:
    """Refuse a command that nobody confirms; raises UsageProblem."""
    if yes and expect is None:
        raise UsageProblem(
            said("--yes needs --expect N: the recipients you count on, as the forecast shows them.")
        )
    confirmed(yes)
