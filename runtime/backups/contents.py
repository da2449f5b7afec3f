"""Backups: one file with all of a home but its key and its secrets; every part of it is known by
its SHA-256."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

import pysqlite3.dbapi2
from sqlalchemy import inspect, text

from runtime.database.faults import DatabaseUnreachable
from runtime.database.sessions import Database
from runtime.problems import Exit, Problem
from runtime.sentences import said

DATABASE = "tocsin.db"
# The only names there can be: nothing that leads out of the folder.
NAMES = re.compile(r"tocsin\.(db|toml)|templates(/[\w-][\w.-]*){1,4}")


class BadBackup(Problem):
    """Nothing was restored. Make sure that it is the right key, fetch the backup again where it is
    kept, or take an older one."""

    exit = Exit.UNREACHABLE


class MissingBackup(Problem):
    """Nothing was restored. Look at the name and its folder, whether the disk is mounted, and
    whether you may read the file."""

    exit = Exit.UNREACHABLE


class BackupExists(Problem):
    """Nothing was written. Give another name, or --force to put the new backup in its place."""

    exit = Exit.REFUSED


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: rows by table, its parts by name, and the head of the journal
    in it."""

    version: str
    schema: str
    made_at: datetime
    journal: str
    rows: Mapping[str, int]
    parts: Mapping[str, Part]

    def written(self) -> bytes:
        """As it stands in the file, and as it is sealed."""
        return json.dumps(
            asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1, sort_keys=True
        ).encode()


def copy_database(database: Database, to: Path) -> None:
    """A whole copy as of one moment, while others go on writing; what was deleted is not in it.
    Raises DatabaseUnreachable."""
    assert database.engine.url.database is not None
    to.touch(mode=0o600)
    connection = pysqlite3.dbapi2.connect(database.engine.url.database, isolation_level=None)
    try:
        connection.execute("VACUUM INTO ?", (str(to),))
    except pysqlite3.dbapi2.Error as error:
        raise DatabaseUnreachable(
            said("The database cannot be copied: {error}.", error=str(error))
        ) from None
    finally:
        connection.close()


def check_database(database: Database) -> None:
    """Raise BadBackup unless SQLite finds every page and index of this database in order."""
    with database.reading() as session:
        found = session.scalar(text("PRAGMA integrity_check"))
    if found != "ok":
        raise BadBackup(said("The database in it is damaged."))


def count_rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.reading() as session:
        tables = sorted(inspect(session.connection()).get_table_names())
        return {
            each: session.scalar(text(f'SELECT count(*) FROM "{each}"')) or 0 for each in tables
        }


def list_parts(folder: Path) -> dict[str, Part]:
    """The parts of a backup as they lie in a folder, the database first."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    names = sorted(
        (path.relative_to(folder).as_posix() for path in files),
        key=lambda name: (name != DATABASE, name),
    )
    return {
        name: Part((folder / name).stat().st_size, digest_of(folder / name))
        for name in names
        if NAMES.fullmatch(name)
    }


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
