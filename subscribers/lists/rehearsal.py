"""Rehearsal: what an import would do. It only reads; what earlier rows would have written is kept
in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from delivery.contacts import Address
from runtime import Database, Keys, Right
from subscribers.lists.import_run import ImportRun, Owned, addresses_of, batches, run_needs
from subscribers.lists.imports import (
    FROM_THE_BEGINNING,
    ImportProgress,
    ImportTerms,
    ResidentImport,
)
from subscribers.lists.opening import OpenedList
from subscribers.lists.rejects import NoFile
from subscribers.lists.rows import ListEntry, RowRejection
from subscribers.lists.steps import RowOutcome
from subscribers.repository import NewSubscription, Repository
from subscribers.snapshots import Ownership, ResidentRow, Snapshot, take_snapshot
from subscribers.standing import Standing
from subscribers.tables import RESIDENTS


def rehearse_import(
    database: Database,
    keys: Keys,
    people: OpenedList,
    terms: ImportTerms,
    progress: ImportProgress = FROM_THE_BEGINNING,
) -> ResidentImport:
    """What `import_residents` would do at this moment; nobody who writes waits for it. Raises
    UnreadableCsv."""
    terms.by.needs(Right.CHANGE_RESIDENTS)
    with database.reading() as session:
        last = session.scalar(select(func.max(RESIDENTS.c.id))) or 0
        run = RehearsalRun(
            *run_needs(session, people, terms), NoFile(), memory=RehearsalMemory(last)
        )
        for batch in batches(people.records):
            read = [run.reader.read(record) for record in batch]
            run.take(read, Repository(session, keys, terms.now))
            progress.reached(batch[-1].row)
    return run.ended()


@dataclass(slots=True)
class RehearsalMemory:
    """What the rows so far would have made of residents, contacts and consents; `last` is the
    highest number of a resident."""

    last: int
    residents: dict[int, ResidentRow] = field(default_factory=dict)
    ownerships: dict[Address, Ownership] = field(default_factory=dict)
    consents: dict[Address, tuple[tuple[Address, str, datetime], ...]] = field(default_factory=dict)

    def complete(self, snapshot: Snapshot, addresses: Sequence[Address]) -> None:
        """Add to what the database knows of some addresses what it would know by now."""
        for address in self.ownerships.keys() & set(addresses):
            snapshot.ownerships[address] = self.ownerships[address]
            snapshot.consents.update(self.consents[address])
        owners = {held.resident_id for held in snapshot.ownerships.values()}
        snapshot.residents.update(
            {who: self.residents[who] for who in owners & self.residents.keys()}
        )

    def number(self, newcomers: Sequence[int]) -> dict[int, int]:
        """The numbers that newcomers would get."""
        ids = {who: self.last + place for place, who in enumerate(newcomers, 1)}
        self.last += len(ids)
        return ids

    def keep(self, subscription: NewSubscription, now: datetime) -> None:
        """A contact would be a resident's by this consent."""
        self.ownerships[subscription.address] = Ownership(
            0, subscription.resident_id, Standing.ACTIVE, now
        )
        consent = (subscription.address, subscription.consent.source, subscription.consent.given_at)
        self.consents[subscription.address] = (
            *self.consents.get(subscription.address, ()),
            consent,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalRun(ImportRun):
    """A run that writes into its memory alone."""

    memory: RehearsalMemory

    def look_up(self, read: Sequence[ListEntry | RowRejection], repository: Repository) -> Snapshot:
        """What would be known by now of the addresses in some rows."""
        addresses = addresses_of(read)
        snapshot = take_snapshot(repository.session, repository.keys, addresses)
        self.memory.complete(snapshot, addresses)
        return snapshot

    def write(self, steps: Sequence[Owned], snapshot: Snapshot, repository: Repository) -> None:
        """Remember every resident as the last of their rows would leave them."""
        changed = [(step, who) for step, who in steps if step.outcome is not RowOutcome.UNCHANGED]
        ids = self.memory.number(
            [who for step, who in changed if step.outcome is RowOutcome.IMPORTED]
        )
        for step, who in changed:
            number = ids.get(who, who)
            self.memory.residents[number] = snapshot.residents[who]
            for each in step.subscriptions((*step.fresh, *step.back, *step.agreed), number):
                self.memory.keep(each, repository.now)
        self.rows.settle(ids)
