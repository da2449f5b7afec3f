"""Actors: who does it. Every verb that changes something takes `by: Actor`, and the room checks the right."""

from dataclasses import dataclass
from enum import StrEnum

from runtime.problems import NotAllowed
from runtime.sentences import said


class Right(StrEnum):
    """What an actor may be allowed to do; the same word is a token's scope and a route's guard."""

    READ_ALERTS = "alert:read"
    DRAFT_ALERTS = "alert:draft"
    SEND_ALERTS = "alert:send"
    APPROVE_ALERTS = "alert:approve"
    READ_RESIDENTS = "subscriber:read"
    CHANGE_RESIDENTS = "subscriber:write"
    EXPORT_RESIDENTS = "subscriber:export"  # everything of one person, and erasing them
    CHANGE_SCHEDULES = "schedule:write"
    CHANGE_AREAS = "area:write"
    READ_JOURNAL = "journal:read"
    ADMINISTER = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or something, that acts; `ref` (`member:3`, `scheduler`) is how the tables and the journal name them."""

    name: str
    rights: frozenset[Right]
    ref: str = "local"

    def needs(self, right: Right) -> None:
        """Let the act go on, or raise NotAllowed."""
        if right not in self.rights:
            raise NotAllowed(said("{name} has no right '{right}'.", name=self.name, right=right))


# Whoever founds a home: the one actor there is before it has members.
LOCAL_OPERATOR = Actor("local operator", frozenset(Right))
SCHEDULER = Actor("the scheduler", frozenset({Right.DRAFT_ALERTS, Right.SEND_ALERTS}), "scheduler")
# Residents act on what is their own: the link or code they hold says whose that is.
RESIDENT = Actor("a resident", frozenset({Right.CHANGE_RESIDENTS, Right.EXPORT_RESIDENTS}), "resident")
