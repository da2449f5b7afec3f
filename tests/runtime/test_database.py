"""Sessions, moments and versions, on both databases."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import select

from delivery.states import Lane, Repeat
from delivery.tables import Dispatch
from runtime import Database, moment
from runtime.database import DatabaseBusy, connect_database, sqlite_url
from runtime.schema import DatabaseNewer, DatabaseOlder, check_schema, upgrade_schema


def _dispatch(at: datetime) -> Dispatch:
    return Dispatch(lane=Lane.ROUTINE, repeat=Repeat.HOLD, created_at=at, expires_at=at)


@pytest.fixture
def sqlite(_sqlite_model: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(_sqlite_model, tmp_path / "own.db")
    opened = connect_database(sqlite_url(tmp_path / "own.db"))
    yield opened
    opened.close()


def test_a_repeated_check_of_the_schema_keeps_no_memory(database: Database) -> None:
    check_schema(database)
    kept = len(database.engine._compiled_cache or ())

    for _ in range(10):
        check_schema(database)

    assert len(database.engine._compiled_cache or ()) == kept


def test_a_written_row_can_be_read(database: Database, now: datetime) -> None:
    with database.writing() as session:
        session.add(_dispatch(now))

    with database.reading() as session:
        found = session.exec(select(Dispatch)).one()

    assert (found.created_at, found.lane) == (now, Lane.ROUTINE)


def test_a_reading_session_can_change_nothing(database: Database, now: datetime) -> None:
    with (
        pytest.raises(Exception, match="(?i)read.?only|cannot be written"),
        database.reading() as session,
    ):
        session.add(_dispatch(now))
        session.flush()


def test_a_failed_transaction_is_undone_whole(database: Database, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(_dispatch(now))
        session.flush()
        _ = 1 / 0

    with database.reading() as session:
        assert session.exec(select(Dispatch)).all() == []


def test_a_courtesy_waits_for_nobody_and_later_writers_wait_again(
    sqlite: Database, now: datetime
) -> None:
    began = monotonic()
    with sqlite.writing() as holder:
        moment(holder)
        with pytest.raises(DatabaseBusy), sqlite.courtesy() as polite:
            moment(polite)
    hurried = monotonic() - began

    with sqlite.courtesy() as session:
        session.add(_dispatch(now))
    with sqlite.writing() as session:
        assert len(session.exec(select(Dispatch)).all()) == 1
        assert session.scalar(text("PRAGMA busy_timeout")) == 30_000
    assert hurried < 5


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="time zone"), database.writing() as session:
        session.add(_dispatch(datetime(2026, 11, 24)))


def test_the_clock_of_the_database_is_ours_on_one_machine(database: Database) -> None:
    with database.reading() as session:
        shown = moment(session)

    assert abs((shown - datetime.now(UTC)).total_seconds()) < 5


def test_an_unknown_word_is_refused(database: Database, now: datetime) -> None:
    with pytest.raises((StatementError, DBAPIError)), database.writing() as session:
        session.add(
            Dispatch(
                lane="slow",  # type: ignore[arg-type]
                repeat=Repeat.HOLD,
                created_at=now,
                expires_at=now,
            )
        )


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    upgrade_schema(database)

    check_schema(database)


def test_a_database_of_a_later_program_is_refused(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseNewer, match="9999"):
        check_schema(database)
    with pytest.raises(DatabaseNewer, match="9999"):
        upgrade_schema(database)


def test_a_database_without_tables_is_older(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("DELETE FROM alembic_version"))

    with pytest.raises(DatabaseOlder, match="tocsin db upgrade"):
        check_schema(database)
