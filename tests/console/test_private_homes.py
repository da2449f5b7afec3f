"""The folder of a home: for its owner alone from the start, and `doctor` says when it is not."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import Installation

OTHERS = 0o077


@pytest.fixture(autouse=True)
def _everybody_reads() -> Iterator[None]:
    """The umask under which a new folder can be read by all."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def fresh(bare: Installation) -> Installation:
    """A folder without a home."""
    bare.home = bare.home.parent / "towns" / "fresh"
    return bare


def others_may(folder: Path) -> int:
    return folder.stat().st_mode & OTHERS


def test_a_new_home_is_for_its_owner_alone(fresh: Installation) -> None:
    fresh.tocsin("init", "--yes")

    assert others_may(fresh.home) == 0
    assert others_may(fresh.home.parent) == 0o055


def test_an_empty_folder_becomes_a_private_home(fresh: Installation) -> None:
    fresh.home.mkdir(parents=True)

    fresh.tocsin("init", "--yes")

    assert others_may(fresh.home) == 0


def test_a_folder_with_other_files_stays_as_it_is(fresh: Installation) -> None:
    fresh.home.mkdir(parents=True)
    (fresh.home / "minutes.txt").write_text("of the council")

    fresh.tocsin("init", "--yes")

    assert others_may(fresh.home) == 0o055


def test_a_restored_home_is_for_its_owner_alone(bare: Installation, tmp_path: Path) -> None:
    bare.tocsin("backup", str(tmp_path / "kept.tar.gz"))
    key, bare.home = bare.home / "tocsin.key", tmp_path / "again"
    bare.home.mkdir()

    bare.tocsin("restore", str(tmp_path / "kept.tar.gz"), "--key", str(key))

    assert others_may(bare.home) == 0


def test_doctor_tells_how_to_close_an_open_folder(fresh: Installation) -> None:
    fresh.tocsin("init", "--yes")
    fresh.home.chmod(0o755)

    told = fresh.tocsin("doctor", code=None).out

    assert "the folder of the home can be read by others" in told
    assert f"chmod 700 {fresh.home}" in told
