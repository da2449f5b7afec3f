"""How the results of checks are shown, and the exit code with which they end a command."""

from collections.abc import Iterable

from checks import CheckResult, Level
from console.terminal.language import spoken
from console.terminal.output import show
from runtime import Exit, mark, said

LEVELS = (mark("UNSET"), mark("OK"), mark("WARN"), mark("FAIL"))
STATUS_EXITS = {Level.OK: Exit.DONE, Level.WARN: Exit.PARTIAL, Level.FAIL: Exit.PARTIAL}
DOCTOR_EXITS = {Level.OK: Exit.DONE, Level.WARN: Exit.DONE, Level.FAIL: Exit.UNREACHABLE}


def show_results(results: Iterable[CheckResult]) -> None:
    """A line each, and below it what to do."""
    for each in results:
        show(
            said(
                "{level:<{wide}} {what}", level=said(each.level.value), wide=_wide(), what=each.what
            ),
            step=_wide() + 1,
        )
        if each.fix:
            show(said("{gap}-> {fix}", gap=" " * (_wide() + 1), fix=each.fix), step=_wide() + 4)


def _wide() -> int:
    """The column of the levels, as wide as the widest."""
    return max(5, *(len(spoken(said(each))) for each in LEVELS))


def results_json(results: Iterable[CheckResult]) -> list[dict[str, str]]:
    """The same as JSON."""
    return [
        {"check": each.check, "level": each.level, "what": each.what, "fix": each.fix}
        for each in results
    ]
