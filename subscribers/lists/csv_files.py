"""CSV files as offices save them, read a record at a time: a bad line spoils itself and no other.

Semicolons, commas, tabs or bars, as the headings have them; quoted cells may hold line ends.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase, TextIOWrapper
from typing import BinaryIO, cast

from runtime import Problem, Said, said
from subscribers.lists.columns import (
    HEADINGS_WITHIN,
    Layout,
    count_known,
    headings_among,
    read_headings,
)
from subscribers.lists.encodings import HEAD, Encoding

LONGEST_LINE = 65_536
LONGEST_RECORD = 20  # lines that one quoted record may run over
DELIMITERS = ";,\t|"
_SPOILT = re.compile("[\udc80-\udcff\ufffd]")
# Left of the headings or at the very end: a byte order mark (twice, at times), the end mark of DOS.
_MARKS = "\ufeff\x1a"
_BLANK = _MARKS + " \r\n"


class UnreadableCsv(Problem):
    """Nothing was imported. Save the list as "Excel workbook (.xlsx)" or as "CSV UTF-8", then
    repeat the command."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record and the row it begins on (a file's first line is row 1); with a fault, `cells` may
    be the raw line."""

    row: int
    cells: tuple[str, ...]
    fault: str = ""


class TextLines:
    """The lines of a file, a few at a time and none longer than LONGEST_LINE; they end as most of
    the first ones do."""

    def __init__(self, file: BinaryIO, encoding: Encoding = Encoding.UTF_8) -> None:
        wide = encoding in (Encoding.UTF_16_LE, Encoding.UTF_16_BE)
        self._text = TextIOWrapper(
            cast(BinaryIO, _Borrowed(file)),
            encoding,
            errors="replace" if wide else "surrogateescape",
            newline=_line_end(file, encoding),
        )
        self._ahead: deque[str] = deque()
        self.taken = 0

    def take(self) -> str:
        """The next line with its end; empty at the end of the file."""
        line = self._ahead.popleft() if self._ahead else self._read()
        self.taken += bool(line)
        return line

    def peek(self, number: int) -> str:
        """The line after so many others that are still to be taken; empty after the last."""
        while len(self._ahead) <= number:
            line = self._read()
            if not line:
                return ""
            self._ahead.append(line)
        return self._ahead[number]

    def _read(self) -> str:
        line = rest = self._text.readline(LONGEST_LINE + 1)
        while len(rest) > LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = self._text.readline(LONGEST_LINE + 1)
        return line


class _Borrowed(BufferedIOBase):
    """A file that stays open when the text over it goes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._file.read(-1 if size is None else size)

    def read1(self, size: int = -1, /) -> bytes:
        return self._file.read(size)


def read_layout(lines: TextLines) -> Layout:
    """How a file is written, by the line that holds the most headings; raises UnreadableCsv or
    WrongColumns."""
    first = [line for number in range(HEADINGS_WITHIN) if (line := lines.peek(number))]
    if not "".join(first).strip(_BLANK):
        raise UnreadableCsv(said("The file is empty."))
    _check_text(first)
    found = max(
        (_parsed(first, delimiter) for delimiter in DELIMITERS),
        key=lambda each: (count_known(each.headings), len(each.headings)),
    )
    for _ in range(found.row - 1 + found.lines):
        lines.take()
    headings = trimmed(found.headings)
    return Layout(found.delimiter, headings, read_headings(headings), found.row)


def read_records(lines: TextLines, layout: Layout) -> Iterator[Record]:
    """The records after the headings, blank ones left out."""
    while line := lines.take():
        row = lines.taken
        record = _record(row, line, layout)
        if record is None:
            record = _longer(row, line, lines, layout)
        if any(cell.strip(_BLANK) for cell in record.cells) or record.fault:
            yield record


@dataclass(frozen=True, slots=True)
class _Headings:
    """The headings as one delimiter parts them: the row they begin on, and how many lines they run
    over."""

    delimiter: str
    headings: tuple[str, ...]
    row: int
    lines: int


def _parsed(first: Sequence[str], delimiter: str) -> _Headings:
    begun = [line.lstrip(_MARKS) for line in first]
    reader = csv.reader(begun, delimiter=delimiter)
    ends = [0]
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:
        rows = rows or [begun[:1]]
        ends = [*ends, 1]
    place = headings_among(rows)
    return _Headings(delimiter, tuple(rows[place]), ends[place] + 1, ends[place + 1] - ends[place])


def _record(row: int, line: str, layout: Layout) -> Record | None:
    """The record of one line; None when its quotation marks stay open."""
    if len(line) > LONGEST_LINE:
        return Record(
            row, (), said("The line is longer than {size} KB.", size=LONGEST_LINE // 1024)
        )
    if _SPOILT.search(line):
        return _spoilt(row, line, said("The line holds bytes that are no text. Write it anew."))
    if "\0" in line:
        return _spoilt(row, line, said("The line holds NUL characters. Write it anew."))
    if line.count('"') % 2:
        return None
    return _fitted(row, line, layout)


def _longer(row: int, line: str, lines: TextLines, layout: Layout) -> Record:
    """A record that runs over several lines; when it does not end well, its first line alone is
    spoilt."""
    whole = line
    for number in range(LONGEST_RECORD):
        more = lines.peek(number)
        whole += more
        if not more or len(whole) > LONGEST_LINE:
            break
        found = _record(row, whole, layout) if more.count('"') % 2 else None
        if found is not None and not found.fault:
            for _ in range(number + 1):
                lines.take()
            return found
        if found is not None:
            break
    return _spoilt(
        row, line, said("A quotation mark is opened and not closed. Take it away or close it.")
    )


def _fitted(row: int, line: str, layout: Layout) -> Record:
    text = line.rstrip("\r\n")
    if "\r" in text and '"' not in text:
        text = text.replace("\r", " ")
    try:
        [cells] = csv.reader([text], delimiter=layout.delimiter, strict=True)
    except (csv.Error, ValueError):
        return _spoilt(
            row, line, said("The quotation marks do not fit. Write one cell between two of them.")
        )
    return fitted(row, cells, len(layout.columns))


def fitted(row: int, cells: Sequence[str], width: int) -> Record:
    """A record as wide as the headings: filled up at its end, and at fault when something stands
    beyond them."""
    if any(cell.strip() for cell in cells[width:]):
        return Record(
            row,
            tuple(cells),
            said(
                "The row has {cells} cells and there are {width} headings. Put each in its column.",
                cells=len(cells),
                width=width,
            ),
        )
    return Record(row, (*cells[:width], *[""] * (width - len(cells))))


def trimmed(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings without empty ones at their end."""
    cells = [" ".join(heading.strip(_MARKS).split()) for heading in headings]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _spoilt(row: int, line: str, fault: Said) -> Record:
    shown = line.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Record(row, (shown.replace("\0", "").strip(),), fault)


def _line_end(file: BinaryIO, encoding: Encoding) -> str:
    """What ends a line: only a carriage return in files of an old Mac."""
    begun = file.read(HEAD)
    file.seek(0)
    text = begun.decode(encoding, "replace")
    alone = text.count("\r") - text.count("\r\n")
    return "\r" if alone > text.count("\n") else "\n"


def _check_text(first: Sequence[str]) -> None:
    if len(first) == 1 and len(first[0]) > LONGEST_LINE:
        raise UnreadableCsv(
            said("Its first line is longer than {size} KB.", size=LONGEST_LINE // 1024)
        )
    if sum("\0" in line for line in first) * 2 > len(first):
        raise UnreadableCsv(said("The file is not text."))
