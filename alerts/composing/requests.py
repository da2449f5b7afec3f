"""Requests: an alert as staff or a program typed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from json import dumps

from alerts.states import Reach
from runtime import UsageProblem, counted


class ForEverybody(UsageProblem):
    """Without its groups it would go to the whole municipality, which is never meant by leaving
    something out. Say so in so many words, or name areas."""


@dataclass(frozen=True, slots=True)
class AlertRequest:
    """An alert as it was typed: nothing of it is checked yet; no areas means the whole
    municipality, no groups everybody there."""

    template: str
    given: Mapping[str, str]
    areas: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    reach: Reach | None = None
    key: str = ""
    groups: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the command: the same words typed again give the same, whatever the hour."""
        typed: list[object] = [
            self.template,
            dict(self.given),
            sorted(self.areas),
            sorted(self.media),
            self.reach,
        ]
        # What was typed before there were groups still has its fingerprint.
        typed += [sorted(self.groups)] if self.groups else []
        return sha256(dumps(typed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def check_groups_kept(before: AlertRequest, after: AlertRequest, *, place_said: bool) -> None:
    """Refuse what makes of an alert for groups one for everybody, unless its place was said anew;
    raises ForEverybody."""
    if before.groups and not after.groups and not after.areas and not place_said:
        only = counted(
            len(before.groups),
            "It was for the group {groups} only.",
            "It was for the groups {groups} only.",
            groups=", ".join(before.groups),
        )
        raise ForEverybody(only)
