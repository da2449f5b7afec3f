"""Earlier rows: on which row of a file each resident stood first, and what it said."""

from array import array
from collections.abc import Mapping

from subscribers.lists.rows import ListEntry

GROWTH = 10_000


class EarlierRows:
    """On which row of the file a resident stood first, and what it said; twelve bytes a resident.

    Residents whom the batch under way makes have numbers below 0 until they are written.
    """

    def __init__(self) -> None:
        self._of_resident = array("I")
        self._prints = array("q")
        self._new: dict[int, tuple[int, int]] = {}

    def of(self, resident_id: int) -> int:
        """The earlier row of a resident; 0 when there is none."""
        return self._first(resident_id)[0]

    def is_repeated(self, entry: ListEntry, resident_id: int) -> bool:
        """Whether the first row of a resident said exactly this."""
        row, print_ = self._first(resident_id)
        return row > 0 and print_ == print_of(entry)

    def note(self, entry: ListEntry, resident_id: int) -> None:
        """A row is this resident's; their first one counts."""
        if not self.of(resident_id):
            self._mark(resident_id, entry.record.row, print_of(entry))

    def settle(self, ids: Mapping[int, int]) -> None:
        """The batch is written: its new residents have these ids now."""
        for provisional, resident_id in ids.items():
            self._mark(resident_id, *self._new[provisional])
        self._new.clear()

    def _first(self, resident_id: int) -> tuple[int, int]:
        if resident_id < 0:
            return self._new.get(resident_id, (0, 0))
        known = resident_id < len(self._of_resident)
        return (self._of_resident[resident_id], self._prints[resident_id]) if known else (0, 0)

    def _mark(self, resident_id: int, row: int, print_: int) -> None:
        if resident_id < 0:
            self._new[resident_id] = (row, print_)
            return
        lacking = resident_id + 1 - len(self._of_resident)
        if lacking > 0:
            self._of_resident.extend(array("I", bytes(4 * (lacking + GROWTH))))
            self._prints.extend(array("q", bytes(8 * (lacking + GROWTH))))
        self._of_resident[resident_id], self._prints[resident_id] = row, print_


def print_of(entry: ListEntry) -> int:
    addresses = tuple(entry.addresses.values())
    said = entry.needs_help, entry.normal_letters
    return hash((entry.profile, addresses, entry.consent, *said))
