"""The database: its tables, whether it can be written, and the key that opens what is in it."""

from collections.abc import Iterator

import pysqlite3.dbapi2
from sqlalchemy import text

from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from delivery.contacts import check_key
from runtime import Database, counted, said
from runtime.database import SAFE_SQLITE, DatabaseBusy
from runtime.resealing import count_older
from runtime.schema import check_schema, newest_revision
from staff.journal import check_key_file

TRIED = 65_536
GO_ON = said("tocsin keys rotate: it goes on where it stopped; docs/keys.md.")


def check_tables(at: Situation) -> Iterator[CheckResult]:
    """Whether the tables are those of this program, and the library under them is sound; raises
    what `schema.check` raises."""
    database = at.home.database
    check_schema(database)
    yield ok(
        said(
            "database: {kind}, tables at version {head}",
            kind=database.engine.dialect.name,
            head=newest_revision(),
        )
    )
    if database.is_sqlite and pysqlite3.dbapi2.sqlite_version_info < SAFE_SQLITE:
        yield fail(
            said("SQLite {version} can corrupt its file", version=pysqlite3.dbapi2.sqlite_version),
            said("Install pysqlite3 0.6 or later."),
        )


def check_writing(at: Situation) -> Iterator[CheckResult]:
    """Whether the database takes something new; what is tried is undone. Raises DiskFull,
    DatabaseReadOnly and the like."""
    try:
        _try_to_write(at.home.database)
    except DatabaseBusy:
        yield ok(said("database: another process is writing to it"))
    else:
        yield ok(said("database: it can be written"))


def check_keys(at: Situation) -> Iterator[CheckResult]:
    """Whether the key file is that of this database, and of after the last rotation; whether that
    has ended. Raises WrongKey or OlderKeyFile."""
    keys = at.home.keys
    with at.home.database.reading() as session:
        check_key_file(session, keys)
        check_key(session, keys)
        older = sum(count_older(session, keys.number).values()) if keys.ring.retired else 0
    yield ok(said("key file: it opens the addresses of this database"))
    if keys.ring.coming:
        yield warn(
            said("key {number} was made and is not in use yet", number=keys.ring.newest.number),
            GO_ON,
        )
    if older:
        yield warn(
            counted(
                older,
                "{count} value is sealed with a key of before",
                "{count} values are sealed with a key of before",
            ),
            GO_ON,
        )


class _Undone(Exception):
    """What was tried is taken back."""


def _try_to_write(database: Database) -> None:
    try:
        with database.courtesy() as session:
            # On a server two who try at once must not wait for each other; in SQLite's file nobody
            # else can.
            kind = "TABLE" if database.is_sqlite else "TEMPORARY TABLE"
            session.execute(text(f"CREATE {kind} tried (padding TEXT)"))
            session.execute(text("INSERT INTO tried VALUES (:padding)"), {"padding": "x" * TRIED})
            raise _Undone
    except _Undone:
        return
