"""Lists as Greek offices save them: whatever the encoding, the signs between the cells or the
program, the residents are the same."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook

from subscribers.lists import Encoding, open_list, preview_list
from subscribers.lists.encodings import read_encoding
from subscribers.lists.opening import UncertainEncoding
from subscribers.lists.workbooks import ListOnAnotherSheet

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town

EXAMPLES = Path(__file__).parents[2] / "examples"
LISTS = Path(__file__).with_name("lists")
HEADINGS = (
    "Ονοματεπώνυμο",
    "Κινητό",
    "e-mail",
    "Σταθερό",
    "Πηγή συγκατάθεσης",
    "Ημερομηνία συγκατάθεσης",
)
PEOPLE = (
    ("Άννα Δοκιμίδου", "6930050001", "anna@example.gr", "", "έντυπο", "31/3/2026"),
    ("Όθων Ώριος", "6930050002", "", "2310123456", "δήλωση", "1/4/2026"),
    ("ΕΛΕΝΗ ΪΣΚΟΥ", "", "eleni@example.gr", "-", "έντυπο", "2/4/2026"),
)
# name of the file: imported, columns and words of what is told
EXPECTED: dict[str, tuple[int, list[tuple[str, str]]]] = {
    "02-cp1253.csv": (2, []),
    "05-tabs-utf8.txt": (1, []),
    "08-sep-line.csv": (1, []),
    "11-missing-columns.csv": (1, []),
    "13-trailing-empty-cols.csv": (2, []),
    "15b-excel-drops-trailing-delims.csv": (2, []),
    "16b-title-row-first.csv": (1, []),
    "19-quoted-newlines.csv": (2, []),
    "21-excel-text-formula.csv": (2, []),
    "26-dates.csv": (
        16,
        [
            ("Ι4", "month stands before"),
            ("I16", "in the future"),
            ("I17", "no such day"),
            ("I18", "too far back"),
            ("I19", "day of the consent is missing"),
            ("I20", "no date"),
            ("I23", "no date"),
        ],
    ),
    "27-lang.csv": (16, [("B13", "Did you mean Αλβανικά"), ("B14", "no language")]),
    "28-zones.csv": (12, [("E7", "Did you mean pylaia"), ("E15", "There is no area 'Άγνωστη'")]),
    "30-empty-values.csv": (5, [("C2", "neither a mobile number nor")]),
    "36-utf8-as-cp1253.csv": (0, [("", "saved twice")]),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_list_is_read_as_its_writer_meant_it(village: "Town", name: str) -> None:
    imported, told = EXPECTED[name]

    done = village.imports((LISTS / name).read_bytes())

    assert done.imported == imported
    assert [fault.cell for fault in done.faults] == [cell.replace("Ι", "I") for cell, _ in told]
    assert all(words in fault.problem for fault, (_, words) in zip(done.faults, told, strict=True))


def as_text(delimiter: str = ";", end: str = "\r\n") -> str:
    return "".join(delimiter.join(row) + end for row in (HEADINGS, *PEOPLE))


def as_workbook() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Μητρώο δημοτών"])
    sheet.append([*HEADINGS, None])
    for name, phone, email, landline, source, day in PEOPLE:
        given = datetime.strptime(day, "%d/%m/%Y")
        sheet.append(
            [name, int(phone) if phone else None, email or None, landline or None, source, given]
        )
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


FORMS: dict[str, Callable[[], bytes]] = {
    "UTF-8": lambda: as_text().encode(),
    "UTF-8 with its mark, twice": lambda: b"\xef\xbb\xbf" * 2 + as_text(",").encode(),
    "UTF-16 with tabs": lambda: as_text("\t").encode("utf-16"),
    "UTF-16 without its mark": lambda: as_text("\t").encode("utf-16-be"),
    "Windows Greek": lambda: as_text().encode("cp1253"),
    "ISO 8859-7": lambda: as_text().encode("iso-8859-7"),
    "DOS Greek": lambda: as_text().encode("cp737"),
    "an old Mac": lambda: as_text(end="\r").encode(),
    "the end mark of DOS": lambda: as_text().encode() + b"\x1a",
    "sep and a title": lambda: b"sep=,\r\n\r\n" + "Μητρώο,,,\r\n".encode() + as_text(",").encode(),
    "headings over lines": lambda: (
        as_text().replace("Πηγή συγκατάθεσης", '"Πηγή\nσυγκατάθεσης"').encode()
    ),
    "signs nobody sees": lambda: (
        as_text().replace("6930", "\u200e69\u00a030\u202c").replace("Άννα", "Άν\u200bνα").encode()
    ),
    "a workbook": as_workbook,
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_list_gives_the_same_residents_in_every_form(village: "Town", form: str) -> None:
    done = village.imports(FORMS[form]())

    assert (done.imported, done.rejected, done.landlines, done.faults[0].cell[:1]) == (3, 0, 1, "D")
    people = [village.shows(number) for number in (1, 2, 3)]
    assert [person.name for person in people] == [row[0] for row in PEOPLE]
    assert [[each.address for each in person.contacts] for person in people] == [
        ["+306930050001", "anna@example.gr"],
        ["+306930050002"],
        ["eleni@example.gr"],
    ]
    assert [person.landline for person in people] == ["", "+302310123456", ""]
    assert [f"{person.consents[0].given_at:%d/%m %H}" for person in people] == [
        "30/03 21",
        "31/03 21",
        "01/04 21",
    ]


@pytest.mark.parametrize("page", ["cp1253", "iso-8859-7", "cp737"])
@pytest.mark.parametrize(
    "names",
    [
        ["Άννα"],
        ["Βασίλης Δοκιμίδης"],
        ["ΕΛΕΝΗ"],
        ["Όθων", "Παπα-Νίκος", "(Η Αγία)", "O'Neill", "μαϊντανός"],
    ],
)
def test_a_code_page_is_told_by_a_single_name(page: str, names: list[str]) -> None:
    content = "name;phone;consent_source;consent_at\n" + "".join(
        f"{name};6930050001;form;1/4/2026\n" for name in names
    )

    opened = open_list(BytesIO(content.encode(page)))

    assert [record.cells[0] for record in opened.records] == names


def test_a_code_page_that_is_not_certain_is_not_guessed() -> None:
    content = (
        "name;phone;consent_source;consent_at\nJürgen Müller;6930050001;form;1/4/2026\n".encode(
            "cp1252"
        )
    )

    with pytest.raises(UncertainEncoding, match="Windows Western European"):
        open_list(BytesIO(content))

    named = open_list(BytesIO(content), Encoding.WINDOWS_WESTERN)
    assert next(named.records).cells[0] == "Jürgen Müller"


def test_three_names_are_shown_as_they_come_out() -> None:
    file = BytesIO(as_text().encode("cp737"))

    seen = preview_list(file)

    assert seen.said == "Read as DOS Greek."
    assert set(seen.names) == {name for name, *_ in PEOPLE}
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("UTF-8", "Read as UTF-8."),
        ("UTF-16 with tabs", "Read as Unicode text."),
        ("sep and a title", "Read as UTF-8, headings on row 4."),
        ("a workbook", "Read as an Excel workbook, headings on row 2."),
    ],
)
def test_a_preview_says_how_the_list_is_read(form: str, words: str) -> None:
    seen = preview_list(BytesIO(FORMS[form]()))

    assert (seen.said, seen.is_empty) == (words, False)


@pytest.mark.parametrize("rows", ["", "\n\n", ";;;\n"])
def test_headings_without_a_row_are_an_empty_list(rows: str) -> None:
    headings = ";".join(HEADINGS) + "\n"

    assert preview_list(BytesIO((headings + rows).encode())).is_empty


@pytest.mark.parametrize(
    "first", [[], [["Οδηγίες", "Γράψτε στο άλλο φύλλο"]], [["name", "phone"], ["Ana", 1]]]
)
def test_a_list_on_another_sheet_is_named(first: list[list[str]]) -> None:
    book = load_workbook(BytesIO(as_workbook()))
    assert book.active is not None
    book.active.title = "Δημότες"
    notes = book.create_sheet("Οδηγίες", 0)
    for cells in first:
        notes.append(cells)
    kept = BytesIO()
    book.save(kept)
    kept.seek(0)

    with pytest.raises(
        ListOnAnotherSheet, match="«Οδηγίες», holds no list; the sheet «Δημότες» does"
    ):
        open_list(kept)


def test_columns_that_nobody_reads_are_named_and_left_alone(village: "Town") -> None:
    content = "Α/Α;Επώνυμο;Όνομα;Τηλέφωνο;Κινητό 2;Διεύθυνση;Πηγή;Ημερομηνία\n1;Δοκιμίδου;Άννα;2310123456;6930050001;Οδός 1;έντυπο;1/4/2026\n".encode()

    village.imports(content)

    assert preview_list(BytesIO(content)).layout.unread == ("Α/Α", "Διεύθυνση")
    anna = village.shows(1)
    assert (anna.name, anna.landline, [each.address for each in anna.contacts]) == (
        "Άννα Δοκιμίδου",
        "+302310123456",
        ["+306930050001"],
    )


def test_an_encoding_goes_by_all_its_names() -> None:
    assert {read_encoding(name) for name in ("cp1253", "windows-1253", "WINDOWS_1253")} == {
        Encoding.WINDOWS_GREEK
    }


def test_the_greek_example_is_imported_whole(village: "Town") -> None:
    done = village.imports((EXAMPLES / "katoikoi.csv").read_bytes())

    assert (done.imported, [fault.cell for fault in done.faults]) == (4, ["C3"])
    assert [village.shows(number).zones for number in (1, 2, 3, 4)] == [
        ("panorama",),
        ("unit-pylaia",),
        ("chortiatis", "panorama"),
        (),
    ]
