"""Unreadable messages, kept for staff until they have looked; they hold addresses."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from runtime.home import UNREAD_BOUNCES

# Whoever knows the address can write to it: so much is kept, and not more.
MOST_KEPT = 1000
NAME_LENGTH = 16


@dataclass(frozen=True, slots=True)
class UnreadableMessages:
    """The folder of a home in which they are kept."""

    folder: Path

    @classmethod
    def of(cls, home: Path) -> "UnreadableMessages":
        """The folder of a home, made if there is none."""
        folder = home / UNREAD_BOUNCES
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(folder)

    def keep(self, raw: bytes) -> str:
        """Keep a message once, readable by nobody else; returns the name of its file, empty when
        there are too many."""
        path = self.folder / f"{sha256(raw).hexdigest()[:NAME_LENGTH]}.eml"
        if path.exists():
            return path.name
        if count_files(self.folder.glob("*.eml")) >= MOST_KEPT:
            return ""
        unborn = path.with_suffix(".new")
        with os.fdopen(os.open(unborn, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())  # the mail server forgets it when we say so
        unborn.rename(path)
        return path.name

    def forget(self, files: Iterable[Path]) -> None:
        """Delete those of these files that are kept here: they were read again, and understood."""
        for file in files:
            if file.resolve().parent == self.folder.resolve():
                file.unlink(missing_ok=True)


def count_files(paths: Iterable[Path]) -> int:
    """How many files there are."""
    return sum(1 for _ in paths)
