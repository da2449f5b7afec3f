"""Findings: how the results of checks are shown, and the exit code they end a command with."""

from collections.abc import Iterable

from checks import CheckResult, Level
from console.door import show
from console.speech import spoken
from runtime import Exit

STATUS_EXITS = {Level.OK: Exit.DONE, Level.WARN: Exit.PARTIAL, Level.FAIL: Exit.PARTIAL}
DOCTOR_EXITS = {Level.OK: Exit.DONE, Level.WARN: Exit.DONE, Level.FAIL: Exit.UNREACHABLE}


def show_results(results: Iterable[CheckResult]) -> None:
    """A line each, and below it what to do."""
    for each in results:
        show(f"{each.level:<5} {spoken(each.what)}" + (f"\n      -> {spoken(each.fix)}" if each.fix else ""))


def results_json(results: Iterable[CheckResult]) -> list[dict[str, str]]:
    """The same as JSON."""
    return [
        {"check": each.check, "level": each.level, "what": each.what, "fix": each.fix} for each in results
    ]
