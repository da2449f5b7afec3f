"""The picture: what is known of some addresses and the residents behind them, read at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select
from sqlmodel import Session, col

from delivery.contacts import Address, find_contacts
from runtime import Keys
from subscribers.people import GivenConsent, Profile
from subscribers.standing import Standing
from subscribers.tables import (
    CONSENTS,
    Resident,
    ResidentGroup,
    ResidentTopic,
    ResidentZone,
    Subscription,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Holding:
    """Whose a contact is, and how it stands since when."""

    contact_id: int
    resident_id: int
    standing: Standing
    since: datetime

    def outlives(self, given_at: datetime) -> bool:
        """Whether it was left, and not before that consent was given."""
        return self.standing is not Standing.ACTIVE and self.since >= given_at


@dataclass(frozen=True, slots=True)
class Known:
    """A resident as the database has them."""

    profile: Profile
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known: the ids of addresses, whose each is, who they are, and (address, source, time)
    of every consent."""

    contacts: Mapping[Address, int]
    holdings: dict[Address, Holding]
    residents: dict[int, Known]
    consents: set[tuple[Address, str, datetime]]

    def enter(
        self,
        resident_id: int,
        profile: Profile,
        addresses: Iterable[Address],
        consent: GivenConsent,
        now: datetime,
    ) -> None:
        """What a row makes of a resident is known to those that follow."""
        self.residents[resident_id] = Known(profile, None)
        for address in addresses:
            self.holdings[address] = Holding(0, resident_id, Standing.ACTIVE, now)
            self.consents.add((address, consent.source, consent.given_at))

    def departed(self) -> list[int]:
        """The residents who have left; a contact of theirs may be another's by now."""
        return [who for who, each in self.residents.items() if each.left_at is not None]


def draw(session: Session, keys: Keys, addresses: Iterable[Address]) -> Picture:
    """What is known of these addresses (some thousands at most) and of the residents behind
    them."""
    contacts = find_contacts(session, keys, addresses)
    if not contacts:
        return Picture({}, {}, {}, set())
    query = select(
        col(Subscription.contact_id),
        col(Subscription.resident_id),
        col(Subscription.standing),
        col(Subscription.since),
    ).where(col(Subscription.contact_id).in_(list(contacts.values())))
    held = {row[0]: Holding(*row) for row in session.execute(query)}
    holdings = {address: held[contact] for address, contact in contacts.items() if contact in held}
    residents = known(session, keys, list({holding.resident_id for holding in held.values()}))
    behind = {contact: address for address, contact in contacts.items()}
    return Picture(contacts, holdings, residents, set(_consents(session, behind)))


def known(session: Session, keys: Keys, resident_ids: Sequence[int]) -> dict[int, Known]:
    """Those of these residents that there are, as they are."""
    zones = _sets(
        session, select(col(ResidentZone.resident_id), col(ResidentZone.zone_id)), resident_ids
    )
    groups = _sets(
        session, select(col(ResidentGroup.resident_id), col(ResidentGroup.name)), resident_ids
    )
    topics = _sets(
        session, select(col(ResidentTopic.resident_id), col(ResidentTopic.topic)), resident_ids
    )
    query = select(
        col(Resident.id),
        col(Resident.name),
        col(Resident.language),
        col(Resident.first_medium),
        col(Resident.left_at),
        col(Resident.needs_help),
        col(Resident.landline),
    ).where(col(Resident.id).in_(resident_ids))
    found: dict[int, Known] = {}
    for who, name, language, first, left_at, needs_help, landline in session.execute(query):
        clear, phoned = (keys.open(sealed) if sealed else "" for sealed in (name, landline))
        profile = Profile(
            clear,
            language,
            _set(zones, who),
            _set(groups, who),
            _set(topics, who),
            first,
            needs_help,
            phoned,
        )
        found[who] = Known(profile, left_at)
    return found


def _consents(
    session: Session, behind: Mapping[int, Address]
) -> Iterator[tuple[Address, str, datetime]]:
    columns = CONSENTS.c
    query = select(columns.contact_id, columns.source, columns.given_at)
    for contact, source, given_at in session.execute(
        query.where(columns.contact_id.in_(list(behind)))
    ):
        yield behind[contact], source, given_at


def _sets(
    session: Session, query: Select[int, T], resident_ids: Sequence[int]
) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for who, item in session.execute(query.where(query.selected_columns[0].in_(resident_ids))):
        found.setdefault(who, []).append(item)
    return found


def _set(found: Mapping[int, list[T]], who: int) -> frozenset[T]:
    return frozenset(found.get(who, ()))
