"""Rows that cannot be imported: told with their reason, kept in a file of their own, in nobody's
way."""

import csv
import re
from typing import TYPE_CHECKING

import pytest

from console.terminal.language import speech
from subscribers.lists import ResidentImport
from subscribers.lists.rejects import RejectsUnwritable
from subscribers.readings.cells import guard_cell

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town

ANNA = "Anna,en,6921000001,anna@example.gr,panorama,,weather,form,2025-01-01\n"


def counted(done: ResidentImport) -> tuple[int, int, int, int]:
    return done.imported, done.updated, done.unchanged, done.rejected


ENGLISH = re.compile(r"(?<![`\w])[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")  # three words in a row
BAD = {
    "a landline": ("Anna,el,2310123456,,,,,form,2025-01-01", "phone"),
    "no contact": ("Anna,el,,,,,,form,2025-01-01", "phone"),
    "a bad address": ("Anna,el,,anna,,,,form,2025-01-01", "email"),
    "an unknown zone": ("Anna,el,6921000001,,moon,,,form,2025-01-01", "zones"),
    "no consent": ("Anna,el,6921000001,,,,,,2025-01-01", "consent_source"),
    "no day of consent": ("Anna,el,6921000001,,,,,form,", "consent_at"),
    "a consent to come": ("Anna,el,6921000001,,,,,form,2027-01-01", "consent_at"),
    "an endless group": (f"Anna,el,6921000001,,,{'g' * 61},,form,2025-01-01", "groups"),
}


@pytest.mark.parametrize("flaw", BAD)
def test_a_bad_row_is_rejected_with_the_reason_among_others(village: "Town", flaw: str) -> None:
    row, column = BAD[flaw]

    done = village.imports(ANNA.replace("1000001", "1000009") + row + "\n")

    assert counted(done) == (1, 0, 0, 1)
    assert [(fault.row, fault.column) for fault in done.faults] == [(3, column)]
    with village.rejected.open(encoding="utf-8-sig", newline="") as file:
        [rejected] = csv.DictReader(file)
    assert (rejected["row"], rejected["problem"].split(":")[0]) == ("3", column)


@pytest.mark.parametrize("flaw", [*BAD, "a repeated row", "a name of another", "too many cells"])
def test_a_reason_is_in_the_language_of_the_office(village: "Town", flaw: str) -> None:
    others = {
        "a repeated row": ANNA,
        "a name of another": ANNA.replace("Anna,", "Eva,").replace("1000001,anna", "1000001,eva"),
        "too many cells": ANNA.strip() + ",one,two",
    }
    done = village.imports(ANNA + (others.get(flaw) or BAD[flaw][0]) + "\n")

    assert done.faults
    greek = [speech("el").of(fault.problem) for fault in done.faults]
    assert [words for words in greek if ENGLISH.search(words)] == []


def test_a_fault_of_a_row_is_told_without_its_content(village: "Town") -> None:
    done = village.imports("Anna Secret,xx,2310123456,anna@nowhere,,,,,\n")

    assert {f.column for f in done.faults} == {
        "language",
        "phone",
        "email",
        "consent_source",
        "consent_at",
    }
    told = " ".join(fault.problem for fault in done.faults)
    assert not [word for word in ("Secret", "2310123456", "nowhere") if word in told]


def test_a_rejected_file_can_be_corrected_and_imported(village: "Town") -> None:
    village.imports(
        "Anna,el,+30692100000,,,,,form,2025-01-01\n=2+2,el,6921000002,,moon,,,form,2025-01-01\n"
    )
    rejected = village.rejected.read_bytes()
    assert b"'+30692100000" in rejected
    assert b"'=2+2" in rejected

    done = village.imports(rejected.replace(b"692100000,", b"6921000003,").replace(b"moon", b""))

    assert counted(done) == (2, 0, 0, 0)
    assert village.tells() == {"+306921000003", "+306921000002"}


def test_a_rejected_file_is_for_its_owner_alone(village: "Town") -> None:
    village.rejected.touch(0o644)

    village.imports("Anna,el,123,,,,,form,2025-01-01\n")

    assert village.rejected.stat().st_mode & 0o777 == 0o600


def test_a_rejected_file_that_was_corrected_is_never_overwritten(village: "Town") -> None:
    bad = "Anna,el,123,,,,,form,2025-01-01\n"
    village.imports(bad)
    original = village.rejected.read_bytes()
    village.rejected.write_bytes(original.replace(b"123", b"6921000003"))
    corrected = village.rejected.read_bytes()

    for _ in range(2):
        village.imports(bad)

    second = village.rejected.with_name("town.rejected-2.csv")
    assert (village.rejected.read_bytes(), second.read_bytes()) == (corrected, original)
    assert sorted(village.folder.glob("town.rejected*")) == sorted([village.rejected, second])


def test_the_same_rejected_rows_stay_in_one_file(village: "Town") -> None:
    for _ in range(2):
        village.imports("Anna,el,123,,,,,form,2025-01-01\n")

    assert list(village.folder.glob("town.rejected*")) == [village.rejected]


@pytest.mark.parametrize("sign", ["=1", "+1", "-1", "@a", "\t=1", " =1", "＝1", "\u00a0@a"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(sign: str) -> None:
    assert guard_cell(sign).startswith("'")


def test_an_import_that_cannot_write_its_rejects_imports_nothing(village: "Town") -> None:
    village.rejected.mkdir()

    with pytest.raises(RejectsUnwritable):
        village.imports(ANNA + "Anna,el,123,,,,,form,2025-01-01\n")

    assert village.tells() == set()
