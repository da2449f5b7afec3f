"""Resealing: what a retired key sealed is sealed with the one in use, a few rows at a time, while
everything runs. What is left is told by the first two bytes of a value: no note is kept of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from time import monotonic, sleep

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    bindparam,
    func,
    literal_column,
    select,
    update,
)
from sqlmodel import Session, SQLModel

from runtime.database.columns import SEALED_IN
from runtime.database.sessions import Database
from runtime.keys import BOUND, Keys, SealedPlace, WrongKey

__all__ = ["Resealed", "count_older", "reseal_column", "sealed_columns"]


AT_ONCE, MOST = 100, 4 << 20  # rows and bytes in one transaction
SHORTEST_PAUSE = 0.005  # seconds in which others write


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many values were sealed anew, and how many open with no key that is here."""

    values: int = 0
    unreadable: int = 0

    def plus(self, other: "Resealed") -> "Resealed":
        """Both together."""
        return Resealed(self.values + other.values, self.unreadable + other.unreadable)


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column whose values are sealed, and the column that names the row of each."""

    values: "Column[bytes]"
    rows: "Column[int | bytes]"

    @property
    def name(self) -> str:
        """`table.column`, as it is bound to each value."""
        return f"{self.values.table.name}.{self.values.name}"

    def place(self, row: int | bytes) -> SealedPlace:
        """Where the value of a row stands."""
        return SealedPlace(self.name, row)

    def is_older(self, number: int) -> ColumnElement[bool]:
        """Whether a value is sealed, and not with the key of that number; one of versions before
        is, since it is bound to no row."""
        first_two = (literal_column("1", Integer), literal_column("2", Integer))
        head = func.substr(self.values, *first_two, type_=LargeBinary)
        return (self.values != b"") & (head != bytes((BOUND, number)))


def sealed_columns() -> Sequence[SealedColumn]:
    """Every column with sealed values of the tables that are loaded."""
    return [
        SealedColumn(each, table.c[each.info[SEALED_IN]])
        for table in SQLModel.metadata.sorted_tables
        for each in table.c
        if SEALED_IN in each.info
    ]


def count_older(session: Session, number: int) -> Mapping[str, int]:
    """How many values of each column are sealed, and not with the key of that number."""
    counts = (
        (
            each.name,
            select(func.count()).select_from(each.values.table).where(each.is_older(number)),
        )
        for each in sealed_columns()
    )
    return {name: session.scalar(count) or 0 for name, count in counts}


def reseal_column(
    database: Database, keys: Keys, column: SealedColumn, reached: Callable[[int], None]
) -> Resealed:
    """Go through a column once; `reached` is told after each group how many rows were looked at,
    and may end it by an exception. A row that somebody else holds is left to another time."""
    number, done, after = keys.number, Resealed(), None
    while rows := _next_rows(database, column, number, after):
        began = monotonic()
        with database.writing() as session:
            done = done.plus(_reseal(session, keys, column, rows))
        after = rows[-1]
        reached(len(rows))
        sleep(max(SHORTEST_PAUSE, monotonic() - began))
    return done


def _next_rows(
    database: Database, column: SealedColumn, number: int, after: int | bytes | None
) -> Sequence[int | bytes]:
    """The next rows to look at, found without a lock."""
    size = func.length(column.values)
    query = select(column.rows, size).where(column.is_older(number)).order_by(column.rows)
    if after is not None:
        query = query.where(column.rows > after)
    with database.reading() as session:
        found = session.execute(query.limit(AT_ONCE)).all()
    whole = accumulate(size for _, size in found)
    fit = [row for (row, _), bytes_so_far in zip(found, whole, strict=True) if bytes_so_far <= MOST]
    return fit or [row for row, _ in found[:1]]


def _reseal(
    session: Session, keys: Keys, column: SealedColumn, rows: Sequence[int | bytes]
) -> Resealed:
    locked = select(column.rows, column.values).where(
        column.rows.in_(rows), column.is_older(keys.number)
    )
    # Whoever waits for a row while he holds another could wait for us as well, for ever.
    found = session.execute(locked.with_for_update(skip_locked=True)).all()
    fresh, unreadable = [], 0
    for row, sealed in found:
        place = column.place(row)
        try:
            value = keys.seal_file(keys.open_file(sealed, place), place)
        except WrongKey:
            unreadable += 1
            continue
        fresh.append({"which": row, "fresh": value})
    if fresh:
        change = update(column.values.table).where(column.rows == bindparam("which"))
        session.connection().execute(change.values({column.values.name: bindparam("fresh")}), fresh)
    return Resealed(len(fresh), unreadable)
