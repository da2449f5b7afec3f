"""Problems: what can go wrong, said once, in words that name the next command to type."""

import inspect
from enum import IntEnum
from typing import Self


class Exit(IntEnum):
    """Exit codes of every command (docs/json.md)."""

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
    # What of a request's body it is about: JSON pointers as URI fragments (RFC 6901).
    pointers: tuple[str, ...] = ()
    # What a program is told in place of `why` and of the details, where these name options of the
    # terminal.
    for_programs = ""
    details_for_programs: tuple[str, ...] = ()

    def __init__(self, *details: str) -> None:
        """`details` say what happened this time; the class's docstring says why and what to do
        next."""
        super().__init__(*details)
        self.details = details

    @property
    def why(self) -> str:
        """The docstring of the problem: the reason, and the next command."""
        return " ".join((inspect.getdoc(type(self)) or "").split())

    @property
    def advice(self) -> str:
        """Why, and what to do next, for a program: the class's own words for it, else those of the
        terminal."""
        own = vars(type(self)).get("for_programs", "")
        return str(own) or self.why

    def at(self, *pointers: str) -> Self:
        """The same, about these places of a request's body."""
        self.pointers = pointers
        return self

    def with_another(self, other: "Problem") -> Self:
        """The same, and what else is wrong with the same request."""
        self.details = (*self.details, *other.details)
        if self.details_for_programs:
            told = other.details_for_programs or other.details
            self.details_for_programs = (*self.details_for_programs, *told)
        self.pointers = (*self.pointers, *other.pointers)
        return self

    def __str__(self) -> str:
        return " ".join([*self.details, self.why])


class UsageProblem(Problem):
    """The command cannot be carried out as it was typed. `tocsin --help` shows the forms."""

    for_programs = (
        "The request cannot be carried out as it stands. /openapi.json describes the forms."
    )
    exit = Exit.USAGE


class NotAllowed(Problem):
    """You do not have the right to do that. Ask an administrator of this installation."""

    exit = Exit.REFUSED
    status = 403
