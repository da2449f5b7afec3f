"""Dialects: what the two databases spell differently and SQLAlchemy does not even out."""

from sqlalchemy import Table, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def wait_turn(session: Session, lock: int) -> None:
    """Wait until nobody else holds that lock, and hold it until the transaction ends; on SQLite a
    writing session is alone already."""
    if _on_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": lock})


def reserve_ids(session: Session, table: Table, number: int) -> list[int]:
    """Ids for new rows, in a session that writes: asking for them afterwards would cost SQLite a
    statement each."""
    if _on_postgresql(session):
        ids = text(
            "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :number)"
        )
        return list(session.scalars(ids, {"table": table.name, "number": number}))
    last = session.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + number))


def insert_into(session: Session, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that takes `on_conflict_do_nothing` and `_do_update`, which the two databases spell
    alike and SQLAlchemy does not."""
    if _on_postgresql(session):
        return postgresql.insert(table)
    return sqlite.insert(table)
