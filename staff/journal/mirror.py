"""The mirror: every entry of the journal once more, a line each in a file elsewhere. A courtesy: it
keeps nobody waiting.

Each round runs in a thread of its own, which nobody joins: a share that is gone, a full disk or a
pipe that nobody reads can hang it for ever, and only the mirror falls behind."""

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import structlog
from sqlalchemy import func, select
from sqlmodel import Session

from runtime import Home, Problem, said
from staff.journal.chain import Entry, read_entries
from staff.tables import JOURNAL

NOTE = "journal.mirrored"
AT_ONCE = 500
TAIL_BYTES = 1 << 20  # longer than any line

log = structlog.get_logger(__name__)


class OtherMirror(Problem):
    """It was kept of another journal, or of a later state of this one. Keep that file elsewhere as
    evidence, and a new one is begun."""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """How many entries the mirror has and has not, by its own last word, and what keeps it back."""

    copied: int
    behind: int
    trouble: str


class Mirror:
    """The copy of a home's journal in the file that `[journal] mirror` names; a note in the home
    remembers how far it has come."""

    def __init__(self, home: Home) -> None:
        self._database = home.database
        self._file = home.path / home.config.journal.mirror  # which may be a whole path
        self._note = home.path / NOTE
        self._round: Thread | None = None

    async def copy(self) -> None:
        """Begin a round, unless the last one is still under way or hangs."""
        if self._round is None or not self._round.is_alive():
            self._round = Thread(target=self._copy_quietly, name="journal mirror", daemon=True)
            self._round.start()

    def catch_up(self) -> None:
        """Copy what the file does not have yet; raises OSError or OtherMirror, and may hang."""
        regular = not self._file.exists() or self._file.is_file()
        file = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)  # of several processes, one copies at a time
            seq = self._last_copied() if regular else read_note(self._note).seq
            broken = regular and not _ends_well(self._file)
            while some := self._after(seq):
                # What a crash broke off stays a line of its own.
                _write(file, b"\n" * broken + b"".join(line_of(each) for each in some))
                broken = False
                seq = some[-1].seq
                self._remember(seq)
            self._remember(seq)
        finally:
            os.close(file)

    def _last_copied(self) -> int:
        """The last entry in the file, which must be one of this journal."""
        last = _last_line(self._file)
        if last is None:
            return 0
        with self._database.reading() as session:
            known = session.scalar(select(JOURNAL.c.hash).where(JOURNAL.c.seq == last["seq"]))
        if known != last["hash"]:
            raise OtherMirror(
                said(
                    "The journal has no such entry {last} as {file}.",
                    last=last["seq"],
                    file=self._file.name,
                )
            )
        return int(str(last["seq"]))

    def _after(self, seq: int) -> list[Entry]:
        with self._database.reading() as session:
            return read_entries(session, after=seq, limit=AT_ONCE)

    def _remember(self, seq: int, trouble: str = "") -> None:
        with suppress(OSError):
            unborn = self._note.with_name(f"{self._note.name}.{os.getpid()}")
            unborn.write_text(f"{seq} {trouble}", "utf-8")
            unborn.replace(self._note)

    def _copy_quietly(self) -> None:
        try:
            self.catch_up()
        except (OSError, Problem) as error:
            said = error.strerror if isinstance(error, OSError) else " ".join(error.details)
            self._remember(read_note(self._note).seq, said or type(error).__name__)
            log.warning("journal mirror waits", problem=type(error).__name__)


@dataclass(frozen=True, slots=True)
class Note:
    """What a mirror last said of itself."""

    seq: int = 0
    trouble: str = ""


def how_far_mirrored(session: Session, home: Home) -> Mirrored:
    """How the mirror of a journal stands; looks at the home alone, and so never hangs."""
    said = read_note(home.path / NOTE)
    newest = session.scalar(select(func.max(JOURNAL.c.seq))) or 0
    return Mirrored(said.seq, max(0, newest - said.seq), said.trouble)


def read_note(note: Path) -> Note:
    """What the note says; nothing when there is none, or it cannot be read."""
    with suppress(OSError, ValueError):
        seq, _, trouble = note.read_text("utf-8").partition(" ")
        return Note(int(seq), trouble)
    return Note()


def line_of(entry: Entry) -> bytes:
    """One entry as one line of JSON; with the hash of the line before it, its own can be
    computed."""
    told = {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "facts": dict(entry.facts),
        "hash": entry.hash,
    }
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def read_line(line: bytes) -> dict[str, object] | None:
    """A line as it was written; None for one that was broken off."""
    try:
        told = json.loads(line)
        return told if isinstance(told["seq"], int) and isinstance(told["hash"], str) else None
    except (ValueError, KeyError, TypeError):
        return None


def _last_line(path: Path) -> dict[str, object] | None:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
        whole = (read_line(line) for line in reversed(file.read().split(b"\n")) if line)
        return next((line for line in whole if line), None)


def _ends_well(path: Path) -> bool:
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 1))
        return file.read() in {b"", b"\n"}


def _write(file: int, content: bytes) -> None:
    while content:
        content = content[os.write(file, content) :]
    with suppress(OSError):  # a pipe has nothing to keep
        os.fsync(file)
