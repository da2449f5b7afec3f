"""Detection: how a database is known to be another one than this home last worked on, or an older
state of it.

A copy is found by where it is: another file (inode), another database of a server. An older state
put back in the same place is found by the mark, which says beside the database how far that had
come."""

import fcntl
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlmodel import Session

from delivery.tables import INSTALLATION, WORKERS
from delivery.workers import LEASE
from runtime import Database, Home, moment

MARK, RESTORED = "seen", "restored"


@dataclass(frozen=True, slots=True)
class CopyCheck:
    """Where a database is, and whether nobody has noticed yet that it is a copy."""

    here: str
    is_copy: bool


def check_for_copy(session: Session, home: Home) -> CopyCheck:
    """Where this database is now, and whether that is news; changes nothing."""
    here = _fingerprint(session)
    known = session.scalar(select(INSTALLATION.c.fingerprint)) or here
    told = (home.flights / RESTORED).exists()
    return CopyCheck(here, known != here or told or _went_back(session, home.flights))


def leave_mark(database: Database, folder: Path) -> None:
    """Note beside the database how far it has come, by its own clock; a courtesy."""
    with database.reading() as session:
        latest = session.scalar(_LATEST)
    if latest is None:
        return
    with suppress(OSError):
        temporary = folder / f"{MARK}.{os.getpid()}"
        temporary.write_text(latest.isoformat(), "ascii")
        temporary.replace(folder / MARK)


def mark_restored(folder: Path) -> None:
    """Let this home start in quarantine, whatever its database says; raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / RESTORED).touch(mode=0o600)


def forget_marks(folder: Path) -> None:
    """The copy was noticed, and its own time begins."""
    for name in (MARK, RESTORED):
        (folder / name).unlink(missing_ok=True)


def is_any_worker_alive(folder: Path) -> bool:
    """Whether a worker of this machine holds its send log here."""
    for path in folder.glob("*.log"):
        with suppress(FileNotFoundError), path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
    return False


_LATEST = select(func.max(WORKERS.c.lease_until))


def _went_back(session: Session, folder: Path) -> bool:
    """Whether this home has seen its database further on than it is; a mark made while a clock was
    wrong says nothing."""
    try:
        seen = datetime.fromisoformat((folder / MARK).read_text("ascii"))
    except (OSError, ValueError):
        return False
    latest = session.scalar(_LATEST)
    return (latest is None or latest < seen) and seen <= moment(session) + LEASE


def _fingerprint(session: Session) -> str:
    if session.get_bind().dialect.name == "sqlite":
        path = session.connection().engine.url.database
        return f"file {os.stat(path).st_ino}" if path and path != ":memory:" else "memory"
    return f"server {session.scalar(_SERVER)}"


_SERVER = text(
    "SELECT system_identifier || ' ' || oid FROM pg_control_system(), pg_database WHERE datname = current_database()"
)
