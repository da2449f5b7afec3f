"""Results: what a check finds, how bad that is, and what a check is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from checks.situation import Situation


class Level(StrEnum):
    """How bad a finding is: not set up, so that nobody can say; all right; somebody should look; or
    something does not work."""

    UNSET = "UNSET"
    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"

    @property
    def rank(self) -> int:
        """0, 1 and 2, the worst last; what is not set up is no worse than what is all right."""
        return max(0, list(Level).index(self) - 1)

    @property
    def is_well(self) -> bool:
        """Whether nobody has to look."""
        return not self.rank


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line: how bad, what was found, and the next command or step; `check` is the name of the
    check that said it, `channel` the one that it is about."""

    level: Level
    what: str
    fix: str = ""
    check: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it looks at, when it says WARN or FAIL, and how it looks.

    `tocsin status` makes the check too when `at_night`; none of these touches the network. The
    others need `tocsin doctor`."""

    name: str
    looks_at: str
    faults: Mapping[Level, str]
    look: Callable[[Situation], Iterator[CheckResult]]
    at_night: bool = False
    needs_tables: bool = True


def ok(what: str) -> CheckResult:
    """It is as it should be."""
    return CheckResult(Level.OK, what)


def unset(what: str) -> CheckResult:
    """It is not set up, so there is nothing to look at."""
    return CheckResult(Level.UNSET, what)


def warn(what: str, fix: str) -> CheckResult:
    """Somebody should look at it."""
    return CheckResult(Level.WARN, what, fix)


def fail(what: str, fix: str) -> CheckResult:
    """It does not work."""
    return CheckResult(Level.FAIL, what, fix)


def worst(results: Iterable[CheckResult]) -> Level:
    """The worst level among these, OK if nobody has to look."""
    return max([Level.OK, *(each.level for each in results)], key=lambda level: level.rank)
