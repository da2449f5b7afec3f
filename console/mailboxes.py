"""Mailboxes: the messages of an mbox file, of a Maildir folder, or of a pipe, one after the other; none is held whole that is too large."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from runtime import UsageProblem

LONGEST_LINE = 1 << 16


class NoMailbox(UsageProblem):
    """Bounces are read from an mbox file, a Maildir folder, or - for stdin: `tocsin bounces read /var/mail/bounces`."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it lies there, cut off behind what may be read of it; `file` is its own, in a Maildir."""

    raw: bytes
    file: Path | None = None

    def put_away(self) -> None:
        """Note in a Maildir that it was read: from new/ to cur/, as seen."""
        if self.file is not None:
            name = self.file.name.partition(":2,")[0]
            with suppress(FileNotFoundError):  # somebody else read it at the same time
                self.file.rename(self.file.parent.parent / "cur" / f"{name}:2,S")


def letters(source: str, most: int) -> Iterator[Letter]:
    """Every message there, of each one `most` bytes and one more; raises NoMailbox."""
    where = Path(source)
    if source != "-" and (where / "new").is_dir() and (where / "cur").is_dir():
        yield from _of_folder(where / "new", most)
        return
    if source != "-" and not where.is_file():
        raise NoMailbox(f"{source} is no mbox file and no Maildir folder.")
    with nullcontext(sys.stdin.buffer) if source == "-" else where.open("rb") as file:
        yield from _of_file(file, most)


def _of_folder(folder: Path, most: int) -> Iterator[Letter]:
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        with suppress(FileNotFoundError), path.open("rb") as file:
            yield Letter(file.read(most + 1), path)


def _of_file(file: BinaryIO, most: int) -> Iterator[Letter]:
    """The messages of an mbox, each behind a line "From sender date"; or the only one, which need not have that line."""
    found, before, first = bytearray(), b"\n", True
    while line := file.readline(LONGEST_LINE):
        if line.startswith(b"From ") and before in {b"\n", b"\r\n"}:
            if not first:
                yield Letter(bytes(found))
            found.clear()
        elif len(found) <= most:
            found += line[: most + 1 - len(found)]
        before, first = line, False
    if found:
        yield Letter(bytes(found))
