"""The spool: what providers tell is a line in a file before it is answered, so that no lock on
the database delays it.

A line survives the process in the page cache. A file belongs to a writer as long as that process
holds its lock; one that was closed, or whose writer died, is emptied by whichever worker locks it
first. No address ever stands in it."""

import fcntl
import json
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from time import time_ns

import structlog

from channels import Event, Fate, Outcome
from delivery.receipts.events import ReceivedEvent
from runtime import Exit, Problem, said, why_refused

log = structlog.get_logger(__name__)
_numbers = count()


class BagUnwritable(Problem):
    """Nothing was taken, so that the provider tells it again. Free some space in the home folder,
    and make `receipts` writable for this user."""

    exit = Exit.UNREACHABLE
    status = 503


class ReceiptSpool:
    """Where one process puts what it is told; used by one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: int | None = None
        self._path = folder

    def put(self, events: Sequence[ReceivedEvent]) -> None:
        """Write these down; when it returns, no kill of this process loses them. Raises
        BagUnwritable."""
        lines = b"".join(_line(received) for received in events)
        try:
            file = self._opened()
            if os.write(file, lines) == len(lines):
                return
        except OSError as error:
            self.rotate()
            raise BagUnwritable(
                said("The receipts cannot be written: {why}.", why=why_refused(error))
            ) from None
        self.rotate()  # nothing may follow half a line
        raise BagUnwritable(said("The disk is full."))

    def rotate(self) -> None:
        """Hand over what is in it; the next line begins another."""
        if self._file is None:
            return
        file, self._file = self._file, None
        try:
            self._path.rename(self._path.with_suffix(".bag"))
        except OSError as error:
            log.warning("receipt bag stays open", problem=error.strerror)
        finally:
            os.close(file)

    def _opened(self) -> int:
        if self._file is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path = self._folder / f"{time_ns()}-{os.getpid()}-{next(_numbers)}.open"
            temporary = self._path.with_suffix(
                ".new"
            )  # an open file without a holder would be taken for a dead writer's
            self._file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            temporary.rename(self._path)
        return self._file


def read_spool(folder: Path) -> Generator[tuple[ReceivedEvent, ...]]:
    """What is in each file that nobody holds, the oldest first; it is deleted when the caller comes
    back, having stored it."""
    for path in sorted(folder.glob("*.bag")) + sorted(folder.glob("*.open")):
        try:
            file = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            continue
        except OSError as error:  # another user's, perhaps: it holds up no other
            log.warning("receipt bag cannot be opened", problem=error.strerror)
            continue
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(file).st_nlink:  # else another worker was here before us
                yield tuple(_events(path.read_bytes()))
                path.unlink(missing_ok=True)
        except BlockingIOError:
            continue  # its writer lives, or another worker empties it
        finally:
            os.close(file)


def _line(received: ReceivedEvent) -> bytes:
    event = received.event
    told = {
        "channel": received.channel,
        "at": received.received_at.isoformat(),
        "id": event.provider_id,
        "status": event.status,
        "fate": event.fate,
        "outcome": event.outcome,
        "code": event.code,
        "token": event.token,
        "attempt": event.attempt,
    }
    return json.dumps(told).encode() + b"\n"


def _events(content: bytes) -> Iterator[ReceivedEvent]:
    for line in content.split(b"\n")[:-1]:  # an unfinished last line was never answered
        try:
            yield _received(json.loads(line))
        except (ValueError, LookupError, TypeError):
            log.error("receipt cannot be read")


def _received(told: Mapping[str, str]) -> ReceivedEvent:
    return ReceivedEvent(
        told["channel"],
        Event(
            str(told["id"]),
            str(told["status"]),
            Fate(told["fate"]),
            Outcome(told["outcome"]),
            str(told["code"]),
            str(told["token"]),
            int(told["attempt"]),
        ),
        datetime.fromisoformat(told["at"]),
    )
