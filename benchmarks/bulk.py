"""The import of 100,000 residents, as `tocsin residents import` does it: validation, digests, encryption."""

from pathlib import Path

from benchmarks.commands import seconds_of, tocsin
from benchmarks.figures import Row, limit_row
from benchmarks.homes import copied, new_home, residents_file

RESIDENTS, RUNS = 100_000, 3


def bulk_import(folder: Path) -> list[Row]:
    """The whole command, into a home where nobody is yet."""
    home = new_home(folder / "home")
    home.database.close()
    people = residents_file(folder / "people.csv", RESIDENTS)
    runs = []
    for _ in range(RUNS):
        run = copied(home.path, folder / "run")
        runs.append(seconds_of(*tocsin(run, "residents", "import", str(people), "--json")))
    name = "import of 100,000 residents"
    return [
        limit_row(name, "< 20 s", [seconds for seconds, _ in runs], 20.0),
        limit_row(f"{name}: peak of memory", "< 250 MB", [peak for _, peak in runs], 250.0, "MB"),
    ]
