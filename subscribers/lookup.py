"""Looking residents up: found masked, shown in full to staff who ask for one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Select, select
from sqlmodel import Session, col

from areas import fold_text, list_zones
from channels import Medium
from delivery import BlockReason
from delivery.contacts import Address, Contact, addresses_of, find_contacts
from runtime import Keys, Municipality, said
from runtime.keys import WrongKey
from runtime.logs import mask
from subscribers.masking import initials
from subscribers.readings.bad_values import BadValue
from subscribers.readings.emails import read_email
from subscribers.readings.phones import read_phone
from subscribers.residents import UnknownResident
from subscribers.snapshots import read_residents
from subscribers.standing import Standing
from subscribers.tables import CONSENTS, REFUSALS, Resident, Subscription, place_of_name
from templates import Topic

MOST = 50
BATCH = 1000


@dataclass(frozen=True, slots=True)
class FoundResident:
    """A resident in a list: initials, masked contacts and the media they are for; zones are codes,
    none is everywhere."""

    id: int
    name: str
    language: str
    contacts: tuple[str, ...]
    left_at: datetime | None
    zones: tuple[str, ...] = ()
    media: tuple[Medium, ...] = ()
    normal_letters: bool = False


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact in full: how it stands since when, and why nothing is sent to it, if so."""

    medium: Medium
    address: str
    standing: Standing
    since: datetime
    block: BlockReason
    block_code: str = ""


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One consent, as it was recorded."""

    source: str
    given_at: datetime
    recorded_at: datetime
    topics: str


@dataclass(frozen=True, slots=True)
class ResidentView:
    """Everything about one resident; zones are codes."""

    id: int
    name: str
    language: str
    first_medium: Medium | None
    zones: tuple[str, ...]
    groups: tuple[str, ...]
    topics: tuple[Topic, ...]
    refused: tuple[Topic, ...]
    contacts: tuple[ContactView, ...]
    consents: tuple[ConsentView, ...]
    created_at: datetime
    left_at: datetime | None
    left_reason: str
    needs_help: bool = False
    landline: str = ""
    normal_letters: bool = False


def find_residents(
    session: Session, keys: Keys, text: str, *, municipality: Municipality
) -> list[FoundResident]:
    """Residents with exactly that phone or e-mail address, else with its words in their name, in
    any order, accents and case aside; at most 50."""
    address = _address(text, municipality)
    if address is None:
        ids = list(islice(_named(session, keys, fold_text(text).replace(",", " ").split()), MOST))
    else:
        ids = list(
            owners_of_contacts(
                session, list(find_contacts(session, keys, [address]).values())
            ).values()
        )
    return _listed(session, keys, ids)


def show_masked_resident(session: Session, keys: Keys, resident_id: int) -> FoundResident:
    """One resident as a list shows them; raises UnknownResident."""
    found = _listed(session, keys, [resident_id])
    if not found:
        raise UnknownResident(said("There is no resident {resident_id}.", resident_id=resident_id))
    return found[0]


def _listed(session: Session, keys: Keys, ids: Sequence[int]) -> list[FoundResident]:
    people, contacts = read_residents(session, keys, ids), _contacts(session, keys, ids)
    codes = {zone.id: zone.code for zone in list_zones(session)} if people else {}
    return [
        FoundResident(
            who,
            initials(people[who].profile.name),
            people[who].profile.language,
            tuple(map(_masked, contacts.get(who, ()))),
            people[who].left_at,
            tuple(sorted(codes[zone] for zone in people[who].profile.zones)),
            tuple(dict.fromkeys(contact.medium for contact in contacts.get(who, ()))),
            people[who].profile.normal_letters,
        )
        for who in sorted(people)
    ]


def owners_of_contacts(session: Session, contact_ids: Sequence[int]) -> Mapping[int, int]:
    """The resident of each of these contacts, at most some thousands; one that is nobody's any more
    is left out."""
    query = select(col(Subscription.contact_id), col(Subscription.resident_id))
    found = session.execute(query.where(col(Subscription.contact_id).in_(contact_ids)))
    return {row.contact_id: row.resident_id for row in found}


def select_contacts_of(session: Session, resident_id: int) -> Select[int]:
    """The contacts of a resident, those they have left too; raises UnknownResident."""
    if session.get(Resident, resident_id) is None:
        raise UnknownResident(said("There is no resident {resident_id}.", resident_id=resident_id))
    return select(col(Subscription.contact_id)).where(col(Subscription.resident_id) == resident_id)


def show_resident(session: Session, keys: Keys, resident_id: int) -> ResidentView:
    """One resident in full; raises UnknownResident."""
    row = session.get(Resident, resident_id)
    if row is None:
        raise UnknownResident(said("There is no resident {resident_id}.", resident_id=resident_id))
    profile = read_residents(session, keys, [resident_id])[resident_id].profile
    refused = session.scalars(select(REFUSALS.c.topic).where(REFUSALS.c.resident_id == resident_id))
    return ResidentView(
        id=resident_id,
        name=profile.name,
        language=profile.language,
        first_medium=profile.first_medium,
        zones=tuple(zone.code for zone in list_zones(session) if zone.id in profile.zones),
        groups=tuple(sorted(profile.groups)),
        topics=tuple(sorted(profile.topics)),
        refused=tuple(sorted(refused)),
        contacts=tuple(_contacts(session, keys, [resident_id]).get(resident_id, ())),
        consents=tuple(_consents(session, resident_id)),
        created_at=row.created_at,
        left_at=row.left_at,
        left_reason=row.left_reason,
        needs_help=profile.needs_help,
        landline=profile.landline,
        normal_letters=profile.normal_letters,
    )


def _address(text: str, municipality: Municipality) -> Address | None:
    try:
        return read_email(text) if "@" in text else read_phone(text, municipality)
    except BadValue:
        return None


def _named(session: Session, keys: Keys, wanted: Sequence[str]) -> Iterator[int]:
    """Names are sealed, so each one is opened: about four seconds for a million."""
    query = select(col(Resident.id), col(Resident.name)).where(col(Resident.name).is_not(None))
    for who, name in session.execute(query.execution_options(yield_per=BATCH)):
        with suppress(WrongKey):  # one that was damaged or moved hides nobody else
            if _holds(fold_text(keys.open(name, place_of_name(who))), wanted):
                yield who


def _holds(name: str, wanted: Sequence[str]) -> bool:
    """Whether all these words, or beginnings of words, are in a name; none are in no name."""
    return bool(wanted) and all(word in name for word in wanted)


def _contacts(session: Session, keys: Keys, ids: Sequence[int]) -> Mapping[int, list[ContactView]]:
    query = (
        select(Subscription, col(Contact.medium), col(Contact.block), col(Contact.block_code))
        .join(Contact, col(Contact.id) == col(Subscription.contact_id))
        .where(col(Subscription.resident_id).in_(ids), col(Contact.joined_to).is_(None))
        .order_by(col(Subscription.contact_id))
    )
    rows = session.execute(query).all()
    clear = addresses_of(session, keys, [row[0].contact_id for row in rows])
    found: dict[int, list[ContactView]] = {}
    for held, medium, block, code in rows:
        address = clear[held.contact_id].value if held.contact_id in clear else BlockReason.ERASED
        view = ContactView(medium, address, held.standing, held.since, block, code)
        found.setdefault(held.resident_id, []).append(view)
    return found


def _masked(contact: ContactView) -> str:
    return contact.address if contact.block is BlockReason.ERASED else mask(contact.address)


def _consents(session: Session, resident_id: int) -> Iterator[ConsentView]:
    own = select(col(Subscription.contact_id)).where(col(Subscription.resident_id) == resident_id)
    columns = CONSENTS.c
    query = select(columns.source, columns.given_at, columns.recorded_at, columns.topics)
    rows = session.execute(query.where(columns.contact_id.in_(own)).order_by(columns.id))
    return (ConsentView(*row) for row in dict.fromkeys(tuple(row) for row in rows))
