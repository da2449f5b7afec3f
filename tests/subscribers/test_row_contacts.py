"""One bad contact does not cost the other, and a landline is kept to be phoned by hand."""

from typing import TYPE_CHECKING

import pytest

from runtime import LOCAL_OPERATOR
from subscribers.privacy import erase_resident, export_resident
from subscribers.readings.cells import is_encoded_twice, is_nothing, tidied

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town

ROW = "Anna,el,{phone},{email},,,,form,2025-01-01\n"
MOBILE, MAILBOX = "+306930060001", "anna@example.gr"


@pytest.mark.parametrize(
    ("phone", "email", "kept", "told"),
    [
        ("123", MAILBOX, [MAILBOX], ["phone"]),
        ("6930060001", "anna@", [MOBILE], ["email"]),
        ("-", MAILBOX, [MAILBOX], []),
        ("6930060001", "δεν έχει", [MOBILE], []),
        ("2310123456", MAILBOX, [MAILBOX], ["phone"]),
        ("N/A", MAILBOX, [MAILBOX], []),
        ("#Δ/Υ", MAILBOX, [MAILBOX], []),
        ("0", MAILBOX, [MAILBOX], []),
        (MAILBOX, "6930060001", [MAILBOX, MOBILE], []),
        ("6930060001", "Anna <anna@example.gr>", [MOBILE, MAILBOX], []),
        ("6930060001", "mailto:anna@example.gr", [MOBILE, MAILBOX], []),
    ],
)
def test_a_row_with_one_good_contact_is_kept(
    village: "Town", phone: str, email: str, kept: list[str], told: list[str]
) -> None:
    done = village.imports(ROW.format(phone=phone, email=email))

    assert [each.address for each in village.shows(1).contacts] == kept
    assert [fault.column for fault in done.faults] == told


@pytest.mark.parametrize(
    ("phone", "email", "lost"),
    [
        ("123", MAILBOX, 1),
        ("6930060001", "anna@", 1),
        ("2310123456", MAILBOX, 0),
        ("-", MAILBOX, 0),
        ("123", "anna@", 0),
    ],
)
def test_an_imported_resident_with_a_lost_contact_is_counted(
    village: "Town", phone: str, email: str, lost: int
) -> None:
    done = village.imports(ROW.format(phone=phone, email=email))

    assert done.contacts_lost == lost


@pytest.mark.parametrize(
    ("phone", "email", "words"),
    [
        ("2310123456", "", "a landline"),
        ("NULL", "-", "neither a mobile"),
        ("123", "anna@", "short number"),
        ("", "a@example.gr b@example.gr", "two e-mail"),
    ],
)
def test_a_row_without_a_good_contact_is_rejected_with_reason(
    village: "Town", phone: str, email: str, words: str
) -> None:
    done = village.imports(ROW.format(phone=phone, email=email))

    assert (done.imported, done.rejected) == (0, 1)
    assert words in done.faults[0].problem


def test_a_landline_is_kept_sealed_and_goes_with_its_resident(town: "Town") -> None:
    town.imports(ROW.format(phone="2310123456", email=MAILBOX))
    assert (town.shows(1).landline, town.tells()) == ("+302310123456", {MAILBOX})

    town.imports(ROW.format(phone="-", email=MAILBOX))
    assert town.shows(1).landline == "+302310123456"

    town.changes(1, landline="")
    assert town.shows(1).landline == ""

    town.changes(1, landline="+302310123457")
    with town.database.writing() as session:
        kept = export_resident(session, town.keys, 1, by=LOCAL_OPERATOR, now=town.now)
        erase_resident(session, town.keys, 1, by=LOCAL_OPERATOR, now=town.now)
    assert (kept["landline"], town.shows(1).landline) == ("+302310123457", "")


def test_a_name_costs_nobody_their_warning(village: "Town") -> None:
    done = village.imports(
        '"A=?utf-8?q?x?=",el,6930060001,,,,,form,2025-01-01\n'
        + f"{'A' * 130},el,6930060002,,,,,form,2025-01-01\n"
    )

    assert (done.imported, [fault.column for fault in done.faults]) == (2, ["name", "name"])


@pytest.mark.parametrize("page", ["cp1253", "iso-8859-7", "cp1252", "latin-1", "cp737"])
@pytest.mark.parametrize("text", ["Άννα", "Πυλαία", "ΧΟΡΤΙΑΤΗΣ", "έντυπο"])
def test_greek_saved_twice_is_seen(text: str, page: str) -> None:
    assert is_encoded_twice(text.encode().decode(page, "replace"))


@pytest.mark.parametrize(
    "text",
    ["Άννα", "ΞΈΝΗ Ο’ΝΗΛ", "Ξένη «Οδός»", "Åsa Ö.", "ΟΎΤΕ", "Jürgen", "Ο.Ε. Ξ.Ο.", "Ο Ξ – Ο…"],
)
def test_plain_text_is_not_taken_for_that(text: str) -> None:
    assert not is_encoded_twice(text)


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("  Άννα\u200b  Μ. ", "Άννα Μ."),
        ('="693"', "693"),
        ("a\r\nb", "a b"),
        ("'=2+2", "=2+2"),
        ("'693", "693"),
        ("'Anna", "'Anna"),
        ("\ufeffx\x1a", "x"),
    ],
)
def test_a_cell_is_tidied(cell: str, plain: str) -> None:
    assert tidied(cell) == plain


@pytest.mark.parametrize(
    "cell",
    ["-", "--", "—", "N/A", "#N/A", "NULL", "δεν έχει", "ΔΕΝ ΕΧΕΙ", "κενό", "(κενό)", ".", "?"],
)
def test_a_cell_that_says_nothing_is_empty(cell: str) -> None:
    assert is_nothing(tidied(cell))
