"""CSV files as offices save them, read a record at a time: a bad line spoils itself and no other.

UTF-8 with or without BOM; comma or semicolon, as the first line has it; quoted cells may hold line ends.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from runtime import Problem, said
from subscribers.columns import read_headings

LONGEST_LINE = 65_536
LONGEST_RECORD = 20  # lines that one quoted record may run over
HEAD = 65_536
_BOM = b"\xef\xbb\xbf"


class UnreadableCsv(Problem):
    """Nothing was imported. Save the file as "CSV UTF-8" (Excel and LibreOffice both offer it), then repeat the command."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one file is written: its delimiter, its headings as they stand and the columns they mean."""

    delimiter: str
    headings: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record and the line it begins on (the headings are line 1); with a fault, `cells` is the raw line."""

    row: int
    cells: tuple[str, ...]
    fault: str = ""


class Lines:
    """The lines of a file, a few at a time and none longer than LONGEST_LINE."""

    def __init__(self, file: BinaryIO) -> None:
        self.head = file.read(HEAD)
        self._begun = BytesIO(self.head)
        self._file = file
        self._ahead: deque[bytes] = deque()
        self.taken = 0

    def take(self) -> bytes:
        """The next line with its end; empty at the end of the file."""
        line = self._ahead.popleft() if self._ahead else self._read()
        self.taken += bool(line)
        return line

    def peek(self, number: int) -> bytes:
        """The line after so many others that are still to be taken."""
        while len(self._ahead) <= number:
            line = self._read()
            if not line:
                return b""
            self._ahead.append(line)
        return self._ahead[number]

    def _read(self) -> bytes:
        line = self._some()
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = self._some()
        return line

    def _some(self) -> bytes:
        most = LONGEST_LINE + 1
        begun = self._begun.readline(most)
        if begun.endswith(b"\n") or len(begun) == most:
            return begun
        return begun + self._file.readline(most - len(begun))


def read_layout(lines: Lines) -> Layout:
    """How the file is written, from its beginning and its first line; raises UnreadableCsv or WrongColumns."""
    _check(lines.head)
    first = lines.take().removeprefix(_BOM).decode().strip("\r\n")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    headings = [heading.strip() for heading in next(csv.reader([first], delimiter=delimiter), [])]
    while headings and not headings[-1]:
        headings.pop()
    return Layout(delimiter, tuple(headings), read_headings(headings))


def read_records(lines: Lines, layout: Layout) -> Iterator[Record]:
    """The records after the headings, blank ones left out."""
    while line := lines.take():
        row = lines.taken
        record = _record(row, line, layout)
        if record is None:
            record = _longer(row, line, lines, layout)
        if any(cell.strip() for cell in record.cells) or record.fault:
            yield record


def _record(row: int, line: bytes, layout: Layout) -> Record | None:
    """The record of one line; None when its quotation marks stay open."""
    if len(line) > LONGEST_LINE:
        return Record(row, (), f"The line is longer than {LONGEST_LINE // 1024} KB.")
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return Record(row, (line.decode("utf-8", "replace").strip(),), "The line is not UTF-8 text.")
    if "\0" in text:
        return Record(row, (text.replace("\0", "").strip(),), "The line holds NUL characters.")
    if text.count('"') % 2:
        return None
    return _fitted(row, text, layout)


def _longer(row: int, line: bytes, lines: Lines, layout: Layout) -> Record:
    """A record that runs over several lines; when it does not end well, its first line alone is spoilt."""
    whole = line
    for number in range(LONGEST_RECORD):
        more = lines.peek(number)
        whole += more
        if not more or len(whole) > LONGEST_LINE:
            break
        found = _record(row, whole, layout) if more.count(b'"') % 2 else None
        if found is not None and not found.fault:
            for _ in range(number + 1):
                lines.take()
            return found
        if found is not None:
            break
    return Record(
        row, (line.decode("utf-8", "replace").strip(),), "A quotation mark is opened and not closed."
    )


def _fitted(row: int, text: str, layout: Layout) -> Record:
    try:
        [cells] = csv.reader([text], delimiter=layout.delimiter, strict=True)
    except (csv.Error, ValueError):
        return Record(row, (text.strip(),), "The quotation marks do not fit.")
    width = len(layout.columns)
    if len(cells) < width and any(cells):
        return Record(row, tuple(cells), f"The row has {len(cells)} cells and the headings are {width}.")
    if any(cell.strip() for cell in cells[width:]):
        return Record(row, tuple(cells), f"The row has {len(cells)} cells and the headings are {width}.")
    return Record(row, tuple(cells[:width]))


def _check(head: bytes) -> None:
    if not head.strip():
        raise UnreadableCsv(said("The file is empty."))
    if head.startswith(b"PK\x03\x04"):
        raise UnreadableCsv(said("The file is a workbook, not CSV."))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableCsv(said("The file is UTF-16 text."))
    if b"\0" in head:
        raise UnreadableCsv(said("The file is not text, or it is UTF-16."))
    if b"\r" in head and b"\n" not in head:
        raise UnreadableCsv(said("Its lines do not end as those of a CSV file do."))
    if b"\n" not in head and len(head) == HEAD:
        raise UnreadableCsv(said("Its first line is longer than {size} KB.", size=HEAD // 1024))
    lines = [line for line in head.split(b"\n")[:-1] or [head] if not line.isascii()]
    spoilt = sum(not _is_utf8(line) for line in lines)
    if spoilt * 2 > len(lines) or not _is_utf8(head.split(b"\n")[0]):
        raise UnreadableCsv(said("The file is not UTF-8 text."))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
