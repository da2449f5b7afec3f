"""Commands that do not wait for imports: one process imports Tocsin once and forks a new process
for each command.

What runs is a process like any other, with its own arguments, environment, output and exit code;
`tocsin` itself is run as `python -m cli` runs it. Only what stands in memory after the imports is
shared, and no thread, connection or setting is part of that. This file is both sides: tests hold a
`Forge`, and `python -m tests.journeys.forked` forks."""

import atexit
import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine

ROOT = Path(__file__).parents[2]
# Imported by a library or a command only when it is needed, which here is always.
LATE = ("alembic.context", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg")
LONGEST_REQUEST = 1 << 20
# prctl(2): the signal that a process gets when its parent is gone.
PARENT_GONE = 1


@dataclass
class Forked:
    """A command that runs, to be waited for or killed as a `subprocess.Popen` is."""

    pid: int
    answer: socket.socket
    out: IO[str]
    err: IO[str]
    returncode: int | None = None

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        with self.answer, self.out, self.err:
            self.answer.settimeout(timeout)
            try:
                self.returncode = int(self.answer.recv(16))
            finally:
                if self.returncode is None:
                    self.kill()
            return _whole(self.out), _whole(self.err)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


class Forge:
    """The process that has imported everything; `within` is a command that runs it in a place of
    its own."""

    def __init__(self, environment: dict[str, str], within: Sequence[str] = ()) -> None:
        self.path = environment["PYTHONPATH"]
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # The algebra that shapely brings would start a thread for each core, and a fork keeps only
        # one.
        alone = environment | {"OPENBLAS_NUM_THREADS": "1"}
        with theirs:
            self._process = subprocess.Popen(
                [*within, sys.executable, "-m", "tests.journeys.forked"],
                cwd=ROOT,
                env=alone,
                start_new_session=True,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
            )
        if not self._control.recv(16):
            self._control.close()
            raise AssertionError(
                f"Tocsin cannot be imported: exit code {self._process.wait(600)}, see stderr"
            )

    def starts(self, words: list[str], environment: dict[str, str]) -> Forked:
        """Run `tocsin` with these words, in this environment and nothing else of ours."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        out, err = (tempfile.TemporaryFile("w+", encoding="utf-8") for _ in range(2))  # noqa: SIM115
        request = json.dumps(
            {"words": words, "environment": environment, "folder": os.getcwd()}
        ).encode()
        with theirs:
            socket.send_fds(self._control, [request], [theirs.fileno(), out.fileno(), err.fileno()])
        return Forked(int(ours.recv(16)), ours, out, err)

    def sees(self, path: Path) -> Path:
        """Where we find what its commands find at a path, though something may be mounted there for
        them alone."""
        return Path(f"/proc/{self._process.pid}/root{path}")

    def close(self) -> None:
        self._control.close()
        assert self._process.wait(600) == 0


def _whole(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _prepare() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    rooms = project["tool"]["importlinter"]["root_packages"]
    modules = [
        each.name
        for room in rooms
        for each in pkgutil.walk_packages([str(ROOT / room)], f"{room}.", onerror=lambda _: None)
    ]
    for name in ("cli", *modules, *LATE):
        # What cannot be imported is told by the command that needs it.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()
    threads = os.listdir("/proc/self/task")
    assert len(threads) == 1, "an import started a thread, which a forked command would lack"


def _serve(control: socket.socket) -> dict[str, Any] | None:
    """Fork a process for each request and report how it ended; returns in each of them, and at last
    in the first."""
    waiting = selectors.DefaultSelector()
    waiting.register(control, selectors.EVENT_READ)
    while True:
        for ready, _ in waiting.select():
            if ready.data:
                pid, answer = ready.data
                answer.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())
                waiting.unregister(ready.fd)
                os.close(ready.fd)
                answer.close()
                continue
            content, descriptors, _, _ = socket.recv_fds(control, LONGEST_REQUEST, 3)
            if not content:
                # Whoever ran the tests is gone, killed perhaps: nobody else would end these.
                for pid, _ in (each.data for each in waiting.get_map().values() if each.data):
                    os.kill(pid, signal.SIGKILL)
                return None
            answer, out, err = socket.socket(fileno=descriptors[0]), *descriptors[1:]
            forge, pid = os.getpid(), os.fork()
            if not pid:
                _end_with(forge)
                answer.close()
                _leave(waiting, control)
                request: dict[str, Any] = json.loads(content)
                return request | {"out": out, "err": err}
            os.close(out)
            os.close(err)
            waiting.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, answer))
            answer.send(str(pid).encode())


def _end_with(parent: int) -> None:
    """Let the kernel end this process when its parent is gone, even killed."""
    ctypes.CDLL(None).prctl(PARENT_GONE, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _leave(waiting: selectors.DefaultSelector, control: socket.socket) -> None:
    """Close what belongs to the forge, as a new process has none of it."""
    for key in [key for key in waiting.get_map().values() if key.data]:
        os.close(key.fd)
        key.data[1].close()
    waiting.close()
    control.close()


def _become(request: dict[str, Any]) -> None:
    for number, name in enumerate(("out", "err"), start=1):
        os.dup2(request[name], number)
        os.close(request[name])
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv[1:] = request["words"]


def _run() -> None:
    """Run the command, and end as Python ends, but for freeing the memory: to touch all that was
    shared would copy it, which takes longer than most commands."""
    try:
        runpy.run_module("cli", run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    threading._shutdown()  # type: ignore[attr-defined]  # what Python waits for before it ends
    atexit._run_exitfuncs()
    for engine in [each for each in gc.get_objects() if isinstance(each, Engine)]:
        engine.dispose()  # the last connection takes SQLite's log of changes away
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    _prepare()
    line = socket.socket(fileno=os.dup(0))
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    line.send(b"ready")
    asked = _serve(line)
    if asked is not None:
        _become(asked)
        _run()
