"""The send log: a line before and a line after each message, beside the database, so that a `kill
-9` leaves no doubt.

Lines survive the process in the page cache. A log belongs to a worker as long as that process holds
its lock; a log without a holder tells exactly which messages were being sent when the worker died,
unless the machine went down with it: then lines may be missing, and nothing that was claimed is
certain. No address ever stands in it."""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from channels import Outcome, Receipt
from delivery.workers import DeliveryClaim

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SendResult:
    """How a claimed message ended; `free_at` is when the channel may be tried again, if the channel
    was the cause (monotonic)."""

    claim: DeliveryClaim
    receipt: Receipt
    free_at: float | None = None


class SendLog:
    """The log of one living worker."""

    def __init__(self, folder: Path, worker_id: int) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / f"{worker_id}-{_boot()}.log"
        temporary = self.path.with_suffix(
            ".new"
        )  # a log without a holder would be taken for a crashed worker's
        self._file = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        temporary.rename(self.path)

    def begun(self, claim: DeliveryClaim) -> None:
        """Note that a message is about to leave; raises OSError when it cannot be noted, and then
        it must not leave."""
        self._write(b"b %d %d\n" % (claim.delivery_id, claim.attempt))

    def ended(self, result: SendResult) -> None:
        """Note what became of a message; raises OSError when it cannot be noted."""
        claim, receipt = result.claim, result.receipt
        fields = (
            str(claim.delivery_id),
            str(claim.attempt),
            receipt.outcome,
            receipt.provider_id,
            receipt.code,
        )
        self._write(b"e " + "\t".join(plain(field) for field in fields).encode() + b"\n")

    def _write(self, line: bytes) -> None:
        written = os.write(self._file, line)
        if written < len(line):  # the last bytes of a full disk
            os.ftruncate(self._file, os.fstat(self._file).st_size - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def clear(self) -> None:
        """Forget everything: nothing is being sent and every result is in the database."""
        os.ftruncate(self._file, 0)

    def close(self) -> None:
        """End the log of a worker that leaves in good order."""
        self.path.unlink(missing_ok=True)
        os.close(self._file)


@dataclass(frozen=True, slots=True)
class CrashedLog:
    """What a dead worker's log tells: what was being sent, and what had ended; `whole` unless lines
    may be missing."""

    worker_id: int
    under_way: tuple[DeliveryClaim, ...]
    results: tuple[SendResult, ...]
    whole: bool = True


def crashed_logs(folder: Path) -> Iterator[CrashedLog]:
    """Each dead worker's log in turn; it is deleted when the caller comes back for the next one,
    having stored it."""
    for path in sorted(folder.glob("[0-9]*-*.log")):
        try:
            file = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            continue
        except OSError as error:
            # Another user's, perhaps: its worker's lease runs out, and the others are recovered.
            log.warning("flight log cannot be opened", problem=error.strerror)
            continue
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(file).st_nlink:  # else another sweep was here before us
                worker_id, _, boot = path.stem.partition("-")
                yield _read(int(worker_id), path.read_bytes(), same_boot=boot == _boot())
                path.unlink(missing_ok=True)
        except BlockingIOError:
            continue  # its worker lives
        finally:
            os.close(file)


def plain(text: str) -> str:
    """A provider's word as it can be kept anywhere: on one line, without what no database takes."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _boot() -> str:
    """What tells this run of the machine from all others."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii")[:8]
    except OSError:
        return "0"


def _read(worker_id: int, content: bytes, *, same_boot: bool) -> CrashedLog:
    begun: dict[DeliveryClaim, None] = {}
    results: dict[DeliveryClaim, SendResult] = {}
    whole = same_boot
    for line in content.decode("utf-8", "replace").split("\n")[
        :-1
    ]:  # an unfinished last line was never acted on
        kind, _, rest = line.partition(" ")
        try:
            claim = _CLAIMS[kind](rest)
        except (LookupError, ValueError, TypeError):
            whole = False
            continue
        if kind == "b":
            begun[claim] = None
            continue
        results[claim] = _result(rest)
    under_way = tuple(claim for claim in begun if claim not in results)
    return CrashedLog(worker_id, under_way, tuple(results.values()), whole)


def _result(rest: str) -> SendResult:
    number, attempt, outcome, provider_id, code = rest.split("\t")
    return SendResult(
        DeliveryClaim(int(number), int(attempt)), Receipt(Outcome(outcome), provider_id, code)
    )


_CLAIMS: Mapping[str, Callable[[str], DeliveryClaim]] = {
    "b": lambda rest: DeliveryClaim(*(int(field) for field in rest.split(" "))),
    "e": lambda rest: _result(rest).claim,
}
