"""Commands that tests forked end with whoever ran the tests, however that ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import until
from tests.journeys.forked import ROOT

# As a run of the tests does: a forge, and a command that stays.
RUNNER = """
import os, sys, time
from tests.journeys.forked import Forge
forge = Forge(dict(os.environ))
command = forge.starts(sys.argv[1:], dict(os.environ))
print(forge._process.pid, command.pid, flush=True)
time.sleep(600)
"""
STAYING = ("sandbox", "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0")
Runner = tuple[int, int, int]


@pytest.fixture
def runner() -> Iterator[Runner]:
    """Who runs tests, the forge and the command that it forked, by their processes."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", RUNNER, *STAYING]
    with subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        forge, command = map(int, running.stdout.readline().split())
        yield running.pid, forge, command
        running.kill()


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_forked_commands_end_with_a_runner_that_is_killed(
    runner: Runner, ending: signal.Signals
) -> None:
    ran, forge, command = runner
    assert is_alive(command)

    os.kill(ran, ending)

    until(lambda: not is_alive(forge) and not is_alive(command))


def test_forked_commands_end_with_a_forge_that_is_killed(runner: Runner) -> None:
    _, forge, command = runner

    os.kill(forge, signal.SIGKILL)

    until(lambda: not is_alive(command))


def is_alive(pid: int) -> bool:
    """Whether a process is there, and not only its exit code."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
