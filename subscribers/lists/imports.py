"""Imports: the rules of one, how far it is, and what became of the rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from runtime import Actor, Municipality
from subscribers.lists.columns import Layout
from subscribers.lists.faults import CellFault
from subscribers.lists.merging import ImportChange, MergeRules
from subscribers.lists.rows import RowRejection

KEEPING = MergeRules()


class Rejects(Protocol):
    """Where rejected rows go."""

    def add(self, layout: Layout, rejection: RowRejection) -> None:
        """Keep one row and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group that nobody was in before, and the nearest of those there were, if any is near."""

    name: str
    near: str


@dataclass(frozen=True, slots=True)
class ResidentImport:
    """What became of the rows of a file; `faults` are in the order of the rows, at most 100,000 of
    them.

    `landlines` counts the rows of which one is kept, to be phoned by hand; `contacts_lost` those
    imported without a contact that cannot be read or stays with another; `changes` say what changed
    by kind, names as initials for whoever may not read residents."""

    imported: int
    updated: int
    unchanged: int
    rejected: int
    faults: tuple[CellFault, ...]
    landlines: int = 0
    changes: tuple[ImportChange, ...] = ()
    contacts_lost: int = 0
    new_groups: tuple[NewGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportSoFar:
    """How far an import is: the last row that is committed, and what became of the rows up to
    it."""

    row: int
    done: ResidentImport


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """Where an import begins, and who is told how far it is.

    `since` is what an earlier run committed of the same file. `committing` is called in the
    transaction of each thousand rows; what it raises undoes them. `reached` is told the row, after
    each thousand."""

    since: ImportSoFar | None = None
    committing: Callable[[Session, ImportSoFar], None] = lambda _session, _so_far: None
    reached: Callable[[int], None] = lambda _row: None


FROM_THE_BEGINNING = ImportProgress()


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """By which rules the rows are read, by whom and when they are imported, and how those who are
    known are handled."""

    municipality: Municipality
    by: Actor
    now: datetime
    how: MergeRules = KEEPING
