"""What stops a process in the midst of sending, brought about for real: signals, limits, a full
disk, memory that runs out.

Each returns how many may be named as in doubt when all is over.
"""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pytest

from tests.journeys.conftest import Installation, until
from tests.journeys.storm import frozen
from tests.loopback import post

PEOPLE, CONCURRENCY = 40, 2
SLOWLY, AT_ONCE = {"sms": [{"kind": "latency", "seconds": 0.3}]}, dict[str, object]()
STILL_SECONDS = 3.0  # without a message: whoever sends has been stopped
STOPPED_SECONDS = float(
    os.environ.get("TEST_STOPPED", "60")
)  # longer than a lease and the wait for a repetition
NOBODY = range(1)
LEFT_BYTES = 32 << 20


class Running(Protocol):
    """A process that was started, by `subprocess` or by the forge."""

    pid: int

    def communicate(self) -> object: ...


@dataclass(frozen=True)
class Sending:
    """A process in the midst of sending an alert, and the installation it sends for."""

    town: Installation
    process: Running
    urgent: bool = False

    def told_to(self, script: Mapping[str, object]) -> None:
        """Let the sandbox fail in this way, or in none."""
        url = f"http://127.0.0.1:{self.town.http}/sandbox/faults"
        assert post(url, json=script).is_success

    def is_still(self) -> None:
        """Wait until nothing has been sent for a while."""
        seen, since = -1, 0.0
        while seen != self.town.count or time.monotonic() - since < STILL_SECONDS:
            if seen != self.town.count:
                seen, since = self.town.count, time.monotonic()
            time.sleep(0.1)

    def ends(self) -> None:
        """Let the rest be sent without delay, and wait for the end of the process."""
        self.told_to(AT_ONCE)
        self.process.communicate()


def hung_up(sending: Sending) -> range:
    """SIGHUP."""
    return _signalled(sending, signal.SIGHUP)


def terminated(sending: Sending) -> range:
    """SIGTERM."""
    return _signalled(sending, signal.SIGTERM)


def _signalled(sending: Sending, number: int) -> range:
    os.kill(sending.process.pid, number)
    sending.process.communicate()
    return NOBODY


def stopped(sending: Sending) -> range:
    """SIGSTOP for so long that another worker takes over, then SIGCONT.

    The other cannot know what an urgent alert's worker had begun: it sends again all that was
    claimed, and names it."""
    began = time.monotonic()
    in_the_air = frozen(sending.process.pid)
    sending.told_to(AT_ONCE)
    other = sending.town._begins("worker")
    until(lambda: time.monotonic() > began + STOPPED_SECONDS)
    os.kill(sending.process.pid, signal.SIGCONT)
    sending.process.communicate()
    # It has ended by itself if the other was stopped with the lock of SQLite in its hand.
    with suppress(ProcessLookupError):
        os.kill(other.pid, signal.SIGTERM)
    other.communicate()
    return range(PEOPLE if sending.urgent else in_the_air + 1)


def killed_for_memory(sending: Sending) -> range:
    """The kernel kills it as memory runs out; where we may make no control group, SIGKILL, which is
    what it gets."""
    in_the_air = frozen(sending.process.pid)
    with _memory_group() as group:
        if group is None:
            print("no control group for memory here: SIGKILL in its place")
            os.kill(sending.process.pid, signal.SIGKILL)
        else:
            group.runs_out(sending.process.pid)
        sending.process.communicate()
    return range(in_the_air, in_the_air + 1)


@dataclass(frozen=True)
class _MemoryGroup:
    folder: Path
    limit: str
    counted: str

    def runs_out(self, pid: int) -> None:
        """Let a neighbour take all the memory there is; the kernel then kills the one that it is
        told to take first."""
        (self.folder / self.limit).write_text(str(LEFT_BYTES))
        for swapping in ("memory.swap.max", "memory.swappiness"):
            if (self.folder / swapping).exists():
                (self.folder / swapping).write_text("0")
        Path(f"/proc/{pid}/oom_score_adj").write_text("1000")
        (self.folder / "cgroup.procs").write_text(str(pid))
        neighbour = f"echo $$ > {self.folder}/cgroup.procs; exec tail /dev/zero"
        subprocess.run(["sh", "-c", neighbour], check=False)
        assert "oom_kill 0" not in (self.folder / self.counted).read_text().splitlines()


@contextmanager
def _memory_group() -> Iterator[_MemoryGroup | None]:
    """A control group for memory with nobody in it; None where the machine lets us make none."""
    group = next(filter(None, map(_made, GROUPS)), None)
    yield group
    if group is not None:
        until(lambda: not (group.folder / "cgroup.procs").read_text())
        group.folder.rmdir()


def _made(group: _MemoryGroup) -> _MemoryGroup | None:
    made = replace(group, folder=group.folder / f"stops-{os.getpid()}")
    try:
        made.folder.mkdir()
    except OSError:
        return None
    if (made.folder / made.limit).exists():
        return made
    made.folder.rmdir()
    return None


# Version 2, then 1.
GROUPS = (
    _MemoryGroup(Path("/sys/fs/cgroup"), "memory.max", "memory.events"),
    _MemoryGroup(Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.oom_control"),
)


def without_descriptors(sending: Sending) -> range:
    """RLIMIT_NOFILE leaves no descriptor when the provider has hung up: it cannot connect again."""
    with _limited(sending, resource.RLIMIT_NOFILE, 3):
        sending.told_to({"sms": [{"kind": "down", "seconds": 1}]})
        sending.is_still()
    sending.ends()
    return range(CONCURRENCY + 1)


def without_file_sizes(sending: Sending) -> range:
    """RLIMIT_FSIZE lets no file grow."""
    with _limited(sending, resource.RLIMIT_FSIZE, 20):
        sending.is_still()
    sending.ends()
    return NOBODY


@contextmanager
def _limited(sending: Sending, limit: int, most: int) -> Iterator[None]:
    soft, hard = resource.prlimit(sending.process.pid, limit)
    resource.prlimit(sending.process.pid, limit, (most, hard))
    yield
    with suppress(ProcessLookupError):
        resource.prlimit(sending.process.pid, limit, (soft, hard))


def with_a_full_disk(sending: Sending) -> range:
    """The disk of the home fills up, and is freed again."""
    filler = sending.town.forge.sees(sending.town.home / "filler")
    with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1000))
    sending.is_still()
    filler.unlink()
    sending.ends()
    return NOBODY
