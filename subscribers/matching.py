"""Matching: who an entry is among those we know, and what follows from it."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from delivery import Address
from runtime import Problem
from subscribers.faults import Fault
from subscribers.ledger import Bond
from subscribers.people import Profile
from subscribers.picture import Holding, Picture
from subscribers.rows import Entry, Rejection
from subscribers.tables import Standing

NOBODY_YET = 0
GROWTH = 10_000


class Rows:
    """On which row of the file a contact or a resident stood first; four bytes a resident."""

    def __init__(self) -> None:
        self._of_resident = array("I")
        self._of_address: dict[Address, int] = {}

    def of(self, address: Address, holding: Holding | None) -> int:
        """The earlier row that has this address or its owner; 0 when there is none."""
        if holding is None or address in self._of_address:
            return self._of_address.get(address, 0)
        known = holding.resident_id < len(self._of_resident)
        return self._of_resident[holding.resident_id] if known else 0

    def note(self, row: int, addresses: Iterable[Address], resident_id: int) -> None:
        """A row has these addresses and, unless it is somebody new, this resident."""
        self._of_address.update(dict.fromkeys(addresses, row))
        if resident_id:
            self._mark(row, resident_id)

    def settle(self, entered: Iterable[tuple[int, int]]) -> None:
        """The batch is written: its new residents have ids now, given as (row, resident id)."""
        for row, resident_id in entered:
            self._mark(row, resident_id)
        self._of_address.clear()

    def _mark(self, row: int, resident_id: int) -> None:
        lacking = resident_id + 1 - len(self._of_resident)
        if lacking > 0:
            self._of_resident.extend(array("I", bytes(4 * (lacking + GROWTH))))
        self._of_resident[resident_id] = row


class Fate(StrEnum):
    """What becomes of a row that is not rejected."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class BelongsToAnother(Problem):
    """It belongs to another resident and stays there; `tocsin residents find` shows whose it is."""


class LeftSince(Problem):
    """Who it belongs to has left since that consent was given. Only a later consent brings them back."""


class Erased(Problem):
    """Who it belongs to had everything erased. Only they themselves come back, by the form or at the desk."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done for one entry: `resident_id` is 0 for somebody new, `remarks` say what was left out."""

    entry: Entry
    fate: Fate
    resident_id: int
    profile: Profile
    fresh: tuple[Address, ...]
    back: tuple[Address, ...]
    agreed: tuple[Address, ...]
    remarks: tuple[Fault, ...]

    def bonds(self, addresses: tuple[Address, ...], resident_id: int) -> Iterator[Bond]:
        """These addresses as contacts of a resident."""
        return (Bond(address, resident_id, self.profile, self.entry.consent) for address in addresses)


def match(entry: Entry, known: Picture, rows: Rows) -> Step | Rejection:
    """The step for an entry; what an earlier row holds, or another resident, or what was left, is left out and said."""
    if gone := _departed(entry, known):
        return Rejection(entry.record, gone)
    remarks: list[Fault] = []
    held: dict[Address, Holding | None] = {}
    owner = NOBODY_YET
    for column, address in entry.addresses.items():
        holding = known.holdings.get(address)
        earlier = rows.of(address, holding)
        problem = _obstacle(entry, holding, earlier, owner)
        if problem:
            remarks.append(Fault(entry.record.row, column, problem))
        else:
            held[address] = holding
        if holding and not earlier:
            owner = owner or holding.resident_id
    if not held:
        return Rejection(entry.record, tuple(remarks))
    return _step(entry, known, held, owner, remarks)


def _departed(entry: Entry, known: Picture) -> tuple[Fault, ...]:
    """Who has left stays away, even when the row brings another address of theirs."""
    holdings = {column: known.holdings.get(address) for column, address in entry.addresses.items()}
    problems = {column: _farewell(entry, held, known) for column, held in holdings.items() if held}
    return tuple(Fault(entry.record.row, column, why) for column, why in problems.items() if why)


def _farewell(entry: Entry, holding: Holding, known: Picture) -> str:
    if holding.standing is Standing.ERASED:
        return Erased().why
    left_at = known.residents[holding.resident_id].left_at
    return LeftSince().why if left_at is not None and left_at >= entry.consent.given_at else ""


def _obstacle(entry: Entry, holding: Holding | None, earlier: int, owner: int) -> str:
    if earlier:
        return f"It is already on row {earlier}, whose contact it stays."
    if holding is None:
        return ""
    if owner and holding.resident_id != owner:
        return BelongsToAnother().why
    return LeftSince().why if holding.outlives(entry.consent.given_at) else ""


def _step(
    entry: Entry,
    known: Picture,
    held: Mapping[Address, Holding | None],
    owner: int,
    remarks: list[Fault],
) -> Step:
    fresh = tuple(address for address, holding in held.items() if holding is None)
    back = tuple(a for a, holding in held.items() if holding and holding.standing is not Standing.ACTIVE)
    agreed = tuple(a for a, holding in held.items() if a in back or not _recorded(entry, holding, known))
    fate, profile = Fate.IMPORTED, entry.profile
    if owner:
        before = known.residents[owner]
        kept = before.profile.needs_help if entry.needs_help is None else entry.needs_help
        profile = replace(
            entry.profile,
            first_medium=before.profile.first_medium,
            needs_help=kept,
            landline=entry.profile.landline or before.profile.landline,
        )
        same = profile == before.profile and before.left_at is None and not agreed
        fate = Fate.UNCHANGED if same else Fate.UPDATED
    return Step(entry, fate, owner, profile, fresh, back, agreed, tuple(remarks))


def _recorded(entry: Entry, holding: Holding | None, known: Picture) -> bool:
    consent = entry.consent
    return holding is not None and (holding.contact_id, consent.source, consent.given_at) in known.consents
