"""The messages of an mbox file, of a Maildir folder, of a folder of .eml files, or of a pipe, one
after the other; none is held whole that is too large."""

import fcntl
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from runtime import UsageProblem, said

LONGEST_LINE = 1 << 16
NEW = "new"


class NotAMailbox(UsageProblem):
    """Bounces are read from an mbox file, a Maildir folder, a folder of .eml files, or - for stdin:
    `tocsin bounces read /var/mail/bounces`."""


@dataclass(frozen=True, slots=True)
class MailboxMessage:
    """A message, cut off after as many bytes as may be read of it; `file` is its own, in a
    folder."""

    raw: bytes
    file: Path | None = None

    def put_away(self) -> None:
        """Mark it in a Maildir as read: from new/ to cur/, as seen."""
        if self.file is not None and self.file.parent.name == NEW:
            name = self.file.name.partition(":2,")[0]
            with suppress(FileNotFoundError):  # somebody else read it at the same time
                self.file.rename(self.file.parent.parent / "cur" / f"{name}:2,S")


def mailbox_messages(source: str, most: int) -> Iterator[MailboxMessage]:
    """Every message there, of each at most `most` bytes and one more; raises NotAMailbox."""
    where = Path(source)
    if source != "-" and (where / NEW).is_dir() and (where / "cur").is_dir():
        yield from _of_files((where / NEW).iterdir(), most)
        return
    if source != "-" and (mails := list(where.glob("*.eml"))):
        yield from _of_files(mails, most)
        return
    if source != "-" and not where.exists():
        raise NotAMailbox(said("There is no file {file}.", file=source))
    if source != "-" and not where.is_file():
        raise NotAMailbox(said("{source} is no mbox file and no Maildir folder.", source=source))
    if source == "-":
        yield from _of_lines(iter(partial(sys.stdin.buffer.readline, LONGEST_LINE), b""), most)
        return
    with where.open("rb") as file:
        yield from _of_lines(_lines(file), most)


def _of_files(paths: Iterable[Path], most: int) -> Iterator[MailboxMessage]:
    for path in sorted(each for each in paths if each.is_file()):
        with suppress(FileNotFoundError), path.open("rb") as file:
            yield MailboxMessage(file.read(most + 1), path)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """What stands in an mbox at this moment: nothing of a message that is being added."""
    fcntl.lockf(file, fcntl.LOCK_SH)
    left = os.fstat(file.fileno()).st_size
    fcntl.lockf(file, fcntl.LOCK_UN)
    while left > 0 and (line := file.readline(min(LONGEST_LINE, left))):
        left -= len(line)
        yield line


def _of_lines(lines: Iterator[bytes], most: int) -> Iterator[MailboxMessage]:
    """The messages of an mbox, each behind a line "From sender date"; or the only one, which need
    not have that line."""
    found, before, first = bytearray(), b"\n", True
    for line in lines:
        if line.startswith(b"From ") and before in {b"\n", b"\r\n"}:
            if not first:
                yield MailboxMessage(bytes(found))
            found.clear()
        elif len(found) <= most:
            found += line[: most + 1 - len(found)]
        before, first = line, False
    if found:
        yield MailboxMessage(bytes(found))
