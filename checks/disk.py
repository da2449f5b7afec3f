"""The disk and the files of a home: is there room to write, and can nobody else read them?"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from runtime import FILE_NAME, TOKEN_FILE, said

NEARLY_FULL = 1_000_000_000  # bytes
FULL = 100_000_000  # an alert to a large town, and the notice that the disk is full, must still find room
TRIED = 65_536


def check_disk(at: Situation) -> Iterator[CheckResult]:
    """How much room there is, and whether a file can be written."""
    free = at.free(at.home.path)
    shown = said("{free:,.1f} GB free", free=free / 1e9) if free >= NEARLY_FULL else _megabytes(free)
    if refusal := _refusal(at.home.path):
        yield fail(
            said("disk: nothing can be written in the home ({why}); {shown}", why=refusal, shown=shown),
            said("Free some space, and make the folder writable: until then nothing is sent."),
        )
    elif free < FULL:
        yield fail(
            said("the disk is full: {shown}", shown=shown),
            said("Free some space now: soon nothing can be sent. du -xh --max-depth=2 / | sort -h | tail"),
        )
    elif free < NEARLY_FULL:
        yield warn(
            said("the disk is nearly full: {shown}", shown=shown),
            said("Free some space: without it nothing is sent."),
        )
    else:
        yield ok(said("disk: {shown}", shown=shown))


def check_files(at: Situation) -> Iterator[CheckResult]:
    """Whether the configuration, the key and the token are for their owner alone."""
    open_to_others = 0
    for name in (FILE_NAME, str(at.home.config.key_file), TOKEN_FILE):
        path = at.home.path / name
        if path.exists() and path.stat().st_mode & 0o077:
            open_to_others += 1
            yield warn(
                said("{name} can be read by others on this machine", name=path.name), f"chmod 600 {path.name}"
            )
    if not open_to_others:
        yield ok(said("configuration, key and token: for their owner alone"))


def _megabytes(free: int) -> str:
    return said("{free:,.0f} MB free", free=free / 1e6)


def _refusal(folder: Path) -> str:
    """Why a file cannot be written there, in the system's words; empty when it can."""
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(bytes(TRIED))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""
