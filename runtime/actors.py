"""Actors: who does it. Every verb that changes something takes `by: Actor`, and the room checks the right."""

from dataclasses import dataclass
from enum import StrEnum

from runtime.problems import NotAllowed


class Right(StrEnum):
    """What an actor may be allowed to do; one word for each kind of change."""

    SEND_ALERTS = "alert:send"
    CHANGE_RESIDENTS = "subscriber:write"
    CHANGE_AREAS = "area:write"
    ADMINISTER = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or something, that acts: a staff member, the scheduler, a resident."""

    name: str
    rights: frozenset[Right]

    def needs(self, right: Right) -> None:
        """Let the act go on, or raise NotAllowed."""
        if right not in self.rights:
            raise NotAllowed(f"{self.name} has no right '{right}'.")


# Whoever can read the home folder on this machine: the one actor there is before staff have accounts.
LOCAL_OPERATOR = Actor("local operator", frozenset(Right))
