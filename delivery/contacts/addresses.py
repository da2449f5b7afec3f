"""Contacts: addresses kept sealed, found by digest, shown masked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import exists, select
from sqlmodel import Session, col

from channels import Medium
from delivery.states import BlockReason
from delivery.tables import CONTACTS, IS_ERASED, Contact
from runtime import Keys, said
from runtime.database import reserve_ids
from runtime.keys import SealedPlace, WrongKey

CHUNK = 500
OPENED = 20  # to tell another key from damaged addresses
PUNYCODE = "xn--"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Address:
    """A medium and an address: E.164 for a phone, for e-mail as it was typed with its domain in
    lower-case A-labels.

    The spellings of one mailbox are equal: `value` is for the envelope, everything else goes by
    `mailbox`, their one form: no capitals, and no final sigma in a label of its domain."""

    medium: Medium
    value: str
    mailbox: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        lower = self.value.lower()
        local, at, domain = lower.rpartition("@")
        one = f"{local}{at}{_one_sigma(domain)}" if PUNYCODE in domain else lower
        object.__setattr__(self, "mailbox", one)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Address) and (self.medium, self.mailbox) == (
            other.medium,
            other.mailbox,
        )

    def __hash__(self) -> int:
        return hash(self.mailbox)

    @staticmethod
    def place(contact_id: int) -> SealedPlace:
        """Where the address of a contact stands sealed."""
        return SealedPlace("contact.address", contact_id)

    def usual_spellings(self) -> set[str]:
        """How people write this mailbox besides its one form: as it stands, and with capitals where
        names have them."""
        local, at, domain = self.value.rpartition("@")
        named = (local, local.upper(), local.capitalize(), local.title())
        return {f"{each}@{domain}" for each in named if at} - {self.mailbox}


def find_contacts(session: Session, keys: Keys, addresses: Iterable[Address]) -> dict[Address, int]:
    """The contact ids of those addresses that are known, in whatever spelling of their mailbox."""
    wanted = list(dict.fromkeys(addresses))
    found = _found(session, _digests(keys, wanted))
    return found | _found_erased(session, keys, [each for each in wanted if each not in found])


def keep_contacts(
    session: Session,
    keys: Keys,
    addresses: Sequence[Address],
    known: Mapping[Address, int] | None = None,
) -> Mapping[Address, int]:
    """The contact ids of all these addresses; those not known yet are stored, sealed.

    Whoever has found them in this transaction says which are `known`.
    """
    if known is None:
        known = find_contacts(session, keys, addresses)
    digests = _digests(keys, [each for each in dict.fromkeys(addresses) if each not in known])
    if not digests:
        return known
    new = dict(zip(digests, reserve_ids(session, CONTACTS, len(digests)), strict=True))
    rows = [
        {
            "id": new[a],
            "medium": a.medium,
            "digest": digest,
            "address": keys.seal(a.value, Address.place(new[a])),
            "block": BlockReason.NONE,
        }
        for a, digest in digests.items()
    ]
    session.execute(CONTACTS.insert(), rows)
    return {**known, **new}


def addresses_of(session: Session, keys: Keys, contact_ids: Sequence[int]) -> Mapping[int, Address]:
    """The addresses behind contact ids, in clear: for the one who must use them; an erased contact
    has none."""
    found: dict[int, Address] = {}
    for some in _chunks(contact_ids):
        query = select(col(Contact.id), col(Contact.medium), col(Contact.address)).where(
            col(Contact.id).in_(some), col(Contact.address) != b""
        )
        for contact_id, medium, sealed in session.execute(query):
            found[contact_id] = Address(medium, keys.open(sealed, Address.place(contact_id)))
    return found


def joined_contact(session: Session, contact_id: int) -> int:
    """The contact that this one went into, when another spelling of its mailbox stayed; else
    itself. Old links name either."""
    return (
        session.scalar(select(col(Contact.joined_to)).where(col(Contact.id) == contact_id))
        or contact_id
    )


def check_key(session: Session, keys: Keys) -> None:
    """Raise WrongKey when the addresses here were sealed with other keys: what is added now could
    never be told from them.

    A few that are damaged are no sign of that.
    """
    kept = select(CONTACTS.c.id, CONTACTS.c.address).where(CONTACTS.c.address != b"")
    oldest = session.execute(kept.order_by(CONTACTS.c.id).limit(OPENED)).all()
    for contact_id, sealed in oldest:
        with suppress(WrongKey):
            keys.open(sealed, Address.place(contact_id))
            return
    if oldest:
        raise WrongKey(said("The key file does not belong to this database."))


def _digests(keys: Keys, addresses: Iterable[Address]) -> dict[Address, bytes]:
    return {address: keys.digest(address.mailbox) for address in addresses}


def _found_erased(session: Session, keys: Keys, addresses: Iterable[Address]) -> dict[Address, int]:
    """Whoever was erased while spellings still told people apart: their digest is that of one
    spelling, and stays so."""
    if not session.scalar(select(exists().where(IS_ERASED, col(Contact.medium) == Medium.EMAIL))):
        return {}
    spellings = {
        keys.digest(spelling): address
        for address in addresses
        for spelling in address.usual_spellings()
    }
    return _known(session, Medium.EMAIL, spellings)


def _found(session: Session, digests: Mapping[Address, bytes]) -> dict[Address, int]:
    """One medium at a time: the index begins with it."""
    found: dict[Address, int] = {}
    for medium in Medium:
        wanted = {
            digest: address for address, digest in digests.items() if address.medium is medium
        }
        found |= _known(session, medium, wanted)
    return found


def _known(session: Session, medium: Medium, wanted: Mapping[bytes, Address]) -> dict[Address, int]:
    found: dict[Address, int] = {}
    for some in _chunks(list(wanted)):
        query = select(col(Contact.id), col(Contact.digest)).where(
            col(Contact.medium) == medium, col(Contact.digest).in_(some)
        )
        found.update((wanted[digest], contact_id) for contact_id, digest in session.execute(query))
    return found


def _one_sigma(domain: str) -> str:
    """A domain whose words end in the sigma that stands within words: capitals do not tell the two
    apart."""
    return ".".join(map(_label, domain.split(".")))


@lru_cache(maxsize=10_000)
def _label(text: str) -> str:
    try:
        clear = text.removeprefix(PUNYCODE).encode().decode("punycode")
    except UnicodeError:
        return text
    if not text.startswith(PUNYCODE) or "ς" not in clear:
        return text
    return PUNYCODE + clear.replace("ς", "σ").encode("punycode").decode()


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
