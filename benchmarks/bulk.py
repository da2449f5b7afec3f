"""The import of 100,000 residents, as `tocsin residents import` does it from CSV and from Excel:
validation, digests, encryption."""

import csv
from pathlib import Path

from openpyxl import Workbook

from benchmarks.commands import seconds_of, tocsin
from benchmarks.figures import Row, limit_row
from benchmarks.homes import copied, new_home, residents_file

RESIDENTS, RUNS = 100_000, 3


def bulk_import(folder: Path) -> list[Row]:
    """The whole command, into a home where nobody is yet."""
    home = new_home(folder / "home")
    home.database.close()
    people = residents_file(folder / "people.csv", RESIDENTS)
    rows = _measured(folder, home.path, people, "import of 100,000 residents", 20)
    return rows + _measured(
        folder, home.path, _workbook(people), "import of 100,000 residents from Excel", 60
    )


def _measured(folder: Path, home: Path, people: Path, name: str, most: int) -> list[Row]:
    runs = []
    for _ in range(RUNS):
        run = copied(home, folder / "run")
        runs.append(seconds_of(*tocsin(run, "residents", "import", str(people), "--json")))
    return [
        limit_row(name, f"< {most} s", [seconds for seconds, _ in runs], float(most)),
        limit_row(f"{name}: peak of memory", "< 250 MB", [peak for _, peak in runs], 250.0, "MB"),
    ]


def _workbook(people: Path) -> Path:
    """The same list as Excel keeps it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    with people.open(encoding="utf-8", newline="") as rows:
        for row in csv.reader(rows):
            sheet.append(row)
    book.save(people.with_suffix(".xlsx"))
    return people.with_suffix(".xlsx")
