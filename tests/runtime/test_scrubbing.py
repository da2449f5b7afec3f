"""Scrubbing the log of changes waits for readers, and keeps no writer waiting meanwhile."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from runtime import Database
from runtime.database import connect_database, sqlite_url


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Database]:
    opened = connect_database(sqlite_url(tmp_path / "notes.db"))
    with opened.writing() as session:
        session.execute(text("CREATE TABLE note (words TEXT)"))
    yield opened
    opened.close()


def writes(notes: Database, words: str) -> None:
    with notes.writing() as session:
        session.execute(text("INSERT INTO note VALUES (:words)"), {"words": words})


def test_a_writer_never_waits_for_a_reader(notes: Database) -> None:
    with ThreadPoolExecutor(1) as pool:
        with notes.reading() as reader:
            reader.execute(text("SELECT * FROM note")).all()
            writes(notes, "while somebody reads")
            scrubbing = pool.submit(notes.scrub)
            sleep(0.3)
            begun = monotonic()
            writes(notes, "while that is waited for")
            took = monotonic() - begun
        scrubbing.result()

    assert took < 1
    wal = Path(f"{notes.engine.url.database}-wal")
    assert wal.stat().st_size == 0
