"""Bulk: residents from a CSV file. A bad row never stops the good ones, and the same file twice
changes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from areas import gazetteer
from delivery.contacts import Address
from runtime import Database, Keys, Right, said
from staff import Facts, record
from subscribers.columns import kind_of
from subscribers.csv_files import Record, UnreadableCsv
from subscribers.earlier_rows import Rows
from subscribers.faults import Fault, KeptLandline
from subscribers.groups import group_names
from subscribers.imports import (
    FROM_THE_BEGINNING,
    Course,
    ImportSoFar,
    Rejects,
    ResidentImport,
    Terms,
)
from subscribers.ledger import Ledger
from subscribers.lists import OpenedList
from subscribers.masking import initials
from subscribers.matching import Conflict, Fate, Step, match
from subscribers.merging import Handling
from subscribers.picture import Picture, draw
from subscribers.rows import Entry, Reader, Rejection
from subscribers.sharing import shared_writing
from subscribers.tallying import ChangeTally

BATCH = 1000
FAULTS_KEPT = 100_000
KEPT_LANDLINE = KeptLandline().told
Owned = tuple[Step, int]


def import_residents(
    database: Database,
    keys: Keys,
    people: OpenedList,
    rejects: Rejects,
    terms: Terms,
    course: Course = FROM_THE_BEGINNING,
) -> ResidentImport:
    """Import all rows that can be; raises UnreadableCsv for a list without any.

    Each thousand rows are a transaction of their own, so that an alert never waits for a long file;
    rows are read between them. What was committed when the import broke off is unchanged when it is
    repeated."""
    terms.by.needs(Right.CHANGE_RESIDENTS)
    with database.reading() as session:
        desk = Desk(*desk_needs(session, people, terms), rejects)
    if course.since:
        desk.recall(course.since.done)
    begun = course.since.row if course.since else 0
    for batch in batches(people.records):
        read, row = [desk.reader.read(record) for record in batch], batch[-1].row
        if row <= begun:
            with database.reading() as session:
                desk.reread(read, Ledger(session, keys, terms.now))
        else:
            with shared_writing(database) as session:
                changed = desk.take(read, Ledger(session, keys, terms.now))
                course.committing(session, ImportSoFar(row, desk.summary()))
                if changed:
                    subject = f"row:{batch[0].row}"
                    record(
                        session, "residents.imported", subject, changed, by=terms.by, now=terms.now
                    )
        course.reached(row)
    return desk.ended()


def desk_needs(
    session: Session, people: OpenedList, terms: Terms
) -> tuple[Reader, Handling, ChangeTally]:
    """Who reads the rows, how those who are known are handled, and who counts the changes."""
    reader = Reader(terms.municipality, gazetteer(session), people.layout, terms.now)
    codes = {zone.id: zone.code for zone in reader.gazetteer.zones}
    shown = str if Right.READ_RESIDENTS in terms.by.rights else initials
    tally = ChangeTally(codes, shown, group_names(session))
    return reader, replace(terms.how, columns=people.layout.columns), tally


def batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    """The rows of a file by the thousand."""
    while batch := list(islice(records, BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the batches of one file pass, one after the other."""

    reader: Reader
    how: Handling
    tally: ChangeTally
    rejects: Rejects
    rows: Rows = field(default_factory=Rows)
    fates: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def take(self, read: Sequence[Entry | Rejection], ledger: Ledger) -> Facts:
        """Write what these rows change; returns how many residents it concerns, by what became of
        them."""
        known = self.look_up(read, ledger)
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
        self.write(steps, known, ledger)
        fates = Counter(step.fate for step, _ in steps)
        return {fate: fates[fate] for fate in (Fate.IMPORTED, Fate.UPDATED) if fates[fate]}

    def recall(self, done: ResidentImport) -> None:
        """Go on counting where an earlier run of the same file was broken off."""
        self.fates.update(
            {
                Fate.IMPORTED: done.imported,
                Fate.UPDATED: done.updated,
                Fate.UNCHANGED: done.unchanged,
                "rejected": done.rejected,
                "landlines": done.landlines,
                "contacts_lost": done.contacts_lost,
            }
        )
        self.faults.extend(done.faults)
        self.tally.recall(done.changes, done.new_groups)

    def reread(self, read: Sequence[Entry | Rejection], ledger: Ledger) -> None:
        """Learn again on which rows the residents of a batch stood that is committed already."""
        known = draw(ledger.session, ledger.keys, addresses_of(read))
        for found in read:
            step = match(found, known, self.rows, self.how) if isinstance(found, Entry) else found
            if not isinstance(step, Rejection) and step.resident_id:
                self.rows.note(step.entry, step.resident_id)

    def look_up(self, read: Sequence[Entry | Rejection], ledger: Ledger) -> Picture:
        """What is known of the addresses in some rows; nobody else changes it until these are
        written."""
        ledger.alone()
        return draw(ledger.session, ledger.keys, addresses_of(read))

    def ended(self) -> ResidentImport:
        """What became of all rows; raises UnreadableCsv where there were none."""
        if not self.fates:
            raise UnreadableCsv(said("The file has headings and no residents."))
        return self.summary()

    def summary(self) -> ResidentImport:
        return ResidentImport(
            self.fates[Fate.IMPORTED],
            self.fates[Fate.UPDATED],
            self.fates[Fate.UNCHANGED],
            self.fates["rejected"],
            tuple(self.faults),
            self.fates["landlines"],
            self.tally.found(),
            self.fates["contacts_lost"],
            self.tally.new_groups(),
        )

    def _note(self, step: Step, who: int, known: Picture, now: datetime) -> None:
        self.rows.note(step.entry, who)
        self.tally.note(step)
        remarks = (*step.entry.remarks, *step.remarks)
        self._say(remarks)
        self.fates["contacts_lost"] += any(map(_is_contact_lost, remarks))
        self.fates[step.fate] += 1
        self.fates["landlines"] += bool(step.entry.profile.landline)
        known.enter(
            who, step.profile, {*step.fresh, *step.back, *step.agreed}, step.entry.consent, now
        )

    def write(self, steps: Sequence[Owned], known: Picture, ledger: Ledger) -> None:
        """Write every resident as the last of their rows left them."""
        changed = [(step, who) for step, who in steps if step.fate is not Fate.UNCHANGED]
        new = [who for step, who in changed if step.fate is Fate.IMPORTED]
        ids = dict(
            zip(new, ledger.enter([known.residents[who].profile for who in new]), strict=True)
        )
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


def _is_contact_lost(remark: Fault) -> bool:
    return kind_of(remark.column) in {"phone", "email"} and remark.problem != KEPT_LANDLINE


def addresses_of(read: Sequence[Entry | Rejection]) -> list[Address]:
    """The addresses in the rows that can be read."""
    return [a for found in read if isinstance(found, Entry) for a in found.addresses.values()]
