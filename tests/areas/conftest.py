"""A database on SQLite alone, for what no database has a say in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime import Database
from runtime.database import sqlite_url
from tests.compiled import connect_again


@pytest.fixture
def sqlite(_sqlite_model: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database."""
    shutil.copy(_sqlite_model, tmp_path / "only.db")
    opened = connect_again(sqlite_url(tmp_path / "only.db"))
    yield opened
    opened.close()
