"""Columns: the types and the naming convention that all tables share, on SQLite and PostgreSQL."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import DateTime, Dialect, String, TypeDecorator
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

MOMENTS_KEPT = 4096
SEALED_IN = "sealed_in"

# Named constraints can be changed by a migration on both databases; set before the first table is
# defined.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def sealed_in_row(names_row: str) -> Mapping[str, object]:
    """What is said of a column whose values are sealed for their own rows: the column that names a
    row. `runtime.resealing` finds it by that."""
    return {"info": {SEALED_IN: names_row}}


# One for all columns: with one for each they kept 50 MB of moments after an hour.
@lru_cache(maxsize=MOMENTS_KEPT)
def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.replace(tzinfo=None).isoformat(" ", "microseconds")


class _SqliteMoment(sqlite.DATETIME):
    """A moment as SQLAlchemy writes it for SQLite; written once where it stands in many rows."""

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:  # noqa: ARG002
        return _written


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware UTC in Python; a naive datetime is refused with ValueError. Microseconds are
    kept."""

    impl = DateTime(timezone=True).with_variant(_SqliteMoment, "sqlite")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


class Word(TypeDecorator[StrEnum]):
    """One word of a closed set: stored as itself, so that the table can be read; an unknown word
    raises ValueError."""

    impl = String(20)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        return None if value is None else self.words(value)
