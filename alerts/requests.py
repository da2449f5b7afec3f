"""Requests: an alert as staff or a program typed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from json import dumps

from alerts.tables import Reach


@dataclass(frozen=True, slots=True)
class Request:
    """An alert as it was typed: nothing of it is checked yet; no areas means the whole municipality."""

    template: str
    given: Mapping[str, str]
    areas: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    reach: Reach | None = None
    key: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the command: the same words typed again give the same, whatever the hour."""
        typed = [self.template, dict(self.given), sorted(self.areas), sorted(self.media), self.reach]
        return sha256(dumps(typed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
