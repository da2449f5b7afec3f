"""A dry run waits for nobody who writes: each command that takes --dry-run is carried out while
somebody keeps the writer's lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer.main
from pysqlite3 import dbapi2 as sqlite

from cli import app
from tests.journeys.conftest import ROOT, Installation

LIST = str(ROOT / "examples" / "residents.csv")
SNOW = ("--set", "from=2031-01-12 20:00", "--set", "until=2031-01-13 12:00")
AREAS = str(ROOT / "examples" / "municipality.geojson")
DRY_RUNS = {
    "areas import": (AREAS,),
    "areas move": ("exochi", "0701"),
    "areas merge": ("exochi", "filyro", "--into", "asvestochori"),
    "areas split": ("exochi", "--into", "filyro", "--into", "asvestochori"),
    "areas remove": ("exochi",),
    "db upgrade": (),
    "residents import": (LIST,),
    "send": ("snow", *SNOW, "--all"),
    "schedules add": ("winter", "--template", "snow", *SNOW, "--all", "--at", "2031-01-12 08:00"),
    "alerts update": ("1", "--set", "until=2031-01-13 15:00"),
    "alerts all-clear": ("1",),
    "alerts cancel": ("1", "--set", "situation=no_danger"),
    "alerts false-alarm": ("1", "--set", "situation=no_danger"),
}


def commands(group: Any, *path: str) -> Iterator[tuple[str, Any]]:
    for name, each in getattr(group, "commands", {}).items():
        yield from commands(each, *path, name)
    yield " ".join(path), group


@contextmanager
def locked(file: Path) -> Iterator[None]:
    connection = sqlite.connect(str(file), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


def test_every_command_with_a_dry_run_stands_in_the_table() -> None:
    tree = commands(typer.main.get_command(app))

    assert {name for name, each in tree if any("--dry-run" in p.opts for p in each.params)} == set(
        DRY_RUNS
    )


def test_every_dry_run_ends_while_somebody_else_writes(installation: Installation) -> None:
    installation.tocsin("areas", "import", AREAS)
    installation.residents({"phone": "6921000001"})
    installation.snow("--all", "--yes", "--expect", "1")

    with locked(installation.home / "tocsin.db"):
        codes = {
            name: installation.tocsin(*name.split(), *words, "--dry-run", code=None)
            for name, words in DRY_RUNS.items()
        }

    assert {name: ran.err for name, ran in codes.items() if ran.code} == {}
