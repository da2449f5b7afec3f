"""Contacts: addresses kept sealed, found by digest, shown masked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from channels import Medium
from delivery.states import Block
from delivery.tables import CONTACTS, Contact
from runtime import Keys, WrongKey

CHUNK = 500
OPENED = 20  # to tell another key from damaged addresses
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Address:
    """A medium and an address in its canonical form: E.164 for a phone, lower-case domain for e-mail."""

    medium: Medium
    value: str


def find_contacts(session: Session, keys: Keys, addresses: Iterable[Address]) -> dict[Address, int]:
    """The contact ids of those addresses that are known."""
    return _found(session, _digests(keys, addresses))


def keep_contacts(session: Session, keys: Keys, addresses: Sequence[Address]) -> dict[Address, int]:
    """The contact ids of all these addresses; those not known yet are stored, sealed."""
    digests = _digests(keys, addresses)
    known = _found(session, digests)
    fresh = [address for address in digests if address not in known]
    if not fresh:
        return known
    rows = [
        {"medium": a.medium, "digest": digests[a], "address": keys.seal(a.value), "block": Block.NONE}
        for a in fresh
    ]
    session.execute(CONTACTS.insert(), rows)
    return known | _found(session, {address: digests[address] for address in fresh})


def addresses_of(session: Session, keys: Keys, contact_ids: Sequence[int]) -> Mapping[int, Address]:
    """The addresses behind contact ids, in clear: for the one who must use them; an erased contact has none."""
    found: dict[int, Address] = {}
    for some in _chunks(contact_ids):
        query = select(col(Contact.id), col(Contact.medium), col(Contact.address)).where(
            col(Contact.id).in_(some), col(Contact.address) != b""
        )
        for contact_id, medium, sealed in session.execute(query):
            found[contact_id] = Address(medium, keys.open(sealed))
    return found


def check_key(session: Session, keys: Keys) -> None:
    """Raise WrongKey when the addresses here were sealed with other keys: what is added now could never be told from them.

    A few that are damaged are no sign of that.
    """
    kept = select(col(Contact.address)).where(col(Contact.address) != b"")
    oldest = session.scalars(kept.order_by(col(Contact.id)).limit(OPENED)).all()
    for sealed in oldest[:-1]:
        with suppress(WrongKey):
            keys.open(sealed)
            return
    for last in oldest[-1:]:
        keys.open(last)


def _digests(keys: Keys, addresses: Iterable[Address]) -> dict[Address, bytes]:
    return {address: keys.digest(address.value) for address in dict.fromkeys(addresses)}


def _found(session: Session, digests: Mapping[Address, bytes]) -> dict[Address, int]:
    """One medium at a time: the index begins with it."""
    found: dict[Address, int] = {}
    for medium in Medium:
        wanted = {digest: address for address, digest in digests.items() if address.medium is medium}
        for some in _chunks(list(wanted)):
            query = select(col(Contact.id), col(Contact.digest)).where(
                col(Contact.medium) == medium, col(Contact.digest).in_(some)
            )
            found.update((wanted[digest], contact_id) for contact_id, digest in session.execute(query))
    return found


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
