"""A test's database, opened so that a test takes less.

What SQLAlchemy compiled for one test's database serves the next of its kind: it compiles each
statement once an engine, and keeps it by the engine's dialect. A test has an engine of its own, so
that a third of what it computed was to compile statements that the test before had. And SQLite does
not wait for the disk, for no test's database need outlive the machine."""

import pysqlite3.dbapi2
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.engine.interfaces import CompiledCacheType

from runtime import Database, Keys
from runtime.database import connect_database

_KEPT: dict[str, tuple[Dialect, CompiledCacheType | None]] = {}


def connect_again(url: str, keys: Keys | None = None) -> Database:
    """A database as `connect` opens it, with what was compiled so far."""
    opened = connect_database(url)
    if opened.is_sqlite:
        event.listen(opened.engine, "connect", _hurry)
    return Database(_shared(opened.engine), opened.clock, keys)


def _hurry(connection: pysqlite3.dbapi2.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _shared(engine: Engine) -> Engine:
    if engine.name not in _KEPT:
        with engine.connect():  # by now the dialect knows its server
            _KEPT[engine.name] = engine.dialect, engine._compiled_cache
    engine.dialect, engine._compiled_cache = _KEPT[engine.name]
    return engine
