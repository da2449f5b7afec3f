"""Commands: `tocsin` in a process of its own, watched from outside: what it said and when, and its
peak of memory."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep, time
from typing import IO

PROGRAM = Path(sys.executable).with_name("tocsin")
LOOK_SECONDS = 0.02
GIVEN_UP_SECONDS = 900.0
TICKS = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """A command of the benchmark did not do what it should."""


@dataclass(slots=True)
class Watched:
    """A process under watch; moments are seconds since 1970, memory is in megabytes."""

    process: "subprocess.Popen[str]"
    started: float
    said: list[tuple[float, str]] = field(default_factory=list)
    printed: str = ""
    peak: float = 0.0
    cpu_seconds: float = 0.0

    def said_at(self, words: str) -> float | None:
        """When it said a line with these words on stderr."""
        return next((at for at, line in list(self.said) if words in line), None)

    def heard(self, words: str) -> float:
        """Wait until it says a line with these words; raises Failed when it ends without."""
        while (at := self.said_at(words)) is None:
            if self.process.poll() is not None:
                sleep(LOOK_SECONDS)
                raise Failed("\n".join(line for _, line in self.said[-5:]))
            sleep(LOOK_SECONDS / 10)
        return at

    def finish(self) -> None:
        """Wait for its end; raises Failed unless it ended well."""
        if self.process.wait(GIVEN_UP_SECONDS) != 0:
            sleep(LOOK_SECONDS)
            raise Failed("\n".join(line for _, line in self.said[-5:]))

    def look(self) -> None:
        """Note its processor time and its peak of memory: the kernel's own mark, kept since the
        program began."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
            times = (
                Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
            )
        except OSError:
            return
        self.cpu_seconds = max(self.cpu_seconds, (int(times[11]) + int(times[12])) / TICKS)
        mark = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM 0")
        self.peak = max(self.peak, int(mark.split()[1]) / 1024)


@contextmanager
def watching(*words: str) -> Iterator[Watched]:
    """Start a process and watch it; it is killed at the end of the block if it still runs."""
    started = time()
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    watched, over = Watched(process, started), Event()
    eyes = [
        Thread(target=_listen, args=(watched, process.stderr)),
        Thread(target=_read, args=(watched, process.stdout)),
        Thread(target=_look, args=(watched, over)),
    ]
    for eye in eyes:
        eye.start()
    try:
        yield watched
    finally:
        process.kill()
        process.wait()
        over.set()
        for eye in eyes:
            eye.join()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def tocsin(home: Path, *words: str) -> tuple[str, ...]:
    """The words of a `tocsin` command on a home."""
    return (str(PROGRAM), "--home", str(home), "--no-input", *words)


def module(name: str, *words: str) -> tuple[str, ...]:
    """The words that run a module of the benchmarks in a process of its own, without warnings of
    the libraries."""
    return (sys.executable, "-W", "ignore", "-m", f"benchmarks.{name}", *words)


def answer_of(*words: str) -> dict[str, float]:
    """Run a command to its end and read the JSON object it prints; raises Failed."""
    with watching(*words) as command:
        command.finish()
    found: dict[str, float] = json.loads(command.printed)
    return found


def seconds_of(*words: str) -> tuple[float, float]:
    """Run a command to its end: wall seconds and the peak of memory; raises Failed."""
    began = monotonic()
    with watching(*words) as command:
        command.finish()
        return monotonic() - began, command.peak


def _listen(watched: Watched, stderr: IO[str]) -> None:
    for line in stderr:
        watched.said.append((time(), line.rstrip()))


def _read(watched: Watched, stdout: IO[str]) -> None:
    watched.printed = stdout.read()


def _look(watched: Watched, over: Event) -> None:
    while not over.wait(LOOK_SECONDS):
        watched.look()
