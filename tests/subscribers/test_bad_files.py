"""Files as they come from offices: each is read as far as it can be, and says what is wrong with
the rest."""

import tracemalloc
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from runtime import Problem
from subscribers.lists import open_list
from subscribers.lists.columns import WrongColumns
from subscribers.lists.csv_files import TextLines, UnreadableCsv, read_layout, read_records

HEADER = b"name,language,phone,email,zones,groups,topics,consent_source,consent_at\n"
GOOD = b"Anna,el,6921234567,,,,,form,2025-01-01\n"
GREEK = "όνομα;γλώσσα;κινητό;ηλ. ταχυδρομείο;περιοχές;ομάδες;θέματα;πηγή συγκατάθεσης;ημερομηνία συγκατάθεσης\n"
WHOLE = {
    "0 bytes": (b"", UnreadableCsv, "empty"),
    "blank": (b"\n\n \n", UnreadableCsv, "empty"),
    "a mark and nothing": (b"\xef\xbb\xbf\r\n\x1a", UnreadableCsv, "empty"),
    "a damaged workbook": (b"PK\x03\x04" + bytes(200), UnreadableCsv, "damaged"),
    "an old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200),
        UnreadableCsv,
        "old Excel",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), UnreadableCsv, "picture"),
    "a web page": (b"<html><table><tr><td>name</td></tr></table>", UnreadableCsv, "web page"),
    "bytes": (bytes(range(1, 256)) * 9, WrongColumns, "no column"),
    "one endless line": (b"name," * 100_000, UnreadableCsv, "longer than 64 KB"),
    "no headings": (
        GOOD,
        WrongColumns,
        "no column for the mobile or the e-mail address, the source of the consent",
    ),
    "no contact": (
        HEADER.replace(b"email,", b"").replace(b"phone,", b"") + GOOD,
        WrongColumns,
        "for the mobile or the e-mail address[.]",
    ),
    "no date of consent": (
        HEADER.replace(b",consent_at", b"") + GOOD,
        WrongColumns,
        "for the date of the consent[.]",
    ),
    "a column twice": (
        HEADER.replace(b"groups", b"zones") + GOOD,
        WrongColumns,
        "twice: «zones», «zones»",
    ),
    "a Greek column twice": (
        HEADER.strip() + ",Γλώσσα\n".encode() + GOOD,
        WrongColumns,
        "«language», «Γλώσσα»",
    ),
    "a heading misspelt": (
        HEADER.replace(b"zones", b"zonse") + GOOD,
        WrongColumns,
        "«zonse» is unknown. Did you mean «zones»",
    ),
    "Greek saved twice": (
        GREEK.encode().decode("cp1253", "replace").encode() + GOOD,
        WrongColumns,
        "saved twice",
    ),
}


def read(content: bytes) -> list[tuple[int, str]]:
    return [(record.row, record.fault) for record in open_list(BytesIO(content)).records]


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        (
            "Χρονική σήμανση,Ονοματεπώνυμο,Ποιο είναι το κινητό σας;,Σε ποια περιοχή μένετε;",
            [
                "Add a column «Πηγή συγκατάθεσης», and write in each row how they agreed: for example form."
            ],
        ),
        ("Timestamp,What is your email?", ["Add a column «consent_source»"]),
        (
            "Χρονική σήμανση,Έχετε κινητό;",
            [
                "«Έχετε κινητό;» is unknown. Did you mean «Κινητό»?",
                "If it is another thing, take that",
            ],
        ),
        (
            "Κινητό,Πηγή",
            ["Add a column «Ημερομηνία συγκατάθεσης» with the day on which each agreed"],
        ),
        (
            "Όνομα,Πηγή,Ημερομηνία",
            ["Name the column of the mobiles «Κινητό», that of the e-mail addresses «e-mail»."],
        ),
    ],
)
def test_a_list_from_a_form_names_the_columns_to_add(headings: str, told: list[str]) -> None:
    with pytest.raises(WrongColumns) as refused:
        read(f"{headings}\n1,2,3,4\n".encode())

    said = " ".join(refused.value.details)
    assert [words for words in told if words not in said] == []


@pytest.mark.parametrize("flaw", WHOLE)
def test_a_file_that_cannot_be_read_is_one_sentence(flaw: str) -> None:
    content, problem, words = WHOLE[flaw]

    with pytest.raises(problem, match=words):
        read(content)


@pytest.mark.parametrize("entities", ["multiplied", "another file"])
def test_a_workbook_with_entities_is_refused(entities: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Anna")
    nested = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    declared = {
        "multiplied": f"<!ENTITY e0 '{'ha' * 50}'>{nested}",
        "another file": f"<!ENTITY e9 SYSTEM '{secret.as_uri()}'>",
    }

    with pytest.raises(UnreadableCsv, match="damaged"):
        read(_workbook_with(f"<!DOCTYPE worksheet [{declared[entities]}]>", "&e9;"))


@pytest.mark.parametrize(
    "content",
    [
        HEADER + GOOD,
        b"\xef\xbb\xbf" + HEADER + GOOD,
        (HEADER + GOOD).replace(b"\n", b"\r\n"),
        (HEADER + GOOD).strip(),
        (HEADER + GOOD).replace(b",", b";"),
        GREEK.encode() + GOOD.replace(b",", b";"),
        HEADER.upper() + GOOD,
        HEADER + GOOD + b"\n,,,,,,,,\n",
        HEADER.replace(b"\n", b",,\n") + GOOD.replace(b"\n", b",,\n"),
        HEADER.replace(b"name", b'"name"') + GOOD,
    ],
)
def test_a_file_is_read_however_an_office_saves_it(content: bytes) -> None:
    assert read(content) == [(2, "")]


ROWS = {
    "an open quotation mark": (b'"Anna,el,6921234567,,,,,form,2025-01-01\n', "not closed"),
    "text after a quotation": (b'"An"na,el,6921234567,,,,,form,2025-01-01\n', "do not fit"),
    "too many cells": (GOOD.strip() + b",x\n", "10 cells"),
    "an endless line": (b"Anna" * 50_000 + b"\n", "longer than 64 KB"),
    "another encoding": ("Άννα,el,6921234567,,,,,form,2025-01-01\n".encode("cp1253"), "no text"),
    "a NUL": (GOOD.replace(b"Anna", b"An\0na"), "NUL"),
}


@pytest.mark.parametrize("flaw", ROWS)
def test_a_spoilt_row_spoils_no_other(flaw: str) -> None:
    spoilt, words = ROWS[flaw]
    readable = "Άννα,el,6921234567,,,,,form,2025-01-01\n".encode() * 2

    (_, before), (row, fault), (_, after) = read(
        HEADER + readable[: len(readable) // 2] + spoilt + readable[len(readable) // 2 :]
    )

    assert (before, row, after) == ("", 3, "")
    assert words in fault


def test_a_nul_far_inside_a_file_spoils_its_row_alone() -> None:
    found = read(HEADER + GOOD * 3000 + GOOD.replace(b"Anna", b"An\0na") + GOOD)

    assert [(row, fault) for row, fault in found if fault] == [
        (3002, "The line holds NUL characters. Write it anew.")
    ]


def test_a_cell_over_several_lines_keeps_the_numbers_of_rows() -> None:
    assert read(HEADER + GOOD.replace(b"Anna", b'"An\nna\n"') + GOOD) == [(2, ""), (5, "")]


def test_a_truncated_last_row_is_told() -> None:
    [(_, fine), (row, fault)] = read(HEADER + GOOD + b'"Anna,el,69212')

    assert (fine, row) == ("", 3)
    assert "not closed" in fault


@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_whatever_cause_more_than_a_problem(content: bytes, headed: bool) -> None:
    with suppress(Problem):
        rows = [row for row, _ in read((HEADER if headed else b"") + content)]
        assert rows == sorted(set(rows))


class Endless:
    """A file of that many megabytes, made while it is read."""

    def __init__(self, megabytes: int) -> None:
        self.left = megabytes * 1_000_000
        self.ahead = HEADER

    def read(self, size: int) -> bytes:
        return b"".join(self.readline(size) for _ in range(size // len(GOOD)))

    def seek(self, _place: int) -> None:
        self.ahead = HEADER

    def readline(self, _size: int) -> bytes:
        line, self.ahead = self.ahead, GOOD
        self.left -= len(line)
        return line if self.left > 0 else b""


@pytest.mark.slow
def test_a_huge_file_is_read_in_little_memory() -> None:
    file: BinaryIO = Endless(4)  # type: ignore[assignment]
    tracemalloc.start()
    lines = TextLines(file)

    rows = sum(1 for _ in read_records(lines, read_layout(lines)))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows > 90_000
    assert peak < 2_000_000


def _workbook_with(doctype: str, name: str) -> bytes:
    """A list in a workbook whose sheet begins with a doctype and has this name in it."""
    book, plain, kept = Workbook(), BytesIO(), BytesIO()
    for line in (HEADER, GOOD):
        book.worksheets[0].append(line.decode().strip().split(","))
    book.save(plain)
    with ZipFile(plain) as whole, ZipFile(kept, "w") as changed:
        for part in whole.namelist():
            content = whole.read(part).decode()
            if "Anna" in content:
                content = doctype + content.replace("Anna", name)
            changed.writestr(part, content)
    return kept.getvalue()
