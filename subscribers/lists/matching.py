"""Matching: who an entry is among those we know, and what follows from it. Nobody's name or
language is overwritten unasked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from areas import folded
from delivery.contacts import Address
from runtime import said
from subscribers.lists.earlier_rows import EarlierRows
from subscribers.lists.faults import CellFault
from subscribers.lists.merging import MergeRules, merged_profile
from subscribers.lists.rows import ListEntry, RowRejection
from subscribers.lists.steps import Conflict, RowOutcome, RowStep
from subscribers.picture import Holding, Picture
from subscribers.readings.bad_values import BadValue
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
    entry: ListEntry, known: Picture, rows: EarlierRows, how: MergeRules
) -> RowStep | RowRejection:
    """The step for an entry; what an earlier row holds, or another resident, or what was left, is
    left out and said."""
    holdings = {column: known.holdings.get(address) for column, address in entry.addresses.items()}
    if not any(holdings.values()):
        fresh = tuple(entry.addresses.values())
        return RowStep(
            entry, RowOutcome.IMPORTED, NOBODY_YET, entry.profile, None, fresh, (), fresh, ()
        )
    if gone := _departed(entry, holdings, known):
        return RowRejection(entry.record, gone)
    theirs = [holding for holding in holdings.values() if holding]
    owner = _owner(entry, theirs, known, rows, how)
    held: dict[Address, Holding | None] = {}
    remarks: list[CellFault] = []
    for column, address in entry.addresses.items():
        holding = holdings[column]
        if problem := _obstacle(entry, holding, owner, known, rows):
            remarks.append(CellFault(entry.record.row, column, problem.told))
        else:
            held[address] = holding
    other = "" if owner else _other_name(theirs, known)
    if not held:
        reasons = tuple(remarks)
        return (
            Conflict(entry.record, reasons, entry, other)
            if other
            else RowRejection(entry.record, reasons)
        )
    step = replace(_step(entry, known, held, owner, remarks, how), other_name=other)
    if step.outcome is RowOutcome.UNCHANGED and rows.is_repeated(entry, owner):
        return RowRejection(entry.record, tuple(_repeats(entry, rows.of(owner))))
    return step


def _departed(
    entry: ListEntry, holdings: Mapping[str, Holding | None], known: Picture
) -> tuple[CellFault, ...]:
    """Who has left stays away, even when the row brings another address of theirs."""
    problems = {column: _farewell(entry, held, known) for column, held in holdings.items() if held}
    return tuple(
        CellFault(entry.record.row, column, why.told) for column, why in problems.items() if why
    )


def _farewell(entry: ListEntry, holding: Holding, known: Picture) -> BadValue | None:
    if holding.standing is Standing.ERASED:
        return Erased()
    left_at = known.residents[holding.resident_id].left_at
    return LeftSince() if left_at is not None and left_at >= entry.consent.given_at else None


def _owner(
    entry: ListEntry,
    holdings: Sequence[Holding],
    known: Picture,
    rows: EarlierRows,
    how: MergeRules,
) -> int:
    """Whose row it is: whoever has one of its contacts and that name, or no name; where it may
    update, whoever has one and stood on no earlier row."""
    name = _words(entry.profile.name)
    theirs = {
        held.resident_id: _words(known.residents[held.resident_id].profile.name)
        for held in holdings
    }
    alike = [who for who, words in theirs.items() if words == name and words]
    alike += [who for who, words in theirs.items() if not words or not name]
    if how.update or entry.update:
        active = [held.resident_id for held in holdings if held.standing is Standing.ACTIVE]
        alike += [who for who in active if not rows.of(who)]
    return alike[0] if alike else NOBODY_YET


def _obstacle(
    entry: ListEntry, holding: Holding | None, owner: int, known: Picture, rows: EarlierRows
) -> BadValue | None:
    if holding is None:
        return None
    if holding.outlives(entry.consent.given_at):
        return LeftSince()
    if holding.resident_id == owner or holding.standing is not Standing.ACTIVE:
        return None
    if earlier := rows.of(holding.resident_id):
        return _on_row(earlier)
    other, name = (
        _words(each)
        for each in (known.residents[holding.resident_id].profile.name, entry.profile.name)
    )
    return OtherName() if other and name and other != name else BelongsToAnother()


def _other_name(holdings: Sequence[Holding], known: Picture) -> str:
    """The name of whoever has a contact of a row that is nobody's else; empty where there is no
    such conflict."""
    active = (each.resident_id for each in holdings if each.standing is Standing.ACTIVE)
    return next((known.residents[who].profile.name for who in active), "")


def _step(
    entry: ListEntry,
    known: Picture,
    held: Mapping[Address, Holding | None],
    owner: int,
    remarks: list[CellFault],
    how: MergeRules,
) -> RowStep:
    fresh = tuple(address for address, holding in held.items() if holding is None)
    back = tuple(
        a for a, holding in held.items() if holding and holding.standing is not Standing.ACTIVE
    )
    agreed = tuple(
        a for a, holding in held.items() if a in back or not _recorded(entry, a, holding, known)
    )
    kept = (fresh, back, agreed)
    if not owner:
        return RowStep(
            entry, RowOutcome.IMPORTED, owner, entry.profile, None, *kept, tuple(remarks)
        )
    before = known.residents[owner]
    profile = merged_profile(before.profile, entry, how, returns=before.left_at is not None)
    if entry.speaks and profile.language != entry.profile.language:
        remarks.append(CellFault(entry.record.row, "language", KeptLanguage().told))
    same = profile == before.profile and before.left_at is None and not agreed
    outcome = RowOutcome.UNCHANGED if same else RowOutcome.UPDATED
    return RowStep(entry, outcome, owner, profile, before.profile, *kept, tuple(remarks))


def _recorded(entry: ListEntry, address: Address, holding: Holding | None, known: Picture) -> bool:
    consent = entry.consent
    return holding is not None and (address, consent.source, consent.given_at) in known.consents


def _repeats(entry: ListEntry, earlier: int) -> Iterator[CellFault]:
    return (
        CellFault(entry.record.row, column, _on_row(earlier).told) for column in entry.addresses
    )


def _on_row(earlier: int) -> BadValue:
    return AlreadyOnRow(said("It is already on row {row}.", row=earlier))


def _words(name: str) -> frozenset[str]:
    """A name without regard to case, accents and order: «ΠΑΠΑΔΟΠΟΥΛΟΥ ΜΑΡΙΑ» is «Μαρία
    Παπαδοπούλου»."""
    return frozenset(folded(name).split())
