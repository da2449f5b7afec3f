"""One thing that a rule found in a text."""

from dataclasses import dataclass
from enum import StrEnum


class LintLevel(StrEnum):
    """What a finding does to a live alert: E blocks it, W asks before it is sent, I is a note."""

    ERROR = "E"
    WARNING = "W"
    NOTE = "I"


@dataclass(frozen=True, order=True)
class LintFinding:
    """What one rule found between two positions of the text (characters, the end excluded).

    A finding about what is missing has start and end 0. `say` is what is wrong and what to write
    instead, in the office's language.
    """

    start: int
    end: int
    rule: str
    level: LintLevel
    say: str
