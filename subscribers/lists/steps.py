"""Steps: what is to be done for a row of a list."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from delivery.contacts import Address
from subscribers.lists.faults import CellFault
from subscribers.lists.rows import ListEntry, RowRejection
from subscribers.people import Profile
from subscribers.repository import NewSubscription


class RowOutcome(StrEnum):
    """What becomes of a row that is not rejected."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Conflict(RowRejection):
    """A row whose contact belongs to somebody with another name."""

    entry: ListEntry
    other_name: str


@dataclass(frozen=True, slots=True)
class RowStep:
    """What is to be done for one entry: `resident_id` is 0 for somebody new, `before` what is known
    of them.

    `remarks` say what was left out; `other_name` is that of whoever has a contact that was.
    """

    entry: ListEntry
    outcome: RowOutcome
    resident_id: int
    profile: Profile
    before: Profile | None
    fresh: tuple[Address, ...]
    back: tuple[Address, ...]
    agreed: tuple[Address, ...]
    remarks: tuple[CellFault, ...]
    other_name: str = ""

    def subscriptions(
        self, addresses: tuple[Address, ...], resident_id: int
    ) -> Iterator[NewSubscription]:
        """These addresses as contacts of a resident."""
        return (
            NewSubscription(address, resident_id, self.profile, self.entry.consent)
            for address in addresses
        )
