"""The aside: messages that nobody here could read, kept for staff until they have looked. They hold
addresses."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from runtime import UNREAD_BOUNCES

# Whoever knows the address can write to it: so much is kept, and not more.
MOST_KEPT = 1000
NAME_LENGTH = 16


@dataclass(frozen=True, slots=True)
class UnreadableMessages:
    """Where they lie, in a home."""

    folder: Path

    @classmethod
    def of(cls, home: Path) -> "UnreadableMessages":
        """That of a home, made if need be."""
        folder = home / UNREAD_BOUNCES
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(folder)

    def keep(self, raw: bytes) -> str:
        """Keep a message, once, readable for nobody else; its file's name, or none when there are
        too many."""
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
        """Delete those of these files that lie here: they were read again, and understood."""
        for file in files:
            if file.resolve().parent == self.folder.resolve():
                file.unlink(missing_ok=True)


def count_files(paths: Iterable[Path]) -> int:
    """How many there are."""
    return sum(1 for _ in paths)
