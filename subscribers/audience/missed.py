"""Missed: the people whom no message of a dispatch has reached or may yet, as somebody who phones
or visits them needs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session, col

from areas import fold_text, list_zones
from delivery import OPEN, REACHED, Contacts
from delivery.status import (
    MissedMessage,
    contacts_in,
    contacts_not_reached,
    list_missed_messages,
)
from runtime import Keys
from subscribers.lookup import owners_of_contacts
from subscribers.snapshots import read_residents
from subscribers.standing import Standing
from subscribers.tables import Subscription

BATCH = 1000


@dataclass(frozen=True, slots=True)
class MissedPerson:
    """Somebody whom nothing reached: a landline if one is kept, zones by name, none for the whole
    municipality, and every message that was tried."""

    resident_id: int
    name: str
    language: str
    needs_help: bool
    landline: str
    zones: tuple[str, ...]
    tries: tuple[MissedMessage, ...]

    @property
    def place(self) -> tuple[bool, bool, str, str, int]:
        """Where somebody stands in a list: whoever needs help first, then by zone, then by name."""
        zone = fold_text(self.zones[0]) if self.zones else ""
        return not self.needs_help, not zone, zone, fold_text(self.name), self.resident_id


def find_missed_people(
    session: Session, keys: Keys, dispatch_id: int, language: str, *, later: Sequence[int] = ()
) -> list[MissedPerson]:
    """Those whom a dispatch concerned and who got nothing by any medium, nor may get a `later`
    dispatch, in the order in which they are sought; the cost grows with the deliveries of all."""
    told = contacts_in((*OPEN, *REACHED), [dispatch_id, *later])
    theirs = _theirs(contacts_not_reached(dispatch_id), told)
    return _found(session, keys, dispatch_id, language, theirs)


def find_waiting_people(
    session: Session, keys: Keys, dispatch_id: int, language: str, *, later: Sequence[int] = ()
) -> list[MissedPerson]:
    """Those whom nothing of a dispatch has reached yet, and whom it may reach or may have reached;
    order and cost as of `find_missed_people`."""
    told = contacts_in(REACHED, [dispatch_id]).union_all(contacts_in((*OPEN, *REACHED), later))
    theirs = _theirs(contacts_in(OPEN, [dispatch_id]), select(told.subquery().c.contact_id))
    return _found(session, keys, dispatch_id, language, theirs)


def _theirs(tried: Contacts, told: Contacts) -> Contacts:
    """The contacts that were tried, of people none of whose contacts was told."""
    s = Subscription
    owners = select(col(s.resident_id)).where(col(s.contact_id).in_(told))
    return select(col(s.contact_id)).where(
        col(s.contact_id).in_(tried),
        col(s.standing) == Standing.ACTIVE,
        col(s.resident_id).not_in(owners),
    )


def _found(
    session: Session, keys: Keys, dispatch_id: int, language: str, theirs: Contacts
) -> list[MissedPerson]:
    tries = list(list_missed_messages(session, keys, dispatch_id, theirs))
    found: list[MissedPerson] = []
    named = _named(session, language)
    for start in range(0, len(tries), BATCH):
        found.extend(_people(session, keys, tries[start : start + BATCH], named))
    return sorted(_together(found), key=lambda person: person.place)


def _people(
    session: Session, keys: Keys, tries: Sequence[MissedMessage], named: Mapping[int, str]
) -> list[MissedPerson]:
    whose = owners_of_contacts(session, [each.contact_id for each in tries])
    # Whose name was damaged or moved is to be phoned all the same.
    people = read_residents(session, keys, sorted(set(whose.values())), damaged="")
    return [
        MissedPerson(
            who,
            profile.name,
            profile.language,
            profile.needs_help,
            profile.landline,
            tuple(sorted(named[zone] for zone in profile.zones if zone in named)),
            (each,),
        )
        for each in tries
        for who in (whose[each.contact_id],)
        for profile in (people[who].profile,)
    ]


def _together(found: Sequence[MissedPerson]) -> list[MissedPerson]:
    """Each person once, with all that was tried."""
    tries: dict[int, list[MissedMessage]] = {}
    people = {person.resident_id: person for person in found}
    for person in found:
        tries.setdefault(person.resident_id, []).extend(person.tries)
    return [replace(each, tries=tuple(tries[who])) for who, each in people.items()]


def _named(session: Session, language: str) -> Mapping[int, str]:
    return {zone.id: zone.name(language) for zone in list_zones(session)}
