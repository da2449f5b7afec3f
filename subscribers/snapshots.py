"""Snapshots: what is known of some addresses and the residents behind them, read at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select
from sqlmodel import Session, col

from delivery.contacts import Address, find_contacts
from runtime import Keys
from runtime.keys import SealedPlace, WrongKey
from subscribers.people import GivenConsent, Profile
from subscribers.standing import Standing
from subscribers.tables import (
    CONSENTS,
    Resident,
    ResidentGroup,
    ResidentTopic,
    ResidentZone,
    Subscription,
    place_of_landline,
    place_of_name,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a contact is, and how it stands since when."""

    contact_id: int
    resident_id: int
    standing: Standing
    since: datetime

    def outlives(self, given_at: datetime) -> bool:
        """Whether it was left, and not before that consent was given."""
        return self.standing is not Standing.ACTIVE and self.since >= given_at


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident as the database has them."""

    profile: Profile
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is known: the ids of addresses, whose each is, who they are, and (address, source, time)
    of every consent."""

    contacts: Mapping[Address, int]
    ownerships: dict[Address, Ownership]
    residents: dict[int, ResidentRow]
    consents: set[tuple[Address, str, datetime]]

    def remember(
        self,
        resident_id: int,
        profile: Profile,
        addresses: Iterable[Address],
        consent: GivenConsent,
        now: datetime,
    ) -> None:
        """What a row makes of a resident is known to those that follow."""
        self.residents[resident_id] = ResidentRow(profile, None)
        for address in addresses:
            self.ownerships[address] = Ownership(0, resident_id, Standing.ACTIVE, now)
            self.consents.add((address, consent.source, consent.given_at))

    def departed(self) -> list[int]:
        """The residents who have left; a contact of theirs may be another's by now."""
        return [who for who, each in self.residents.items() if each.left_at is not None]


def take_snapshot(session: Session, keys: Keys, addresses: Iterable[Address]) -> Snapshot:
    """What is known of these addresses (some thousands at most) and of the residents behind
    them."""
    contacts = find_contacts(session, keys, addresses)
    if not contacts:
        return Snapshot({}, {}, {}, set())
    query = select(
        col(Subscription.contact_id),
        col(Subscription.resident_id),
        col(Subscription.standing),
        col(Subscription.since),
    ).where(col(Subscription.contact_id).in_(list(contacts.values())))
    held = {row[0]: Ownership(*row) for row in session.execute(query)}
    ownerships = {
        address: held[contact] for address, contact in contacts.items() if contact in held
    }
    residents = read_residents(
        session, keys, list({ownership.resident_id for ownership in held.values()})
    )
    behind = {contact: address for address, contact in contacts.items()}
    return Snapshot(contacts, ownerships, residents, set(_consents(session, behind)))


def read_residents(
    session: Session, keys: Keys, resident_ids: Sequence[int], *, damaged: str | None = None
) -> dict[int, ResidentRow]:
    """Those of these residents that there are, as they are. A name that does not open raises
    WrongKey, unless `damaged` is to stand in its place."""
    zone, group, topic = ResidentZone, ResidentGroup, ResidentTopic
    zones = _sets(session, select(col(zone.resident_id), col(zone.zone_id)), resident_ids)
    groups = _sets(session, select(col(group.resident_id), col(group.name)), resident_ids)
    topics = _sets(session, select(col(topic.resident_id), col(topic.topic)), resident_ids)
    query = select(
        col(Resident.id),
        col(Resident.name),
        col(Resident.language),
        col(Resident.first_medium),
        col(Resident.left_at),
        col(Resident.needs_help),
        col(Resident.landline),
        col(Resident.normal_letters),
    ).where(col(Resident.id).in_(resident_ids))
    found: dict[int, ResidentRow] = {}
    for who, name, language, first, left_at, needs_help, landline, normal in session.execute(query):
        clear = _opened(keys, name, place_of_name(who), damaged)
        phoned = _opened(keys, landline, place_of_landline(who), damaged)
        chosen = _set(zones, who), _set(groups, who), _set(topics, who)
        profile = Profile(clear, language, *chosen, first, needs_help, phoned, normal)
        found[who] = ResidentRow(profile, left_at)
    return found


def _opened(keys: Keys, sealed: bytes | None, place: SealedPlace, damaged: str | None) -> str:
    try:
        return keys.open(sealed, place) if sealed else ""
    except WrongKey:
        if damaged is None:
            raise
        return damaged


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
