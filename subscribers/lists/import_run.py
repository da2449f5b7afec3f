"""Import run: residents from a list. A bad row never stops the good ones, and the same file twice
changes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from areas import load_gazetteer
from delivery.contacts import Address
from runtime import Database, Keys, Right, said
from staff import Facts, record
from subscribers.groups import group_names
from subscribers.lists.columns import kind_of
from subscribers.lists.csv_files import Record, UnreadableCsv
from subscribers.lists.earlier_rows import EarlierRows
from subscribers.lists.faults import CellFault, KeptLandline
from subscribers.lists.imports import (
    FROM_THE_BEGINNING,
    ImportProgress,
    ImportSoFar,
    ImportTerms,
    Rejects,
    ResidentImport,
)
from subscribers.lists.matching import match_entry
from subscribers.lists.merging import MergeRules
from subscribers.lists.opening import OpenedList
from subscribers.lists.rows import ListEntry, RowReader, RowRejection
from subscribers.lists.sharing import shared_writing
from subscribers.lists.steps import Conflict, RowOutcome, RowStep
from subscribers.lists.tallying import ChangeTally
from subscribers.masking import initials
from subscribers.repository import Repository
from subscribers.snapshots import Snapshot, take_snapshot

BATCH = 1000
FAULTS_KEPT = 100_000
KEPT_LANDLINE = KeptLandline().told
Owned = tuple[RowStep, int]


def import_residents(
    database: Database,
    keys: Keys,
    people: OpenedList,
    rejects: Rejects,
    terms: ImportTerms,
    progress: ImportProgress = FROM_THE_BEGINNING,
) -> ResidentImport:
    """Import all rows that can be; raises UnreadableCsv for a list without any.

    Each thousand rows are a transaction of their own, so that an alert never waits for a long file;
    rows are read between them. What was committed when the import broke off is unchanged when it is
    repeated."""
    terms.by.needs(Right.CHANGE_RESIDENTS)
    with database.reading() as session:
        run = ImportRun(*run_needs(session, people, terms), rejects)
    if progress.since:
        run.recall(progress.since.done)
    begun = progress.since.row if progress.since else 0
    for batch in batches(people.records):
        read, row = [run.reader.read(record) for record in batch], batch[-1].row
        if row <= begun:
            with database.reading() as session:
                run.reread(read, Repository(session, keys, terms.now))
        else:
            with shared_writing(database) as session:
                changed = run.take(read, Repository(session, keys, terms.now))
                progress.committing(session, ImportSoFar(row, run.summary()))
                if changed:
                    subject = f"row:{batch[0].row}"
                    record(
                        session, "residents.imported", subject, changed, by=terms.by, now=terms.now
                    )
        progress.reached(row)
    return run.ended()


def run_needs(
    session: Session, people: OpenedList, terms: ImportTerms
) -> tuple[RowReader, MergeRules, ChangeTally]:
    """Who reads the rows, how those who are known are handled, and who counts the changes."""
    reader = RowReader(terms.municipality, load_gazetteer(session), people.layout, terms.now)
    codes = {zone.id: zone.code for zone in reader.gazetteer.zones}
    shown = str if Right.READ_RESIDENTS in terms.by.rights else initials
    tally = ChangeTally(codes, shown, group_names(session))
    return reader, replace(terms.how, columns=people.layout.columns), tally


def batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    """The rows of a file by the thousand."""
    while batch := list(islice(records, BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class ImportRun:
    """The import of one file, batch after batch."""

    reader: RowReader
    how: MergeRules
    tally: ChangeTally
    rejects: Rejects
    rows: EarlierRows = field(default_factory=EarlierRows)
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[CellFault] = field(default_factory=list)

    def take(self, read: Sequence[ListEntry | RowRejection], repository: Repository) -> Facts:
        """Write what these rows change; returns how many residents it concerns, by what became of
        them."""
        snapshot = self.look_up(read, repository)
        steps: list[Owned] = []
        for found in read:
            step = (
                match_entry(found, snapshot, self.rows, self.how)
                if isinstance(found, ListEntry)
                else found
            )
            if isinstance(step, RowRejection):
                self._reject(step)
                continue
            # Somebody new has a number below 0 until the batch is written.
            who = step.resident_id or -len(steps) - 1
            self._note(step, who, snapshot, repository.now)
            steps.append((step, who))
        self.write(steps, snapshot, repository)
        outcomes = Counter(step.outcome for step, _ in steps)
        return {
            outcome: outcomes[outcome]
            for outcome in (RowOutcome.IMPORTED, RowOutcome.UPDATED)
            if outcomes[outcome]
        }

    def recall(self, done: ResidentImport) -> None:
        """Go on counting where an earlier run of the same file was broken off."""
        self.outcomes.update(
            {
                RowOutcome.IMPORTED: done.imported,
                RowOutcome.UPDATED: done.updated,
                RowOutcome.UNCHANGED: done.unchanged,
                "rejected": done.rejected,
                "landlines": done.landlines,
                "contacts_lost": done.contacts_lost,
            }
        )
        self.faults.extend(done.faults)
        self.tally.recall(done.changes, done.new_groups)

    def reread(self, read: Sequence[ListEntry | RowRejection], repository: Repository) -> None:
        """Learn again on which rows the residents of a batch stood that is committed already."""
        snapshot = take_snapshot(repository.session, repository.keys, addresses_of(read))
        for found in read:
            step = (
                match_entry(found, snapshot, self.rows, self.how)
                if isinstance(found, ListEntry)
                else found
            )
            if not isinstance(step, RowRejection) and step.resident_id:
                self.rows.note(step.entry, step.resident_id)

    def look_up(self, read: Sequence[ListEntry | RowRejection], repository: Repository) -> Snapshot:
        """What is known of the addresses in some rows; nobody else changes it until these are
        written."""
        repository.lock()
        return take_snapshot(repository.session, repository.keys, addresses_of(read))

    def ended(self) -> ResidentImport:
        """What became of all rows; raises UnreadableCsv where there were none."""
        if not self.outcomes:
            raise UnreadableCsv(said("The file has headings and no residents."))
        return self.summary()

    def summary(self) -> ResidentImport:
        return ResidentImport(
            self.outcomes[RowOutcome.IMPORTED],
            self.outcomes[RowOutcome.UPDATED],
            self.outcomes[RowOutcome.UNCHANGED],
            self.outcomes["rejected"],
            tuple(self.faults),
            self.outcomes["landlines"],
            self.tally.found(),
            self.outcomes["contacts_lost"],
            self.tally.new_groups(),
        )

    def _note(self, step: RowStep, who: int, snapshot: Snapshot, now: datetime) -> None:
        self.rows.note(step.entry, who)
        self.tally.note(step)
        remarks = (*step.entry.remarks, *step.remarks)
        self._say(remarks)
        self.outcomes["contacts_lost"] += any(map(_is_contact_lost, remarks))
        self.outcomes[step.outcome] += 1
        self.outcomes["landlines"] += bool(step.entry.profile.landline)
        snapshot.remember(
            who, step.profile, {*step.fresh, *step.back, *step.agreed}, step.entry.consent, now
        )

    def write(self, steps: Sequence[Owned], snapshot: Snapshot, repository: Repository) -> None:
        """Write every resident as the last of their rows left them."""
        changed = [(step, who) for step, who in steps if step.outcome is not RowOutcome.UNCHANGED]
        new = [who for step, who in changed if step.outcome is RowOutcome.IMPORTED]
        ids = dict(
            zip(
                new,
                repository.add_residents([snapshot.residents[who].profile for who in new]),
                strict=True,
            )
        )
        repository.update_residents(
            {who: snapshot.residents[who].profile for _, who in changed if who > 0}
        )
        owned = [(step, ids.get(who, who)) for step, who in changed]
        repository.save_subscriptions(
            [each for step, who in owned for each in step.subscriptions(step.fresh, who)],
            [each for step, who in owned for each in step.subscriptions(step.back, who)],
            [each for step, who in owned for each in step.subscriptions(step.agreed, who)],
            snapshot.contacts,
        )
        repository.wipe_abandoned_residents(snapshot.departed())
        self.rows.settle(ids)

    def _reject(self, rejection: RowRejection) -> None:
        self.rejects.add(self.reader.layout, rejection)
        self.outcomes["rejected"] += 1
        self._say(rejection.faults)
        if isinstance(rejection, Conflict):
            self.tally.note_conflict(rejection)

    def _say(self, faults: Sequence[CellFault]) -> None:
        """Keep what is told, each with its heading and cell, as far as there is room."""
        kept = faults[: max(0, FAULTS_KEPT - len(self.faults))]
        self.faults.extend(self.reader.layout.placed(fault) for fault in kept)


def _is_contact_lost(remark: CellFault) -> bool:
    return kind_of(remark.column) in {"phone", "email"} and remark.problem != KEPT_LANDLINE


def addresses_of(read: Sequence[ListEntry | RowRejection]) -> list[Address]:
    """The addresses in the rows that can be read."""
    return [a for found in read if isinstance(found, ListEntry) for a in found.addresses.values()]
