"""Masking: people as staff see them when they need not know who it is."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from channels import Medium
from delivery.contacts import Address
from runtime import Keys
from runtime.keys import WrongKey
from runtime.logs import mask
from subscribers.tables import Resident, place_of_name

Row = tuple[int, Medium, str, int]


@dataclass(frozen=True, slots=True)
class MaskedPerson:
    """One contact of a resident: initials, masked address, language and medium."""

    resident_id: int
    name: str
    address: str
    language: str
    medium: Medium

    @classmethod
    def of(cls, resident_id: int, name: str, address: Address, language: str) -> "MaskedPerson":
        """The person behind an address, whose name is masked already."""
        return cls(resident_id, name, mask(address.value), language, address.medium)


def initials(name: str) -> str:
    """Μαρία Παπαδοπούλου is Μ. Π."""
    return " ".join(f"{word[0]}." for word in name.split())


def masked_names(session: Session, keys: Keys, resident_ids: Sequence[int]) -> Mapping[int, str]:
    """The initials of these residents, empty for one without a name."""
    query = select(col(Resident.id), col(Resident.name)).where(col(Resident.id).in_(resident_ids))
    return {who: _initials(keys, who, name) for who, name in session.execute(query)}


def _initials(keys: Keys, resident_id: int, name: bytes | None) -> str:
    """One that was damaged or moved keeps no list from being shown."""
    if not name:
        return ""
    with suppress(WrongKey):
        return initials(keys.open(name, place_of_name(resident_id)))
    return ""


def varied(rows: Sequence[Row], size: int) -> list[Row]:
    """A few of these rows: first one of each medium and language, then whoever comes next; nobody
    twice."""
    firsts = {(medium, language): row for row in reversed(rows) for _, medium, language, _ in [row]}
    ordered = sorted(firsts.values()) + list(rows)
    people: dict[int, Row] = {}
    for row in ordered:
        people.setdefault(row[3], row)
    return list(people.values())[:size]
