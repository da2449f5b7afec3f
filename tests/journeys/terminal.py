"""A command at a terminal of its own, with somebody who types."""

import contextlib
import os
import pty
import select
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence

from tests.journeys.conftest import Installation

SILENCE = 300.0  # seconds without a word; a command that waits for what nobody types fails
CTRL_C = "\x03"


def at_terminal(
    here: Installation,
    words: Sequence[str],
    answers: Mapping[str, str | Callable[[str], str]],
    **plain: str,
) -> tuple[int, str]:
    """Run a command, type each answer once its question has appeared, or what it makes of all that
    was seen so far; the exit code, and what a person would see."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in here.environment.items() if name != "NO_COLOR"}
    running = subprocess.Popen(
        here.command(*words),
        env={**environment, "TERM": "xterm", **plain},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        cwd=here.home,
    )
    here.running.append(running)
    os.close(theirs)
    seen = b""
    for question, answer in answers.items():
        seen += read_until(ours, question.encode())
        typed = answer if isinstance(answer, str) else answer(seen.decode("utf-8", "replace"))
        if typed == CTRL_C:
            # The terminal is nobody's controlling one: what the key would send is sent.
            _interrupt(running)
        else:
            os.write(ours, f"{typed}\n".encode())
    seen += read_until(ours, b"")
    os.close(ours)
    return running.wait(600), seen.decode("utf-8", "replace")


def _interrupt(running: subprocess.Popen[bytes]) -> None:
    """Press Ctrl-C, again where the first came just before the program began to read: Python sees
    it only then."""
    for _ in range(5):
        running.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(20)
            return
    raise AssertionError("Ctrl-C ended nothing")


def read_until(terminal: int, sign: bytes) -> bytes:
    """What appears until the sign does, or until the terminal is closed."""
    seen = b""
    while not (sign and sign in seen):
        silent = not select.select([terminal], [], [], SILENCE)[0]
        assert not silent, seen.decode("utf-8", "replace")
        try:
            more = os.read(terminal, 65_536)
        except OSError:  # Linux says EIO when the last one at the terminal has left
            break
        if not more:
            break
        seen += more
    return seen
