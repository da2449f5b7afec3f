"""Workbooks: the first sheet of an Excel file (.xlsx), read a row at a time, with numbers and dates
as Excel keeps them."""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain, islice
from typing import BinaryIO
from warnings import catch_warnings, simplefilter
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from runtime import said
from subscribers.lists.columns import (
    HEADINGS_WITHIN,
    Layout,
    WrongColumns,
    headings_among,
    read_headings,
)
from subscribers.lists.csv_files import LONGEST_LINE, Record, UnreadableCsv, fitted, trimmed

SIGN = b"PK\x03\x04"
LARGEST = 1 << 30  # bytes of a sheet once unpacked
ROWS_AT_ONCE = 500
DELIMITER = ";"  # of the rejected rows, as a Greek Excel reads CSV
OTHERS = 20  # sheets that are looked at where the first one holds no list
DAMAGED = (
    BadZipFile,
    InvalidFileException,
    KeyError,
    IndexError,
    ValueError,
    OSError,
    EOFError,
    SyntaxError,
)
Row = tuple[int, tuple[str, ...]]


class ListOnAnotherSheet(UnreadableCsv):
    """Nothing was imported. In Excel draw the tab of that sheet to the left of all others, save the
    workbook, then give the command again."""

    for_programs = (
        "Nothing was imported. The first sheet of a workbook is read: put the list there."
    )


def read_workbook(file: BinaryIO) -> tuple[Layout, Iterator[Record]]:
    """How the first sheet is written and its records; raises UnreadableCsv or WrongColumns."""
    try:
        return _read_sheet(_rows(file))
    except (UnreadableCsv, WrongColumns):
        _check_other_sheets(file)
        raise


def _read_sheet(rows: Iterator[Row]) -> tuple[Layout, Iterator[Record]]:
    first = list(islice(rows, HEADINGS_WITHIN))
    if not any(any(cells) for _, cells in first):
        raise UnreadableCsv(said("The first sheet of the workbook is empty."))
    place = headings_among([cells for _, cells in first])
    headings = trimmed(first[place][1])
    layout = Layout(DELIMITER, headings, read_headings(headings), first[place][0])
    return layout, _records(chain(first[place + 1 :], rows), len(headings))


def _check_other_sheets(file: BinaryIO) -> None:
    """Say which sheet holds the list that the first one does not; raises ListOnAnotherSheet."""
    file.seek(0)
    try:
        book = _opened(file)
        places = range(1, min(len(book.worksheets), OTHERS))
        other = next((place for place in places if _holds_list(book, place)), 0)
    except DAMAGED:
        return
    if other:
        first, found = book.worksheets[0].title, book.worksheets[other].title
        raise ListOnAnotherSheet(
            said(
                "The first sheet, «{first}», holds no list; the sheet «{other}» does.",
                first=first,
                other=found,
            )
        )


def _holds_list(book: Workbook, place: int) -> bool:
    sheet = book.worksheets[place]
    sheet.reset_dimensions()
    try:
        _read_sheet(iter(_some(enumerate(sheet.iter_rows(values_only=True), 1))))
    except (UnreadableCsv, WrongColumns):
        return False
    return True


def _records(rows: Iterator[Row], width: int) -> Iterator[Record]:
    for row, cells in rows:
        if any(cell.strip() for cell in cells):
            yield fitted(row, cells, width)


def _rows(file: BinaryIO) -> Iterator[Row]:
    """The rows as texts, counted from 1."""
    try:
        _check(file)
        sheet = _opened(file).worksheets[0]
        # Some programs write a wrong size, and everything beyond it would be left out.
        sheet.reset_dimensions()
        found = enumerate(sheet.iter_rows(values_only=True), 1)
        while some := _some(found):
            yield from some
    except DAMAGED:
        raise UnreadableCsv(said("The workbook is damaged or locked with a password.")) from None


def _opened(file: BinaryIO) -> Workbook:
    with catch_warnings():
        simplefilter("ignore")
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)


def _some(rows: Iterator[tuple[int, tuple[object, ...]]]) -> list[Row]:
    # Excel's own oddities, such as a date out of range, are told per cell by whoever reads it.
    with catch_warnings():
        simplefilter("ignore")
        return [(row, tuple(map(_text, cells))) for row, cells in islice(rows, ROWS_AT_ONCE)]


def _text(value: object) -> str:
    """A value as somebody would type it: whole numbers without a point, dates in the ISO form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)[:LONGEST_LINE]


def _check(file: BinaryIO) -> None:
    with ZipFile(file) as packed:
        names = packed.namelist()
        if "mimetype" in names:
            raise UnreadableCsv(said("The file is a LibreOffice spreadsheet."))
        if max((each.file_size for each in packed.infolist()), default=0) > LARGEST:
            raise UnreadableCsv(
                said("The workbook is larger than {size} GB when unpacked.", size=LARGEST >> 30)
            )
    file.seek(0)
