"""Bulk: residents from a CSV file. A bad row never stops the good ones, and the same file twice changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Protocol

from sqlmodel import Session

from areas import gazetteer
from runtime import Actor, Keys, Municipality, Right, said
from staff import Facts, record
from subscribers.columns import Layout
from subscribers.csv_files import Record, UnreadableCsv
from subscribers.faults import Fault
from subscribers.ledger import Ledger
from subscribers.lists import OpenedList
from subscribers.matching import Fate, Rows, Step, match
from subscribers.picture import draw
from subscribers.rows import Entry, Reader, Rejection

BATCH = 1000
Sessions = Callable[[], AbstractContextManager[Session]]
FAULTS_KEPT = 100_000


class Rejects(Protocol):
    """Where rejected rows go."""

    def add(self, layout: Layout, rejection: Rejection) -> None:
        """Keep one row and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ResidentImport:
    """What became of the rows of a file; `faults` are in the order of the rows, at most FAULTS_KEPT of them.

    `landlines` counts the rows of which one is kept, to be phoned by hand.
    """

    imported: int
    updated: int
    unchanged: int
    rejected: int
    faults: tuple[Fault, ...]
    landlines: int = 0


def import_residents(
    sessions: Sessions,
    keys: Keys,
    people: OpenedList,
    rejects: Rejects,
    *,
    municipality: Municipality,
    by: Actor,
    now: datetime,
    read_so_far: Callable[[int], None] = lambda _: None,
) -> ResidentImport:
    """Import all rows that can be; raises UnreadableCsv for a list without any. `read_so_far` is told the row reached.

    Each thousand rows are a transaction of their own, from `sessions`, so that an alert never waits for a long file; rows
    are read between them. What was committed when the import broke off is unchanged when it is repeated.
    """
    by.needs(Right.CHANGE_RESIDENTS)
    with sessions() as session:
        reader = Reader(municipality, gazetteer(session), people.layout, now)
    desk = _Desk(reader, rejects)
    for batch in _batches(people.records):
        read = [reader.read(record) for record in batch]
        with sessions() as session:
            changed = desk.take(read, Ledger(session, keys, now))
            if changed:
                record(session, "residents.imported", f"row:{batch[0].row}", changed, by=by, now=now)
        read_so_far(batch[-1].row)
    if not desk.fates:
        raise UnreadableCsv(said("The file has headings and no residents."))
    return desk.summary()


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    while batch := list(islice(records, BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where the batches of one file pass, one after the other."""

    reader: Reader
    rejects: Rejects
    rows: Rows = field(default_factory=Rows)
    fates: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def take(self, read: Sequence[Entry | Rejection], ledger: Ledger) -> Facts:
        """Write what these rows change; returns how many residents it concerns, by what became of them."""
        ledger.alone()
        addresses = [a for found in read if isinstance(found, Entry) for a in found.addresses.values()]
        known = draw(ledger.session, ledger.keys, addresses)
        steps: list[Step] = []
        for found in read:
            step = match(found, known, self.rows) if isinstance(found, Entry) else found
            if isinstance(step, Rejection):
                self._reject(step)
                continue
            self.rows.note(step.entry.record.row, (*step.fresh, *step.back), step.resident_id)
            self._say((*step.entry.remarks, *step.remarks))
            self.fates[step.fate] += 1
            self.fates["landlines"] += bool(step.entry.profile.landline)
            steps.append(step)
        self._write(steps, ledger)
        fates = Counter(step.fate for step in steps)
        return {fate: fates[fate] for fate in (Fate.IMPORTED, Fate.UPDATED) if fates[fate]}

    def summary(self) -> ResidentImport:
        return ResidentImport(
            self.fates[Fate.IMPORTED],
            self.fates[Fate.UPDATED],
            self.fates[Fate.UNCHANGED],
            self.fates["rejected"],
            tuple(self.faults),
            self.fates["landlines"],
        )

    def _write(self, steps: Sequence[Step], ledger: Ledger) -> None:
        new = [step for step in steps if step.fate is Fate.IMPORTED]
        changed = [step for step in steps if step.fate is Fate.UPDATED]
        ids = ledger.enter([step.profile for step in new])
        ledger.rewrite({step.resident_id: step.profile for step in changed})
        owned = [*zip(new, ids, strict=True), *((step, step.resident_id) for step in changed)]
        ledger.bind(
            [bond for step, who in owned for bond in step.bonds(step.fresh, who)],
            [bond for step, who in owned for bond in step.bonds(step.back, who)],
            [bond for step, who in owned for bond in step.bonds(step.agreed, who)],
        )
        self.rows.settle((step.entry.record.row, who) for step, who in owned)

    def _reject(self, rejection: Rejection) -> None:
        self.rejects.add(self.reader.layout, rejection)
        self.fates["rejected"] += 1
        self._say(rejection.faults)

    def _say(self, faults: Sequence[Fault]) -> None:
        """Keep what is told, each with its heading and cell, as far as there is room."""
        kept = faults[: max(0, FAULTS_KEPT - len(self.faults))]
        self.faults.extend(self.reader.layout.placed(fault) for fault in kept)
