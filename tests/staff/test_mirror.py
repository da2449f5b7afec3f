"""The journal's mirror: each entry once more elsewhere, and nobody waits for it."""

import asyncio
import json
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from runtime import LOCAL_OPERATOR, Database, Home, Keys
from runtime.config import Config
from runtime.config.sections import Journal
from staff import record
from staff.journal import BrokenJournal, Mirror, compare_mirror, how_far_mirrored
from staff.journal.mirror import OtherMirror


@pytest.fixture
def home(database: Database, vault: Keys, tmp_path: Path) -> Home:
    return Home(tmp_path, Config(journal=Journal(mirror="mirror.jsonl")), vault, database)


def acts(home: Home, now: datetime, *numbers: int) -> None:
    for number in numbers:
        with home.database.writing() as session:
            record(
                session,
                "alert.issued",
                f"alert:{number}",
                {"messages": number},
                by=LOCAL_OPERATOR,
                now=now,
            )


def lines(home: Home) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in (home.path / "mirror.jsonl").read_text("utf-8").splitlines()
    ]


def test_every_entry_is_copied_once(home: Home, now: datetime) -> None:
    mirror = Mirror(home)
    acts(home, now, 1, 2)
    mirror.catch_up()
    acts(home, now, 3)
    mirror.catch_up()
    Mirror(home).catch_up()

    assert [each["subject"] for each in lines(home)] == ["alert:1", "alert:2", "alert:3"]
    assert (home.path / "mirror.jsonl").stat().st_mode & 0o777 == 0o600
    with home.database.reading() as session:
        assert compare_mirror(session, home.path / "mirror.jsonl") == 3
        assert how_far_mirrored(session, home).behind == 0


def test_a_line_that_was_broken_off_is_written_again(home: Home, now: datetime) -> None:
    acts(home, now, 1, 2)
    Mirror(home).catch_up()
    path = home.path / "mirror.jsonl"
    path.write_bytes(path.read_bytes()[:-20])

    Mirror(home).catch_up()

    with home.database.reading() as session:
        assert compare_mirror(session, path) == 2


def test_an_entry_changed_in_the_mirror_is_found(home: Home, now: datetime) -> None:
    acts(home, now, 1, 2, 3)
    Mirror(home).catch_up()
    path = home.path / "mirror.jsonl"
    path.write_text(path.read_text("utf-8").replace(lines(home)[1]["hash"], "0" * 64), "utf-8")

    with home.database.reading() as session, pytest.raises(BrokenJournal, match="Entry 2"):
        compare_mirror(session, path)


def test_an_end_that_was_cut_off_here_still_stands_there(home: Home, now: datetime) -> None:
    acts(home, now, 1, 2)
    Mirror(home).catch_up()
    path = home.path / "mirror.jsonl"
    path.write_text(
        path.read_text("utf-8") + json.dumps(lines(home)[1] | {"seq": 3}) + "\n", "utf-8"
    )

    with home.database.reading() as session, pytest.raises(BrokenJournal, match="Entry 3"):
        compare_mirror(session, path)
    with pytest.raises(OtherMirror):
        Mirror(home).catch_up()


async def test_a_mirror_that_hangs_keeps_nobody_waiting(home: Home, now: datetime) -> None:
    os.mkfifo(home.path / "mirror.jsonl")  # whoever opens it to write waits for a reader
    mirror = Mirror(home)

    acts(home, now, 1)
    await mirror.copy()
    acts(home, now, 2)
    await mirror.copy()

    with home.database.reading() as session:
        assert how_far_mirrored(session, home).behind == 2
    read = await asyncio.to_thread(
        (home.path / "mirror.jsonl").read_bytes
    )  # somebody looks at last
    assert read.count(b"\n") == 2


@pytest.mark.parametrize("place", ["missing/mirror.jsonl", "."])
async def test_a_mirror_that_cannot_be_written_says_why(
    home: Home, now: datetime, place: str
) -> None:
    home = replace(home, config=home.config.model_copy(update={"journal": Journal(mirror=place)}))
    acts(home, now, 1)
    await Mirror(home).copy()

    while not (home.path / "journal.mirrored").exists():
        await asyncio.sleep(0.01)

    with home.database.reading() as session:
        assert how_far_mirrored(session, home).behind == 1
        assert how_far_mirrored(session, home).trouble
