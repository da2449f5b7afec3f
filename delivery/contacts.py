"""Contacts: addresses kept sealed, found by digest, shown masked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session, col

from channels import Medium
from delivery.states import Block
from delivery.tables import Contact
from runtime import Keys

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Address:
    """A medium and an address in its canonical form: E.164 for a phone, lower-case domain for e-mail."""

    medium: Medium
    value: str


def find_contacts(session: Session, keys: Keys, addresses: Iterable[Address]) -> dict[Address, int]:
    """The contact ids of those addresses that are known."""
    wanted = {(address.medium, keys.digest(address.value)): address for address in addresses}
    found: dict[Address, int] = {}
    digests = [digest for _, digest in wanted]
    for start in range(0, len(digests), CHUNK):
        query = select(col(Contact.id), col(Contact.medium), col(Contact.digest)).where(
            col(Contact.digest).in_(digests[start : start + CHUNK])
        )
        for contact_id, medium, digest in session.execute(query):
            if (medium, digest) in wanted:
                found[wanted[medium, digest]] = contact_id
    return found


def keep_contacts(session: Session, keys: Keys, addresses: Sequence[Address]) -> dict[Address, int]:
    """The contact ids of all these addresses; those not known yet are stored, sealed."""
    known = find_contacts(session, keys, addresses)
    fresh = [address for address in dict.fromkeys(addresses) if address not in known]
    if not fresh:
        return known
    rows = [
        {
            "medium": a.medium,
            "digest": keys.digest(a.value),
            "address": keys.seal(a.value),
            "block": Block.NONE,
        }
        for a in fresh
    ]
    session.execute(_table(Contact).insert(), rows)
    return known | find_contacts(session, keys, fresh)


def addresses_of(session: Session, keys: Keys, contact_ids: Sequence[int]) -> Mapping[int, Address]:
    """The addresses behind contact ids, in clear: for the one who must use them."""
    found: dict[int, Address] = {}
    for start in range(0, len(contact_ids), CHUNK):
        query = select(col(Contact.id), col(Contact.medium), col(Contact.address)).where(
            col(Contact.id).in_(contact_ids[start : start + CHUNK])
        )
        for contact_id, medium, sealed in session.execute(query):
            found[contact_id] = Address(medium, keys.open(sealed))
    return found


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table
