"""Bulk: residents from a CSV file. A bad row never stops the good ones, and the same file twice changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
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
from subscribers.masking import initials
from subscribers.matching import Conflict, Fate, Rows, Step, match
from subscribers.merging import Handling, ImportChange
from subscribers.picture import Picture, draw
from subscribers.rows import Entry, Reader, Rejection
from subscribers.tallying import ChangeTally

BATCH = 1000
Sessions = Callable[[], AbstractContextManager[Session]]
FAULTS_KEPT = 100_000
Owned = tuple[Step, int]
KEEPING = Handling()


class Rejects(Protocol):
    """Where rejected rows go."""

    def add(self, layout: Layout, rejection: Rejection) -> None:
        """Keep one row and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ResidentImport:
    """What became of the rows of a file; `faults` are in the order of the rows, at most FAULTS_KEPT of them.

    `landlines` counts the rows of which one is kept, to be phoned by hand; `changes` say what changed by kind, names as
    initials for whoever may not read residents.
    """

    imported: int
    updated: int
    unchanged: int
    rejected: int
    faults: tuple[Fault, ...]
    landlines: int = 0
    changes: tuple[ImportChange, ...] = ()


def import_residents(  # noqa: PLR0913
    sessions: Sessions,
    keys: Keys,
    people: OpenedList,
    rejects: Rejects,
    *,
    municipality: Municipality,
    by: Actor,
    now: datetime,
    how: Handling = KEEPING,
    read_so_far: Callable[[int], None] = lambda _: None,
) -> ResidentImport:
    """Import all rows that can be; raises UnreadableCsv for a list without any. `read_so_far` is told the row reached.

    Each thousand rows are a transaction of their own, from `sessions`, so that an alert never waits for a long file; rows
    are read between them. What was committed when the import broke off is unchanged when it is repeated.
    """
    by.needs(Right.CHANGE_RESIDENTS)
    with sessions() as session:
        reader = Reader(municipality, gazetteer(session), people.layout, now)
    codes = {zone.id: zone.code for zone in reader.gazetteer.zones}
    tally = ChangeTally(codes, str if Right.READ_RESIDENTS in by.rights else initials)
    desk = _Desk(reader, rejects, replace(how, columns=people.layout.columns), tally)
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
    how: Handling
    tally: ChangeTally
    rows: Rows = field(default_factory=Rows)
    fates: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def take(self, read: Sequence[Entry | Rejection], ledger: Ledger) -> Facts:
        """Write what these rows change; returns how many residents it concerns, by what became of them."""
        ledger.alone()
        addresses = [a for found in read if isinstance(found, Entry) for a in found.addresses.values()]
        known = draw(ledger.session, ledger.keys, addresses)
        steps: list[Owned] = []
        for found in read:
            step = match(found, known, self.rows, self.how) if isinstance(found, Entry) else found
            if isinstance(step, Rejection):
                self._reject(step)
                continue
            # Somebody new has a number below 0 until the batch is written.
            who = step.resident_id or -len(steps) - 1
            self._note(step, who, known, ledger.now)
            steps.append((step, who))
        self._write(steps, known, ledger)
        fates = Counter(step.fate for step, _ in steps)
        return {fate: fates[fate] for fate in (Fate.IMPORTED, Fate.UPDATED) if fates[fate]}

    def summary(self) -> ResidentImport:
        return ResidentImport(
            self.fates[Fate.IMPORTED],
            self.fates[Fate.UPDATED],
            self.fates[Fate.UNCHANGED],
            self.fates["rejected"],
            tuple(self.faults),
            self.fates["landlines"],
            self.tally.found(),
        )

    def _note(self, step: Step, who: int, known: Picture, now: datetime) -> None:
        self.rows.note(step.entry, who)
        self.tally.note(step)
        self._say((*step.entry.remarks, *step.remarks))
        self.fates[step.fate] += 1
        self.fates["landlines"] += bool(step.entry.profile.landline)
        known.enter(who, step.profile, step.bonds((*step.fresh, *step.back, *step.agreed), who), now)

    def _write(self, steps: Sequence[Owned], known: Picture, ledger: Ledger) -> None:
        """Every resident as the last of their rows left them."""
        changed = [(step, who) for step, who in steps if step.fate is not Fate.UNCHANGED]
        new = [who for step, who in changed if step.fate is Fate.IMPORTED]
        ids = dict(zip(new, ledger.enter([known.residents[who].profile for who in new]), strict=True))
        ledger.rewrite({who: known.residents[who].profile for _, who in changed if who > 0})
        owned = [(step, ids.get(who, who)) for step, who in changed]
        ledger.bind(
            [bond for step, who in owned for bond in step.bonds(step.fresh, who)],
            [bond for step, who in owned for bond in step.bonds(step.back, who)],
            [bond for step, who in owned for bond in step.bonds(step.agreed, who)],
            known.contacts,
        )
        ledger.wipe_abandoned(known.departed())
        self.rows.settle(ids)

    def _reject(self, rejection: Rejection) -> None:
        self.rejects.add(self.reader.layout, rejection)
        self.fates["rejected"] += 1
        self._say(rejection.faults)
        if isinstance(rejection, Conflict):
            self.tally.note_conflict(rejection)

    def _say(self, faults: Sequence[Fault]) -> None:
        """Keep what is told, each with its heading and cell, as far as there is room."""
        kept = faults[: max(0, FAULTS_KEPT - len(self.faults))]
        self.faults.extend(self.reader.layout.placed(fault) for fault in kept)
