"""Staff are told of what fails while nobody looks, and once when it is over."""

from pathlib import Path

import pytest

from checks import Situation
from checks.watch import Watch
from delivery import wordings_of
from delivery.tables import DISPATCHES
from delivery.workers import enlist
from runtime import Database, Home, Keys
from runtime.config import Config, StaffNotice

DUTY = StaffNotice(phones=("+306900000099",), emails=("night@town.example.gr",))


@pytest.fixture
def home(database: Database, vault: Keys, tmp_path: Path) -> Home:
    with database.writing() as session:
        enlist(session)  # whoever watches delivers, too
    return Home(tmp_path, Config(staff_notice=DUTY), vault, database)


class Disk:
    """A disk of which one says how much of it is free."""

    free = 40_000_000

    def around(self, home: Home) -> Situation:
        real = Situation.of(home)
        return Situation(home, real.now, lambda _: self.free)


def told(home: Home) -> list[list[str]]:
    """The words of each notice, the Greek SMS first."""
    with home.database.reading() as session:
        numbers = session.scalars(DISPATCHES.select().order_by(DISPATCHES.c.id)).all()
        return [[each.text for each in wordings_of(session, number)] for number in numbers]


def test_staff_are_told_once_of_a_full_disk(home: Home) -> None:
    disk = Disk()
    watch = Watch(home, disk.around, lasting=0)

    watch.look()
    watch.look()

    [words] = told(home)
    assert "O ΔIΣKOΣ ΓEMIΣE" in words[0]
    assert any("the disk is full: 40 MB free" in each for each in words)


def test_a_second_process_does_not_tell_it_again(home: Home) -> None:
    disk = Disk()

    for _ in range(2):
        Watch(home, disk.around, lasting=0).look()

    assert len(told(home)) == 1


def test_staff_are_told_once_that_it_is_over(home: Home) -> None:
    disk = Disk()
    watch = Watch(home, disk.around, lasting=0)
    watch.look()

    disk.free = 50_000_000_000
    watch.look()
    watch.look()

    assert len(told(home)) == 2
    assert any("This is over: The disk is full" in each for each in told(home)[1])


def test_a_fault_that_passes_soon_is_told_to_nobody(home: Home) -> None:
    disk = Disk()
    watch = Watch(home, disk.around, lasting=3600)

    watch.look()
    watch.look()

    assert told(home) == []


def test_staff_are_told_that_tocsin_toml_was_emptied(home: Home) -> None:
    (home.path / "tocsin.toml").touch()

    Watch(home, lasting=0).look()

    [words] = told(home)
    assert any("tocsin.toml is empty" in each for each in words)
    assert any("What runs goes on as it is" in each for each in words)
