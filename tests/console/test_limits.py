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
# An arena lives in 64 MB that begin at a multiple of 64 MB: what it uses, and behind it the rest.
HEAP = 64 << 20
block = r"^([0-9a-f]+)-([0-9a-f]+) (\\S+) 00000000 00:00 0 *$"
found = re.findall(block, Path("/proc/self/maps").read_text(), re.M)
blocks = [(int(begin, 16), int(end, 16), kind) for begin, end, kind in found]
print(sum(
    begin % HEAP == 0 and (kind, goes_on, end, rest) == ("rw-p", middle, begin + HEAP, "---p")
    for (begin, middle, kind), (goes_on, end, rest) in zip(blocks, blocks[1:])
))
"""


def arenas(*, limited: bool) -> int:
    """Among how many arenas of glibc, besides the main one, twenty threads spread their memory."""
    words = [sys.executable, "-c", SPREADS.format(limited=limited)]
    return int(subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are a matter of glibc")
@pytest.mark.slow
def test_the_threads_of_a_process_that_stays_share_their_memory() -> None:
    assert arenas(limited=True) < ARENAS < arenas(limited=False)
