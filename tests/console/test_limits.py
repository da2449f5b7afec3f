"""The limit of open files: taken where it can be had, and said where it is too low."""

import platform
import subprocess
import sys

import pytest

from console.terminal.limits import ARENAS, reachable
from tests.journeys.conftest import ROOT, Installation


@pytest.mark.parametrize(
    ("now", "most", "given"),
    [
        (1024, 524_288, 16_384),
        (1024, 4096, 4096),
        (20_000, 524_288, 20_000),
        (1024, -1, 16_384),
        (-1, -1, -1),
        (256, 256, 256),
    ],
)
def test_the_limit_of_open_files_is_raised_within_its_bounds(
    now: int, most: int, given: int
) -> None:
    assert reachable(now, most, 16_384) == given


def test_a_limit_that_is_too_low_is_said_at_start(bare: Installation) -> None:
    words = " ".join(bare.command("worker"))
    running = subprocess.Popen(
        ["sh", "-c", f"ulimit -n 300; exec {words}"],
        env=bare.environment,
        text=True,
        stderr=subprocess.PIPE,
    )
    bare.running.append(running)
    assert running.stderr is not None

    said = [running.stderr.readline() for _ in range(2)]

    assert any("LimitNOFILE=1024" in line for line in said)


SPREADS = """
import re, threading
from pathlib import Path
from console.terminal.limits import set_limits
if {limited}:
    set_limits(64)
together, held = threading.Barrier(20), []
def hold():
    held.append([bytes(50_000) for _ in range(10)])
    together.wait()
threads = [threading.Thread(target=hold) for _ in range(20)]
[each.start() for each in threads]
[each.join() for each in threads]
starts = re.findall(r"^([0-9a-f]+)-[0-9a-f]+ rw-p 00000000 00:00 0 *$", Path("/proc/self/maps").read_text(), re.M)
print(sum(int(each, 16) % (64 << 20) == 0 for each in starts))
"""


def arenas(*, limited: bool) -> int:
    """Among how many arenas of glibc, besides the main one, twenty threads spread their memory."""
    words = [sys.executable, "-c", SPREADS.format(limited=limited)]
    return int(subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are a matter of glibc")
@pytest.mark.slow
def test_the_threads_of_a_process_that_stays_share_their_memory() -> None:
    # Some other block may begin at such an address by chance.
    assert arenas(limited=True) <= ARENAS < arenas(limited=False)
