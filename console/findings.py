"""Findings: what `tocsin doctor` says, a line a check."""

from dataclasses import dataclass

OK, WARN, FAIL = "OK", "WARN", "FAIL"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the examination."""

    level: str
    what: str
    fix: str = ""
