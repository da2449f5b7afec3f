"""The disk and the files of a home: is there room to write, and can nobody else read them?"""

import os
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from tempfile import TemporaryFile

from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from runtime import said, why_refused
from runtime.config import FILE_NAME
from runtime.home import TOKEN_FILE

NEARLY_FULL = 1_000_000_000  # bytes
# An alert to a large town, and the notice that the disk is full, must still find room.
FULL = 100_000_000
TRIED = 65_536
OTHERS = 0o077


def check_disk(at: Situation) -> Iterator[CheckResult]:
    """How much room there is, and whether a file can be written."""
    yield look_at_disk(at.home.path, at.free(at.home.path))


def look_at_disk(folder: Path, free: int) -> CheckResult:
    """How it stands with the disk of a folder that has so many bytes free."""
    gigabytes = said("{free:,.1f} GB free", free=free / 1e9)
    shown = gigabytes if free >= NEARLY_FULL else said("{free:,.0f} MB free", free=free / 1e6)
    if refusal := _refusal(folder):
        return fail(
            said(
                "disk: nothing can be written in the home ({why}); {shown}",
                why=refusal,
                shown=shown,
            ),
            said("Free some space, and make the folder writable: until then nothing is sent."),
        )
    if free < FULL:
        return fail(
            said("the disk is full: {shown}", shown=shown),
            said(
                "Free some space now: soon nothing can be sent. du -xh --max-depth=2 / | sort -h | tail"
            ),
        )
    if free < NEARLY_FULL:
        return warn(
            said("the disk is nearly full: {shown}", shown=shown),
            said("Free some space: without it nothing is sent."),
        )
    return ok(said("disk: {shown}", shown=shown))


def check_files(at: Situation) -> Iterator[CheckResult]:
    """Whether the folder, the configuration, the key and the token are for their owner alone."""
    open_to_others, folder = 0, at.home.path.absolute()
    if folder.stat().st_mode & OTHERS:
        open_to_others += 1
        yield warn(
            said("the folder of the home can be read by others on this machine"),
            f"chmod 700 {quote(str(folder))}",
        )
    for name in (FILE_NAME, str(at.home.config.key_file), TOKEN_FILE):
        path = at.home.path / name
        if path.exists() and path.stat().st_mode & OTHERS:
            open_to_others += 1
            yield warn(
                said("{name} can be read by others on this machine", name=path.name),
                f"chmod 600 {quote(str(path.absolute()))}",
            )
    if not open_to_others:
        yield ok(said("folder, configuration, key and token: for their owner alone"))


def _refusal(folder: Path) -> str:
    """Why a file cannot be written there, in the system's words; empty when it can."""
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(bytes(TRIED))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return why_refused(error)
    return ""
