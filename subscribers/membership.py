"""Membership: whether a resident is in a set, such as those of a zone, asked as each database
answers it quickly, however large the set."""

from typing import Self

from sqlalchemy import Boolean, ColumnElement, Select, not_, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlmodel import col

from subscribers.tables import Resident, ResidentZone


class Among(ColumnElement[bool]):
    """One condition in two forms: SQLite makes the set once, PostgreSQL looks each resident up by
    an index.

    PostgreSQL with stock settings cannot keep a set of more than some 200,000 in memory, and would
    make it anew for each row."""

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [
        ("listed", InternalTraversal.dp_clauseelement),
        ("looked_up", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, listed: ColumnElement[bool], looked_up: ColumnElement[bool]) -> None:
        self.listed, self.looked_up = listed, looked_up

    def self_group(self, against: object = None) -> Self:  # noqa: ARG002, SQLAlchemy passes it
        """It stands beside others as it is; `= 1` behind it would hide it from SQLite's planner."""
        return self


def among(who: Mapped[int | None], theirs: Select[int]) -> Among:
    """A resident's number is one of these."""
    return Among(who.in_(theirs), _mine(who, theirs))


def not_among(who: Mapped[int | None], theirs: Select[int]) -> Among:
    """A resident's number is none of these."""
    return Among(who.not_in(theirs), not_(_mine(who, theirs)))


def living_in(zone_ids: frozenset[int]) -> ColumnElement[bool]:
    """A resident who has one of these zones, or none at all; no zones mean the whole
    municipality."""
    if not zone_ids:
        return true()
    anywhere = select(col(ResidentZone.resident_id))
    inside = anywhere.where(col(ResidentZone.zone_id).in_(sorted(zone_ids)))
    return or_(among(col(Resident.id), inside), not_among(col(Resident.id), anywhere))


def _mine(who: Mapped[int | None], theirs: Select[int]) -> ColumnElement[bool]:
    return theirs.where(theirs.selected_columns[0] == who).correlate(Resident).exists()


@compiles(Among)
def _listed(both: Among, compiler: SQLCompiler, **more: object) -> str:
    return compiler.process(both.listed, **more)


@compiles(Among, "postgresql")
def _looked_up(both: Among, compiler: SQLCompiler, **more: object) -> str:
    return compiler.process(both.looked_up, **more)
