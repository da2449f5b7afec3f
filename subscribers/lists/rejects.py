"""Rejects: the rows that were not imported, in a file that can be corrected and imported again."""

import csv
import filecmp
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count, takewhile
from pathlib import Path
from types import TracebackType
from typing import TextIO

from runtime import Problem, said, why_refused
from subscribers.lists.columns import REMARKS, Layout
from subscribers.lists.faults import CellFault
from subscribers.lists.rows import RowRejection
from subscribers.readings.cells import guard_cell


class RejectsUnwritable(Problem):
    """Nothing was imported. Rejected rows are written beside the file; copy it to a folder you may
    write in and repeat the command."""


class RejectsFile:
    """A CSV file that is begun with the first rejected row, for its owner's eyes alone; `spoken`
    says a problem in their language.

    An older one may have been corrected meanwhile and is never overwritten: `path` is the next free
    name in the end, or the older file that holds the same."""

    def __init__(self, path: Path, spoken: Callable[[str], str] = str) -> None:
        self.path = self._wanted = path
        self._spoken = spoken
        self._open = ExitStack()
        self._file: TextIO | None = None

    def __enter__(self) -> "RejectsFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()
        if self._file is None:
            return
        same = (older for older in self._older() if filecmp.cmp(older, self.path, shallow=False))
        if older := next(same, None):
            self.path.unlink()
            self.path = older

    def add(self, layout: Layout, rejection: RowRejection) -> None:
        """Write one row as it came, with its line and what is wrong; raises RejectsUnwritable."""
        width = len(layout.columns)
        cells = (*rejection.record.cells[:width], *[""] * (width - len(rejection.record.cells)))
        own = [
            cell
            for cell, column in zip(cells, layout.columns, strict=True)
            if column not in REMARKS
        ]
        words = map(self._words, map(layout.placed, rejection.faults))
        self._write(layout, [*map(guard_cell, own), str(rejection.record.row), " ".join(words)])

    def _write(self, layout: Layout, cells: list[str]) -> None:
        try:
            if self._file is None:
                self._file = self._begin(layout)
            csv.writer(self._file, delimiter=layout.delimiter).writerow(cells)
        except OSError as error:
            raise RejectsUnwritable(
                said(
                    "{file} cannot be written: {why}.", file=self.path.name, why=why_refused(error)
                )
            ) from None

    def _words(self, fault: CellFault) -> str:
        problem = self._spoken(fault.problem)
        return f"{fault.heading or fault.column}: {problem}" if fault.column else problem

    def _begin(self, layout: Layout) -> TextIO:
        self.path = next(path for path in self._names() if not _is_taken(path))
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        handle = os.open(self.path, flags, 0o600)
        os.fchmod(handle, 0o600)
        # With a BOM, Excel reads Greek as Greek.
        file = self._open.enter_context(os.fdopen(handle, "w", encoding="utf-8-sig", newline=""))
        own = [
            heading
            for heading, column in zip(layout.headings, layout.columns, strict=True)
            if column not in REMARKS
        ]
        csv.writer(file, delimiter=layout.delimiter).writerow([*own, *REMARKS])
        return file

    def _names(self) -> Iterator[Path]:
        """The names it may have: `town.rejected.csv`, `town.rejected-2.csv` and so on."""
        yield self._wanted
        for number in count(2):
            yield self._wanted.with_stem(f"{self._wanted.stem}-{number}")

    def _older(self) -> Iterator[Path]:
        return takewhile(lambda path: path != self.path, self._names())


def _is_taken(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


class NoFile:
    """Where the rejected rows of a trial go: they are told, and written nowhere."""

    def add(self, layout: Layout, rejection: RowRejection) -> None:
        """Let the row go."""
