"""What lies beside a list after its import is said: an older file that stays, a file that may be
deleted, contacts that are missing."""

from pathlib import Path

import pytest

from console.residents.import_result import show_import, show_leftovers
from subscribers.lists import CellFault, ResidentImport

WANTED = Path("town.rejected.csv")


@pytest.mark.parametrize(
    ("rejected", "file", "rejects", "told"),
    [
        (1, "town.csv", "town.rejected-2.csv", "town.rejected.csv was there already"),
        (1, "town.csv", "town.rejected.csv", ""),
        (0, "town.rejected.csv", "x", "town.rejected.csv are imported. Delete it"),
        (0, "town.rejected-2.csv", "x", "Delete it"),
        (1, "town.rejected.csv", "town.rejected.csv", ""),
        (0, "town.csv", "x", ""),
    ],
)
def test_a_file_left_beside_the_list_is_named(
    capsys: pytest.CaptureFixture[str], rejected: int, file: str, rejects: str, told: str
) -> None:
    show_leftovers(ResidentImport(1, 0, 0, rejected, ()), Path(file), WANTED, Path(rejects))

    said = capsys.readouterr().err
    assert told in " ".join(said.split())
    assert bool(said) is bool(told)


def test_faults_that_are_not_shown_and_missing_contacts_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    faults = tuple(CellFault(row, "phone", "too short") for row in range(2, 28))

    show_import(
        ResidentImport(26, 0, 0, 0, faults, contacts_lost=26), "", dry_run=False, as_json=False
    )

    told = " ".join(capsys.readouterr().err.split())
    assert "... and 6 more; with `--json` you see all of them" in told
    assert "26 residents stay without a contact of their row" in told
