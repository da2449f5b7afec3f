"""Databases on PostgreSQL for tests: what one test is done with is emptied for the next.

To copy the model takes a fifth of a second and writes 350 files; to empty it takes a fiftieth."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import uuid4

import psycopg

# What a test has changed in the tables themselves can be seen by their catalogues.
_CATALOGUES = ("pg_attribute", "pg_trigger", "pg_proc", "pg_index", "pg_constraint")
_FORM = ", ".join(
    (
        "SELECT (SELECT max(version_num) FROM alembic_version)",
        "(SELECT md5(string_agg(relname, ' ' ORDER BY relname)) FROM pg_class)",
    )
    + tuple(
        f"(SELECT (count(*), max(xmin::text::bigint))::text FROM {each})" for each in _CATALOGUES
    )
)
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_LARGE = 64 * 8192  # bytes of a table from which on it is faster to take the file away
# Tables with rows by now; only `alembic_version` has any in the model.
_FILLED = """
    SELECT quote_ident(relname), pg_relation_size(oid) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND pg_relation_size(oid) > 0 AND relname <> 'alembic_version'
"""
_COUNT_ANEW = """
    SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


class Databases:
    """The databases of one server, whose database `model` has the tables."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._last: str | None = None
        self._form: Sequence[object] = ()

    def fresh(self) -> str:
        """The URL of one with the tables and nothing in them; what an earlier test had is gone."""
        if self._last is None or not self._emptied(self._last):
            self._last = self._copied()
        return self._last

    def _copied(self) -> str:
        name = f"t{uuid4().hex}"
        with psycopg.connect(self._server, autocommit=True) as root:
            root.execute(f"CREATE DATABASE {name} TEMPLATE model")
        url = self._server.replace("/postgres?", f"/{name}?")
        with psycopg.connect(url) as connection:
            self._form = _row(connection, _FORM)
        return url

    def _emptied(self, url: str) -> bool:
        """Whether it could be: nobody else has it open, and its tables are those of the model."""
        with suppress(psycopg.Error), psycopg.connect(url) as connection:
            if _row(connection, _OTHERS) != (0,) or _row(connection, _FORM) != self._form:
                return False
            filled = connection.execute(_FILLED).fetchall()
            # No trigger and no foreign key is asked.
            connection.execute("SET LOCAL session_replication_role = replica")
            for table, size in filled:
                taken = f"TRUNCATE {table} CASCADE" if size > _LARGE else f"DELETE FROM {table}"
                connection.execute(taken)
            connection.execute(_COUNT_ANEW)
            return True
        return False


def _row(connection: psycopg.Connection, statement: str) -> Sequence[object]:
    found = connection.execute(statement).fetchone()
    assert found is not None
    return found
