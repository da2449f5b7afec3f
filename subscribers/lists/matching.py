"""Matching: who an entry is among those we know, and what follows from it. Nobody's name or
language is overwritten unasked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from areas import fold_text
from delivery.contacts import Address
from runtime import said
from subscribers.lists.earlier_rows import EarlierRows
from subscribers.lists.faults import CellFault
from subscribers.lists.merging import MergeRules, merged_profile
from subscribers.lists.rows import ListEntry, RowRejection
from subscribers.lists.steps import Conflict, RowOutcome, RowStep
from subscribers.readings.bad_values import BadValue
from subscribers.snapshots import Ownership, Snapshot
from subscribers.standing import Standing

NOBODY_YET = 0


class BelongsToAnother(BadValue):
    """It belongs to another resident and stays there."""


class AlreadyOnRow(BadValue):
    """It stays with that row."""


class OtherName(BadValue):
    """It belongs to another resident, by another name, and stays there. If it is the same person,
    write «ναι» (yes) in a column «Ενημέρωση» (update) of this row; if not, give this one a contact
    of their own."""


class LeftSince(BadValue):
    """Who it belongs to has left since that consent was given. Only a later consent brings them
    back."""


class Erased(BadValue):
    """Who it belongs to had everything erased. Only they themselves come back, by the form or at
    the desk."""


class KeptLanguage(BadValue):
    """The list has another language for them, which stays. Where this one is right, write «ναι»
    (yes) in a column «Ενημέρωση» (update) of this row."""


def match_entry(
    entry: ListEntry, snapshot: Snapshot, rows: EarlierRows, how: MergeRules
) -> RowStep | RowRejection:
    """The step for an entry; what an earlier row holds, or another resident, or what was left, is
    left out and said."""
    ownerships = {
        column: snapshot.ownerships.get(address) for column, address in entry.addresses.items()
    }
    if not any(ownerships.values()):
        fresh = tuple(entry.addresses.values())
        return RowStep(
            entry, RowOutcome.IMPORTED, NOBODY_YET, entry.profile, None, fresh, (), fresh, ()
        )
    if gone := _departed(entry, ownerships, snapshot):
        return RowRejection(entry.record, gone)
    theirs = [ownership for ownership in ownerships.values() if ownership]
    owner = _owner(entry, theirs, snapshot, rows, how)
    held: dict[Address, Ownership | None] = {}
    remarks: list[CellFault] = []
    for column, address in entry.addresses.items():
        ownership = ownerships[column]
        if problem := _obstacle(entry, ownership, owner, snapshot, rows):
            remarks.append(CellFault(entry.record.row, column, problem.told))
        else:
            held[address] = ownership
    other = "" if owner else _other_name(theirs, snapshot)
    if not held:
        return _rejected(entry, tuple(remarks), other)
    step = replace(_step(entry, snapshot, held, owner, remarks, how), other_name=other)
    if step.outcome is RowOutcome.UNCHANGED and rows.is_repeated(entry, owner):
        return RowRejection(entry.record, tuple(_repeats(entry, rows.of(owner))))
    return step


def _rejected(entry: ListEntry, reasons: tuple[CellFault, ...], other: str) -> RowRejection:
    """A row none of whose contacts can be used; `other` is the name of whoever has them."""
    if other:
        return Conflict(entry.record, reasons, entry, other)
    return RowRejection(entry.record, reasons)


def _departed(
    entry: ListEntry, ownerships: Mapping[str, Ownership | None], snapshot: Snapshot
) -> tuple[CellFault, ...]:
    """Who has left stays away, even when the row brings another address of theirs."""
    problems = {
        column: _farewell(entry, held, snapshot) for column, held in ownerships.items() if held
    }
    return tuple(
        CellFault(entry.record.row, column, why.told) for column, why in problems.items() if why
    )


def _farewell(entry: ListEntry, ownership: Ownership, snapshot: Snapshot) -> BadValue | None:
    if ownership.standing is Standing.ERASED:
        return Erased()
    left_at = snapshot.residents[ownership.resident_id].left_at
    return LeftSince() if left_at is not None and left_at >= entry.consent.given_at else None


def _owner(
    entry: ListEntry,
    ownerships: Sequence[Ownership],
    snapshot: Snapshot,
    rows: EarlierRows,
    how: MergeRules,
) -> int:
    """Whose row it is: whoever has one of its contacts and that name, or no name; where it may
    update, whoever has one and stood on no earlier row."""
    name = _words(entry.profile.name)
    theirs = {
        held.resident_id: _words(snapshot.residents[held.resident_id].profile.name)
        for held in ownerships
    }
    alike = [who for who, words in theirs.items() if words == name and words]
    alike += [who for who, words in theirs.items() if not words or not name]
    if how.update or entry.update:
        active = [held.resident_id for held in ownerships if held.standing is Standing.ACTIVE]
        alike += [who for who in active if not rows.of(who)]
    return alike[0] if alike else NOBODY_YET


def _obstacle(
    entry: ListEntry, ownership: Ownership | None, owner: int, snapshot: Snapshot, rows: EarlierRows
) -> BadValue | None:
    if ownership is None:
        return None
    if ownership.outlives(entry.consent.given_at):
        return LeftSince()
    if ownership.resident_id == owner or ownership.standing is not Standing.ACTIVE:
        return None
    if earlier := rows.of(ownership.resident_id):
        return _on_row(earlier)
    other, name = (
        _words(each)
        for each in (snapshot.residents[ownership.resident_id].profile.name, entry.profile.name)
    )
    return OtherName() if other and name and other != name else BelongsToAnother()


def _other_name(ownerships: Sequence[Ownership], snapshot: Snapshot) -> str:
    """The name of whoever has a contact of a row that is nobody's else; empty where there is no
    such conflict."""
    active = (each.resident_id for each in ownerships if each.standing is Standing.ACTIVE)
    return next((snapshot.residents[who].profile.name for who in active), "")


def _step(
    entry: ListEntry,
    snapshot: Snapshot,
    held: Mapping[Address, Ownership | None],
    owner: int,
    remarks: list[CellFault],
    how: MergeRules,
) -> RowStep:
    fresh = tuple(address for address, ownership in held.items() if ownership is None)
    back = tuple(
        a
        for a, ownership in held.items()
        if ownership and ownership.standing is not Standing.ACTIVE
    )
    agreed = tuple(
        a
        for a, ownership in held.items()
        if a in back or not _recorded(entry, a, ownership, snapshot)
    )
    kept = (fresh, back, agreed)
    if not owner:
        return RowStep(
            entry, RowOutcome.IMPORTED, owner, entry.profile, None, *kept, tuple(remarks)
        )
    before = snapshot.residents[owner]
    profile = merged_profile(before.profile, entry, how, returns=before.left_at is not None)
    if entry.speaks and profile.language != entry.profile.language:
        remarks.append(CellFault(entry.record.row, "language", KeptLanguage().told))
    same = profile == before.profile and before.left_at is None and not agreed
    outcome = RowOutcome.UNCHANGED if same else RowOutcome.UPDATED
    return RowStep(entry, outcome, owner, profile, before.profile, *kept, tuple(remarks))


def _recorded(
    entry: ListEntry, address: Address, ownership: Ownership | None, snapshot: Snapshot
) -> bool:
    consent = entry.consent
    return (
        ownership is not None and (address, consent.source, consent.given_at) in snapshot.consents
    )


def _repeats(entry: ListEntry, earlier: int) -> Iterator[CellFault]:
    return (
        CellFault(entry.record.row, column, _on_row(earlier).told) for column in entry.addresses
    )


def _on_row(earlier: int) -> BadValue:
    return AlreadyOnRow(said("It is already on row {row}.", row=earlier))


def _words(name: str) -> frozenset[str]:
    """A name without regard to case, accents and order: «ΠΑΠΑΔΟΠΟΥΛΟΥ ΜΑΡΙΑ» is «Μαρία
    Παπαδοπούλου»."""
    return frozenset(fold_text(name).split())
