"""That an alert is issued is said beside the sending: a terminal that takes nothing keeps nobody
waiting."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAYS = """
import os
from console.alerts.ending import say_issued
from console.terminal.language import SPOKEN
from runtime import said
SPOKEN.set("el")
say_issued(said("Alert {alert} is issued: {identifier}", alert=7, identifier="x"))
print("goes on", flush=True)
os._exit(0)
"""


@pytest.fixture
def full_pipe() -> Iterator[int]:
    """A pipe that nobody reads, full to the brim."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    size = fcntl.fcntl(writing, fcntl.F_GETPIPE_SZ)
    os.write(writing, bytes(size))
    os.set_blocking(writing, True)
    yield writing
    os.close(reading)
    os.close(writing)


def ran(stderr: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", SAYS]
    return subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=stderr, text=True, timeout=600, check=True
    )


@pytest.mark.slow
def test_an_alert_that_goes_on_waits_for_no_terminal(full_pipe: int) -> None:
    assert ran(full_pipe).stdout == "goes on\n"


@pytest.mark.slow
def test_the_notice_is_in_the_language_of_the_command() -> None:
    assert ran(subprocess.PIPE).stderr.startswith("Η ειδοποίηση 7")
