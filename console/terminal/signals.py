"""Ctrl-C, SIGTERM and a lost terminal end a process after the batches under way; SIGHUP lets a
server reload its settings."""

import asyncio
import os
import signal
import stat
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from threading import Thread

from console.terminal.output import say
from runtime import said
from runtime.supervision import Supervisor

OUTPUTS = (1, 2)


def stopped_by_signal() -> asyncio.Event:
    """An event that Ctrl-C, SIGTERM or SIGHUP sets in place of ending the process: batches under
    way are finished, the rest is left to other workers."""
    stop = stopped_on_purpose()
    on_hangup(lambda: hang_up(stop))
    return stop


def stopped_on_purpose() -> asyncio.Event:
    """The same without SIGHUP, for a process to which it means something else."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _told_to_stop, stop)
    return stop


def on_hangup(act: Callable[[], object]) -> None:
    """Let SIGHUP do this; under `nohup`, which ignores it, it goes on doing nothing."""
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, act)


def hang_up(stop: asyncio.Event) -> None:
    """Stop, because the terminal may be gone: nothing more is said to it, and what goes to a file
    or a log goes on."""
    for output in OUTPUTS:
        if _is_terminal(output):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, output)
            os.close(nowhere)
    _told_to_stop(stop)


def _is_terminal(output: int) -> bool:
    """Whether this is a terminal, or what was one: `isatty` knows none that has hung up."""
    try:
        return stat.S_ISCHR(os.fstat(output).st_mode)
    except OSError:
        return False


def _told_to_stop(stop: asyncio.Event) -> None:
    if not stop.is_set():
        stop.set()
        Supervisor.of(os.environ).stopping()
        # A terminal that takes no more keeps whoever writes to it waiting.
        Thread(target=copy_context().run, args=(_say_so,), daemon=True).start()


def _say_so() -> None:
    with suppress(OSError):
        say(said("Stopping: what is on its way may arrive first..."))
