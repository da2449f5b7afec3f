"""Joining: the people whom spellings of one mailbox have made several, found before a migration
joins them.

Only what every version of the tables has is read, since this runs before they are brought up to
date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, inspect
from sqlmodel import Session

from channels import Medium
from delivery.contacts import Address, check_key
from runtime import Keys
from runtime.keys import WrongKey

__all__ = ["Joining", "Mailbox", "Person", "plan_joining"]

CONTACT = sa.table("contact", *map(sa.column, ("id", "medium", "digest", "address")))
SUBSCRIPTION = sa.table("subscription", *map(sa.column, ("contact_id", "resident_id")))
RESIDENT = sa.table(
    "resident", sa.column("id"), sa.column("created_at", sa.DateTime(timezone=True))
)
T = TypeVar("T")
CHUNK, BATCH = 500, 1000


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The contacts of one mailbox: `kept` stays, under this digest; `gone` go into it."""

    digest: bytes
    kept: int
    gone: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Residents who are one person: the earliest is `kept`, `gone` go into them; `mailboxes` are
    their contacts in common."""

    kept: int
    gone: tuple[int, ...]
    mailboxes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Joining:
    """What one mailbox for each spelling comes to: `mailboxes` are all whose digest or contacts
    change."""

    mailboxes: tuple[Mailbox, ...]
    people: tuple[Person, ...]

    @property
    def doubled(self) -> tuple[Mailbox, ...]:
        """The mailboxes that have more than one contact."""
        return tuple(each for each in self.mailboxes if each.gone)


def plan_joining(connection: Connection, keys: Keys) -> Joining:
    """Whom the spellings of one mailbox have made several; changes nothing, and finds nobody when
    all are joined."""
    if not inspect(connection).has_table("subscription"):
        return Joining((), ())
    check_key(Session(connection), keys)
    spelled = _spelled(connection, keys)
    contacts = sorted({contact for some in spelled.values() for contact in some})
    owners = _owners(connection, contacts)
    ages = _ages(connection, set(owners.values()))
    heads = _heads(spelled.values(), owners, ages)
    live = _live(connection, contacts)

    def later(contact: int) -> tuple[bool, bool, int]:
        owner = owners.get(contact, 0)
        return contact not in live, heads.get(owner) != owner, contact

    mailboxes: list[Mailbox] = []
    for digest, some in spelled.items():
        first, *others = sorted(some, key=later)
        mailboxes.append(Mailbox(digest, first, tuple(others)))
    return Joining(tuple(mailboxes), tuple(_people(mailboxes, owners, heads)))


def _spelled(connection: Connection, keys: Keys) -> Mapping[bytes, set[int]]:
    """The contacts of each mailbox that has another digest than its own, or several; by the digest
    it is to have."""
    erased = _erased(connection)
    found: dict[bytes, set[int]] = {}
    for contact, digest, address in _emails(connection, keys):
        own = keys.digest(address.mailbox)
        others = map(keys.digest, address.usual_spellings()) if erased else ()
        before = {erased[each] for each in others if each in erased}
        if own != digest or before:
            found.setdefault(own, set()).update({contact, *before})
    for some in _chunks(list(found)):
        query = sa.select(CONTACT.c.digest, CONTACT.c.id)
        there = query.where(CONTACT.c.medium == Medium.EMAIL, CONTACT.c.digest.in_(some))
        for digest, contact in connection.execute(there):
            found[bytes(digest)].add(contact)
    return found


def _emails(connection: Connection, keys: Keys) -> Iterator[tuple[int, bytes, Address]]:
    """Every e-mail address there is; one that is damaged is left as it is."""
    kept = sa.select(CONTACT.c.id, CONTACT.c.digest, CONTACT.c.address)
    mails = kept.where(CONTACT.c.medium == Medium.EMAIL, CONTACT.c.address != b"").order_by(
        CONTACT.c.id
    )
    for contact, digest, sealed in connection.execute(
        mails, execution_options={"yield_per": BATCH}
    ):
        with suppress(WrongKey):
            yield (
                contact,
                bytes(digest),
                Address(Medium.EMAIL, keys.open(bytes(sealed), Address.place(contact))),
            )


def _erased(connection: Connection) -> Mapping[bytes, int]:
    """Of whoever was erased, only the digest of one spelling is kept."""
    empty = sa.select(CONTACT.c.digest, CONTACT.c.id)
    rows = connection.execute(
        empty.where(CONTACT.c.medium == Medium.EMAIL, CONTACT.c.address == b"")
    )
    return {bytes(digest): contact for digest, contact in rows}


def _live(connection: Connection, contacts: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for some in _chunks(contacts):
        query = sa.select(CONTACT.c.id).where(CONTACT.c.id.in_(some), CONTACT.c.address != b"")
        found.update(connection.scalars(query))
    return found


def _owners(connection: Connection, contacts: Sequence[int]) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for some in _chunks(contacts):
        query = sa.select(SUBSCRIPTION.c.contact_id, SUBSCRIPTION.c.resident_id)
        rows = connection.execute(query.where(SUBSCRIPTION.c.contact_id.in_(some)))
        found.update((contact, resident) for contact, resident in rows)
    return found


def _ages(connection: Connection, residents: Iterable[int]) -> Mapping[int, tuple[datetime, int]]:
    found: dict[int, tuple[datetime, int]] = {}
    for some in _chunks(sorted(residents)):
        query = sa.select(RESIDENT.c.id, RESIDENT.c.created_at).where(RESIDENT.c.id.in_(some))
        found.update((who, (created_at, who)) for who, created_at in connection.execute(query))
    return found


def _heads(
    groups: Iterable[Iterable[int]],
    owners: Mapping[int, int],
    ages: Mapping[int, tuple[datetime, int]],
) -> Mapping[int, int]:
    """The earliest of all whom mailboxes in common tie together, by each of them."""
    heads = {who: who for who in ages}

    def head(who: int) -> int:
        while heads[who] != who:
            who = heads[who]
        return who

    for some in groups:
        tied = {head(owners[contact]) for contact in some if contact in owners}
        for who in tied:
            heads[who] = min(tied, key=ages.__getitem__)
    return {who: head(who) for who in heads}


def _people(
    mailboxes: Iterable[Mailbox], owners: Mapping[int, int], heads: Mapping[int, int]
) -> Iterator[Person]:
    """Everybody who has a mailbox in several spellings, alone or with others."""
    members: dict[int, set[int]] = {}
    shared: dict[int, list[int]] = {}
    for mailbox in mailboxes:
        theirs = {owners[contact] for contact in (mailbox.kept, *mailbox.gone) if contact in owners}
        if mailbox.gone and theirs:
            who = heads[min(theirs)]
            members.setdefault(who, set()).update(theirs)
            shared.setdefault(who, []).append(mailbox.kept)
    for who, some in sorted(members.items()):
        yield Person(who, tuple(sorted(some - {who})), tuple(sorted(shared[who])))


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
