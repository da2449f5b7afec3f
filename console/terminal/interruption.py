"""Ctrl-C ends a command with a sentence and exit code 130, never with a traceback, from its first
moment on."""

import os
import sys
from contextvars import ContextVar
from types import TracebackType

INTERRUPTED = 130
# Whether somebody has confirmed that messages go out, or a script did with --yes.
_CONFIRMED: ContextVar[bool] = ContextVar("confirmed", default=False)


def explain_interruption() -> None:
    """From here on Ctrl-C is explained, also while the program is still being loaded."""
    usual = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            usual(kind, error, trace)
            return
        sys.stderr.write("\nNothing was sent.\n")
        sys.stderr.flush()
        os._exit(INTERRUPTED)

    sys.excepthook = hook


def confirmed(sending: bool) -> None:
    """From here on messages may go out; false at the beginning of a command."""
    _CONFIRMED.set(sending)


def interrupted() -> str:
    """What a command says that Ctrl-C ended."""
    from runtime import said

    if _CONFIRMED.get():
        return said(
            "Interrupted. Whether something was issued, and how it stands: `tocsin status`."
        )
    return said("Nothing was sent.")
