"""The database: reading and writing sessions on SQLite (the embedded default) and PostgreSQL, and
one writer for async code."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

import pysqlite3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlmodel import Session

from runtime.clocks import ProcessClock
from runtime.database.faults import DatabaseUnreachable, explained
from runtime.keys import Keys
from runtime.sentences import said

# What the log of changes grew to while somebody read for long is given back, and each connection of
# a process that stays keeps few pages: the machine keeps those of the file anyway
# (https://sqlite.org/pragma.html).
LONGEST_LOG, CACHE_KIB = 4 * 1024 * 1024, 400
SETTINGS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    f"journal_size_limit={LONGEST_LOG}",
    f"cache_size=-{CACHE_KIB}",
)
BUSY_SECONDS = 30
SCRUB_SECONDS, SCRUB_TRY_SECONDS = 5, 0.05
MOST_CONNECTIONS, KEPT_CONNECTIONS = 15, 5
# A connection to SQLite is opened anew then: each keeps the last 128 statements it compiled.
KEPT_SECONDS = 300
SAFE_SQLITE = (3, 51, 3)  # older ones can corrupt a WAL file that several processes write
T = TypeVar("T")


class Database:
    """One database: sessions that only read, sessions that write, and the thread through which
    async code reaches both; with the `keys` of its home, what is written into the journal is
    signed."""

    def __init__(
        self, engine: Engine, clock: ProcessClock | None = None, keys: Keys | None = None
    ) -> None:
        self.clock = clock or ProcessClock()
        self.engine = engine
        self._keys = keys
        engine.update_execution_options(tocsin_clock=self.clock, tocsin_keys=keys)
        self._readers = engine.execution_options(tocsin_begin="DEFERRED", postgresql_readonly=True)
        if not self.is_sqlite:
            self._readers = self._readers.execution_options(isolation_level="REPEATABLE READ")
        self._writers = engine.execution_options(tocsin_begin="IMMEDIATE")
        self._polite = engine.execution_options(tocsin_begin="IMMEDIATE", tocsin_patience=0)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded default."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and can change nothing."""
        with explained(), Session(self._readers) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one writing transaction: committed at the end, undone when an exception
        leaves the block."""
        with explained(), Session(self._writers) as session, session.begin():
            yield session

    @contextmanager
    def courtesy(self) -> Iterator[Session]:
        """A writing session for what may be left undone: on SQLite it waits for no other writer,
        but raises DatabaseBusy."""
        with explained(), Session(self._polite) as session, session.begin():
            yield session

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a reading session on the writer thread; no query ever runs on the event
        loop."""
        return await self._on_thread(self.reading, work)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a writing session on the writer thread and commit; no commit ever runs on
        the event loop."""
        return await self._on_thread(self.writing, work)

    async def _on_thread(
        self, opened: Callable[[], AbstractContextManager[Session]], work: Callable[[Session], T]
    ) -> T:
        def run() -> T:
            with opened() as session:
                return work(session)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    def apart(self, most: int) -> "Database":
        """The same database by other connections, so many at most: who waits for one of these keeps
        nobody else waiting."""
        url = self.engine.url.render_as_string(hide_password=False)
        return connect_database(url, most=most, clock=self.clock, keys=self._keys)

    def scrub(self) -> None:
        """Take what was deleted out of SQLite's log of changes as well, once committed; PostgreSQL
        overwrites its own in time.

        It waits for whoever is reading, a few seconds at most; nobody could write during a single
        try, so each is short."""
        if not self.is_sqlite:
            return
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={round(SCRUB_TRY_SECONDS * 1000)}")
            until = monotonic() + SCRUB_SECONDS
            while (
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                and monotonic() < until
            ):
                sleep(SCRUB_TRY_SECONDS)
            cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        finally:
            connection.close()

    def close(self) -> None:
        """Give back the thread and the connections."""
        self._thread.shutdown()
        self.engine.dispose()


def connect_database(
    url: str,
    *,
    most: int = MOST_CONNECTIONS,
    clock: ProcessClock | None = None,
    keys: Keys | None = None,
) -> Database:
    """Open a database by its SQLAlchemy URL (sqlite:///... or postgresql+psycopg://...); raises
    DatabaseUnreachable."""
    pool = {
        "pool_size": min(most, KEPT_CONNECTIONS),
        "max_overflow": max(0, most - KEPT_CONNECTIONS),
    }
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return Database(_sqlite(url, pool), clock, keys)
        server = parsed.set(drivername="postgresql+psycopg")
        # What SQLAlchemy says of a failed statement would show the words and names in it.
        return Database(
            create_engine(server, pool_pre_ping=True, hide_parameters=True, **pool), clock, keys
        )
    except (ArgumentError, NoSuchModuleError):
        raise DatabaseUnreachable(
            said("The setting `database` is no database URL that Tocsin knows.")
        ) from None


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{path}"


def moment(session: Session) -> datetime:
    """Now, the moment that all processes share: what the database's clock shows, unless it stepped
    away from what was seen."""
    return clock_of(session).believe(shown_by(session))


def shown_by(session: Session) -> datetime:
    """What the database's clock shows, believed or not: the server's, and on SQLite this
    machine's."""
    if (
        session.connection().dialect.name == "sqlite"
    ):  # only now does whoever writes wait for its turn
        return clock_of(session).show()
    found = session.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(found, datetime)
    return found.astimezone(UTC)


def clock_of(session: Session) -> ProcessClock:
    """The clock that this process goes by."""
    clock = session.get_bind().get_execution_options()["tocsin_clock"]
    assert isinstance(clock, ProcessClock)
    return clock


def keys_of(session: Session) -> Keys | None:
    """The keys of the home whose database this is; None where it was opened without them."""
    keys = session.get_bind().get_execution_options().get("tocsin_keys")
    assert keys is None or isinstance(keys, Keys)
    return keys


def _sqlite(url: str, pool: Mapping[str, int]) -> Engine:
    engine = create_engine(
        url,
        module=pysqlite3.dbapi2,
        hide_parameters=True,
        pool_recycle=KEPT_SECONDS,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None},
        **pool,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: "pysqlite3.dbapi2.Connection", _record: object) -> None:
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    mode, patience = (
        options.get("tocsin_begin", "IMMEDIATE"),
        options.get("tocsin_patience", BUSY_SECONDS),
    )
    if connection.info.get("patience", BUSY_SECONDS) != patience:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={patience * 1000}")
        connection.info["patience"] = patience
    connection.exec_driver_sql(f"PRAGMA query_only={int(mode == 'DEFERRED')}")
    connection.exec_driver_sql(f"BEGIN {mode}")
