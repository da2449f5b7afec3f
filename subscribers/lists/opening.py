"""Opening: a file of residents of any kind that is read, opened: how it is written, and its records
one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from runtime import Problem, Said, mark, said
from subscribers.lists.columns import Layout
from subscribers.lists.csv_files import Record, TextLines, UnreadableCsv, read_layout, read_records
from subscribers.lists.encodings import NAMES, Encoding, Guess, guess_encoding
from subscribers.lists.workbooks import SIGN, read_workbook
from subscribers.readings.cells import tidied

NAMES_SHOWN, ROWS_LOOKED_AT = 3, 2000
_OTHERS: Mapping[bytes, str] = {
    b"\xd0\xcf\x11\xe0": mark(
        "The file is a workbook of an old Excel (.xls), or one that is locked with a password."
    ),
    b"%PDF": mark("The file is a PDF."),
    b"{\\rtf": mark("The file is a text of a word processor."),
    b"\x89PNG": mark("The file is a picture."),
    b"\xff\xd8\xff": mark("The file is a picture."),
    b"GIF8": mark("The file is a picture."),
    b"\x1f\x8b": mark("The file is packed."),
    b"<!doc": mark("The file is a web page."),
    b"<html": mark("The file is a web page."),
    b"<table": mark("The file is a web page."),
}


class UncertainEncoding(Problem):
    """Nothing was imported: the Greek of the file can be read in more than one way. Save the list
    as "Excel workbook (.xlsx)" or "CSV UTF-8", or give its encoding: windows-1253, iso-8859-7,
    cp737, windows-1252 or utf-8 (`--encoding`; `encoding` in the API)."""

    for_programs = "Nothing was imported: the text can be read in more than one way. Send a workbook (.xlsx) or UTF-8, or name its `encoding`."


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A list whose headings are read: `guess` is None for a workbook."""

    layout: Layout
    records: Iterator[Record]
    guess: Guess | None


@dataclass(frozen=True, slots=True)
class ListPreview:
    """How a list is read, for somebody to see before it is: `names` are three as they come out;
    empty without a row under its headings."""

    layout: Layout
    guess: Guess | None
    names: tuple[str, ...]
    is_empty: bool = False

    @property
    def said(self) -> Said:
        """In one sentence what the file is taken for, and where its headings stand unless they are
        its first row."""
        name = said("an Excel workbook") if self.guess is None else said(NAMES[self.guess.encoding])
        if self.layout.row == 1:
            return said("Read as {kind}.", kind=name)
        return said("Read as {kind}, headings on row {row}.", kind=name, row=self.layout.row)


def open_list(file: BinaryIO, encoding: Encoding | None = None) -> OpenedList:
    """Open a list; raises UnreadableCsv, WrongColumns, or UncertainEncoding where none is given and
    several readings make words."""
    opened = _opened(file, encoding)
    if opened.guess and not opened.guess.certain:
        raise UncertainEncoding(
            said(
                "It looks like {encoding}, and that is not certain.",
                encoding=said(NAMES[opened.guess.encoding]),
            )
        )
    return opened


def preview_list(file: BinaryIO, encoding: Encoding | None = None) -> ListPreview:
    """How a list would be read, from its first rows; the file is set back to its beginning. Raises
    UnreadableCsv or WrongColumns."""
    opened = _opened(file, encoding)
    records = list(islice(opened.records, ROWS_LOOKED_AT))
    names = dict.fromkeys(_names(opened.layout, records))
    shown = sorted(
        names, key=lambda name: -len({letter for letter in name if not letter.isascii()})
    )
    file.seek(0)
    return ListPreview(opened.layout, opened.guess, tuple(shown[:NAMES_SHOWN]), not records)


def _opened(file: BinaryIO, encoding: Encoding | None) -> OpenedList:
    """A list, in the likeliest encoding where none is given."""
    head = file.read(16)
    file.seek(0)
    if head.startswith(SIGN):
        return OpenedList(*read_workbook(file), None)
    if other := next(
        (words for sign, words in _OTHERS.items() if head.lower().startswith(sign.lower())), ""
    ):
        raise UnreadableCsv(said(other))
    guess = Guess(encoding) if encoding else guess_encoding(file)
    lines = TextLines(file, guess.encoding)
    layout = read_layout(lines)
    return OpenedList(layout, read_records(lines, layout), guess)


def _names(layout: Layout, records: Sequence[Record]) -> Iterator[str]:
    """Names, or what else holds letters beyond ASCII where there is no column for them."""
    place = layout.columns.index("name") if "name" in layout.columns else None
    for record in records:
        if not record.fault:
            cells = record.cells if place is None else [record.cells[place]]
            yield from (
                name for cell in cells if (name := tidied(cell)[:60]) and not name.isascii()
            )
