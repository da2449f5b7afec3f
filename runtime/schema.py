"""The tables' version: made and brought up to date by Alembic, checked whenever a home is
opened."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from runtime.database.faults import DatabaseUnreachable, explained
from runtime.database.sessions import Database
from runtime.keys import Keys
from runtime.problems import Exit, Problem
from runtime.sentences import said

__all__ = [
    "DatabaseEmpty",
    "DatabaseOlder",
    "check_schema",
    "is_database_empty",
    "newest_revision",
    "upgrade_schema",
]


MIGRATIONS = Path(__file__).parent.parent / "migrations"


class DatabaseEmpty(Problem):
    """Nothing was ever kept in it. `tocsin db upgrade` makes its tables; then make an
    administrator: `tocsin staff add NAME --role admin`."""

    exit = Exit.UNREACHABLE
    status = 503


class DatabaseOlder(Problem):
    """Its tables were made by an earlier version of Tocsin. Make a backup, then `tocsin db
    upgrade`."""

    exit = Exit.UNREACHABLE
    status = 503


class VersionLost(DatabaseUnreachable):
    """Nothing was changed. Which changes it still needs cannot be known, so restore your backup;
    docs/going-live.md says how."""


class DatabaseNewer(Problem):
    """Its tables were made by a later version of Tocsin. Install that version here too; going back
    means restoring a backup."""

    exit = Exit.UNREACHABLE
    status = 503


class BrokenReferences(Problem):
    """A migration would have left rows that point nowhere, so it was undone. Restore your backup or
    report this."""


def upgrade_schema(
    database: Database,
    keys: Keys | None = None,
    then: Callable[[Connection], None] = lambda _: None,
) -> None:
    """Create the tables or bring them up to date, and do what follows `then`, in one transaction;
    raises DatabaseNewer or VersionLost.

    A database with addresses in it needs the keys of its home: some migrations look into them.
    """
    with explained(), database.engine.connect() as connection:
        if database.is_sqlite:
            # A batch migration with foreign keys on deletes every child row; it cannot be switched
            # inside a transaction.
            _raw(connection, "PRAGMA foreign_keys=OFF")
        with connection.begin():
            if not _known(connection) and inspect(connection).has_table("contact"):
                raise VersionLost(said("The database has tables, but no version is written in it."))
            command.upgrade(_alembic(connection, keys), "head")
            then(connection)
            if database.is_sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
                raise BrokenReferences
        if database.is_sqlite:
            _raw(connection, "PRAGMA foreign_keys=ON")


def check_schema(database: Database) -> None:
    """Raise DatabaseEmpty, DatabaseOlder or DatabaseNewer unless the tables are those of this
    program."""
    with database.reading() as session:
        found = _known(session.connection())
        if not found and not inspect(session.connection()).has_table("contact"):
            raise DatabaseEmpty(said("The database is empty."))
    if found != newest_revision():
        raise DatabaseOlder(
            said(
                "The database is at version {found}, this program needs {head}.",
                found=found or said("none"),
                head=newest_revision(),
            )
        )


def is_database_empty(database: Database) -> bool:
    """Whether no Tocsin ever made its tables there; raises DatabaseUnreachable or DatabaseNewer."""
    with database.reading() as session:
        return (
            not _known(session.connection()) and not inspect(session.connection()).get_table_names()
        )


def newest_revision() -> str:
    """The version of the tables that this program needs."""
    return str(_scripts().get_current_head())


def _known(connection: Connection) -> str:
    found = _written(connection)
    if found is not None and found not in {
        script.revision for script in _scripts().walk_revisions()
    }:
        raise DatabaseNewer(
            said(
                "The database is at version {found}, this program knows up to {head}.",
                found=found,
                head=newest_revision(),
            )
        )
    return found or ""


def _written(connection: Connection) -> str | None:
    # Alembic builds the statement anew for each look, and SQLAlchemy kept every one of them.
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def _alembic(connection: Connection, keys: Keys | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["keys"] = keys
    return config


def _raw(connection: Connection, statement: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()
