"""A code of an authenticator app: asked of whoever approves or overrides, where the policy does."""

import os

from console.terminal.asking import forget_typed
from console.terminal.door import Terminal
from console.terminal.interruption import confirmed
from console.terminal.output import say
from console.terminal.questions import AskedPerson, ask, can_answer
from runtime import Actor, Home, joined, said
from staff.second_factor import (
    CodeNeeded,
    CodeProof,
    CodeRefused,
    check_factor,
    spend_code,
)

VARIABLE = "TOCSIN_CODE"
TRIES = 3


def check_can_prove(terminal: Terminal) -> None:
    """Refuse, before anything is shown or confirmed, who could give no code; raises NoSecondFactor
    or CodeNeeded."""
    with terminal.home.database.reading() as session:
        check_factor(session, terminal.by)
    if not os.environ.get(VARIABLE) and not can_answer(terminal):
        raise CodeNeeded(said("This asks for a code, and nobody is there to answer."))


def prove(terminal: Terminal) -> CodeProof:
    """Take the code of whoever types: from TOCSIN_CODE, or asked for, three times at most; what was
    typed by mistake may be typed anew. Raises CodeRefused, TooManyCodes or UsageProblem."""
    confirmed(False)
    proof = take_code(terminal.home, terminal.by, terminal)
    confirmed(True)
    return proof


def take_code(home: Home, by: Actor, person: AskedPerson) -> CodeProof:
    """The same where nothing is sent."""
    if given := os.environ.get(VARIABLE):
        return spend_code(home.database, home.keys, given, by=by, now=home.now())
    forget_typed()
    for _ in range(TRIES - 1):
        try:
            return _asked(home, by, person)
        except CodeRefused as wrong:
            say(joined(" ", wrong.details))
    return _asked(home, by, person)


def _asked(home: Home, by: Actor, person: AskedPerson) -> CodeProof:
    question = said("The six digits of your app, or a recovery code")
    typed = ask(person, question, VARIABLE)
    return spend_code(home.database, home.keys, typed, by=by, now=home.now())
