"""What a command says after an unexpected error."""

from traceback import format_tb

import structlog

from console.terminal.output import say
from runtime import Exit, said, why_refused


def report_defect(error: Exception) -> int:
    """Name a defect by its class alone, since its message may hold an address; returns the exit
    code."""
    if structlog.is_configured():
        frames = "".join(format_tb(error.__traceback__))
        structlog.get_logger("console").debug("defect", kind=type(error).__name__, frames=frames)
    if isinstance(error, OSError) and error.strerror:
        say(said("The machine refused something: {reason}.", reason=why_refused(error)))
        say(
            said(
                "What was committed before is safe. `tocsin doctor` looks at the disk and the home."
            )
        )
        return Exit.UNREACHABLE
    say(said("Tocsin has a defect: {kind}.", kind=type(error).__name__))
    say(
        said("What was committed before is safe. Report it with what TOCSIN_LOG_LEVEL=debug shows.")
    )
    return Exit.FAILED
