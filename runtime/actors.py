"""Actors: who does it. Every verb that changes something takes `by: Actor`, and the room checks the
right."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from runtime.problems import NotAllowed
from runtime.sentences import mark, said


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


# What a right lets somebody do, for a sentence.
ACTS: Mapping[Right, str] = {
    Right.READ_ALERTS: mark("see alerts"),
    Right.DRAFT_ALERTS: mark("draft alerts"),
    Right.SEND_ALERTS: mark("send alerts"),
    Right.APPROVE_ALERTS: mark("approve alerts"),
    Right.READ_RESIDENTS: mark("see residents"),
    Right.CHANGE_RESIDENTS: mark("change residents"),
    Right.EXPORT_RESIDENTS: mark("export or erase residents"),
    Right.CHANGE_SCHEDULES: mark("change schedules"),
    Right.CHANGE_AREAS: mark("change areas"),
    Right.READ_JOURNAL: mark("read the journal"),
    Right.ADMINISTER: mark("administer this installation"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or something, that acts; `ref` (`member:3`, `scheduler`) is how the tables and the
    journal name them."""

    name: str
    rights: frozenset[Right]
    ref: str = "local"

    def needs(self, right: Right) -> None:
        """Let the act go on, or raise NotAllowed."""
        if right not in self.rights:
            refused = NotAllowed(
                said("{name} may not {act}.", name=self.name, act=said(ACTS[right]))
            )
            refused.details_for_programs = (f"{self.name} has no right '{right}'.",)
            raise refused


# Whoever founds a home: the one actor there is before it has members.
LOCAL_OPERATOR = Actor("local operator", frozenset(Right))
SCHEDULER = Actor("the scheduler", frozenset({Right.DRAFT_ALERTS, Right.SEND_ALERTS}), "scheduler")
# Residents act on what is their own: the link or code they hold says whose that is.
RESIDENT = Actor(
    "a resident", frozenset({Right.CHANGE_RESIDENTS, Right.EXPORT_RESIDENTS}), "resident"
)
