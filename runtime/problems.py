"""Problems: what can go wrong, said once, in words that name the next command to type."""

import inspect
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command (trust.md section 3)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    REFUSED = 4
    UNREACHABLE = 5
    INTERRUPTED = 130


class Problem(Exception):
    """Something went wrong that Tocsin has no better word for."""

    exit = Exit.FAILED
    status = 422  # the HTTP status of the RFC 9457 answer
    pointer = ""  # what of a request's body it is about: a JSON pointer as a URI fragment (RFC 6901)

    def __init__(self, *details: str) -> None:
        """`details` say what happened this time; the class's docstring says why and what to do next."""
        super().__init__(*details)
        self.details = details

    @property
    def why(self) -> str:
        """The docstring of the problem: the reason, and the next command."""
        return " ".join((inspect.getdoc(type(self)) or "").split())

    def __str__(self) -> str:
        return " ".join([*self.details, self.why])


class UsageProblem(Problem):
    """The command cannot be carried out as it was typed. `tocsin --help` shows the forms."""

    exit = Exit.USAGE


class NotAllowed(Problem):
    """You do not have the right to do that. Ask an administrator of this installation."""

    exit = Exit.REFUSED
    status = 403
