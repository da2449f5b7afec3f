"""Preferences: what residents choose for themselves, on a page that a link from us opens."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from areas import gazetteer, zones
from channels import Medium
from delivery import BlockReason
from delivery.contacts import (
    Contact,
    Purpose,
    addresses_of,
    joined_contact,
    read_ticket,
    ticket_url,
)
from runtime import RESIDENT, Keys, Problem
from runtime.logs import mask
from staff import record
from subscribers.ledger import Bond, Ledger
from subscribers.people import GivenConsent, Profile
from subscribers.picture import known
from subscribers.residents import NotTheirs, leave_for_good, present
from subscribers.standing import Standing
from subscribers.tables import REFUSALS, RESIDENTS, Resident, Subscription
from templates import Topic

SOURCE = "web"
LAST_HOUR = 23
_CHOSEN = ("zones", "topics", "language", "quiet_hours", "first_medium")


class NotRegistered(Problem):
    """This contact is not registered any more. Register it again on the first page."""

    status = 410


class BadQuietHours(Problem):
    """Quiet hours begin and end at different whole hours, from 0 to 23."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours in which only what is Severe or Extreme may come, such as 22 to 7, by the
    municipality's clocks."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start == self.end or not all(
            0 <= hour <= LAST_HOUR for hour in (self.start, self.end)
        ):
            raise BadQuietHours


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody wants: zones by code, none for the whole municipality; topics that are
    named."""

    zones: frozenset[str]
    topics: frozenset[Topic]
    language: str
    quiet_hours: QuietHours | None = None
    first_medium: Medium | None = None


@dataclass(frozen=True, slots=True)
class OwnContact:
    """One contact of a resident, masked; `block` says why nothing is sent to it, if so."""

    id: int
    medium: Medium
    address: str
    block: BlockReason


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a resident has chosen, and by which contacts they are told."""

    resident_id: int
    choices: Choices
    contacts: tuple[OwnContact, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What stands behind a change on the web: the SHA-256 of the text shown and the truncated
    network."""

    text_hash: str = ""
    network: str = ""


def manage_url(base: str, keys: Keys, contact_id: int, expires_at: datetime) -> str:
    """The link to everything that is a resident's own; whoever holds the contact may have it."""
    return ticket_url(base, keys, Purpose.MANAGE, contact_id, expires_at)


def read_manage(token: str, keys: Keys, *, now: datetime) -> int:
    """The contact whose owner a manage link lets in; raises ForgedLink or ExpiredLink."""
    return read_ticket(token, keys, Purpose.MANAGE, now=now)


def owner_of(session: Session, contact_id: int) -> int:
    """The resident who is told by that contact; raises NotRegistered."""
    query = select(col(Subscription.resident_id)).where(
        col(Subscription.contact_id) == joined_contact(session, contact_id),
        col(Subscription.standing) == Standing.ACTIVE,
    )
    found = session.scalar(query)
    if found is None:
        raise NotRegistered
    return found


def preferences_of(session: Session, keys: Keys, resident_id: int) -> Preferences:
    """What a resident has chosen; changes nothing. Raises UnknownResident or HasLeft."""
    profile = present(session, keys, resident_id).profile
    row = session.get_one(Resident, resident_id)
    quiet = None
    if row.quiet_from is not None and row.quiet_until is not None:
        quiet = QuietHours(row.quiet_from, row.quiet_until)
    choices = Choices(
        zones=frozenset(zone.code for zone in zones(session) if zone.id in profile.zones),
        topics=(profile.topics or frozenset(Topic)) - refused(session, resident_id),
        language=profile.language,
        quiet_hours=quiet,
        first_medium=profile.first_medium,
    )
    return Preferences(resident_id, choices, tuple(_contacts(session, keys, resident_id)))


def prefer(
    session: Session,
    keys: Keys,
    resident_id: int,
    choices: Choices,
    agreed: Agreement,
    *,
    now: datetime,
) -> None:
    """Let a resident choose. Emergencies are not left here, only joined again: see
    `leave_emergencies`.

    Raises UnknownResident, HasLeft or UnknownArea.
    """
    ledger = Ledger(session, keys, now)
    ledger.alone()
    before = preferences_of(session, keys, resident_id).choices
    kept = before.topics & {Topic.EMERGENCY}
    choices = replace(choices, topics=choices.topics | kept)
    if choices == before:
        return
    ledger.rewrite({resident_id: _profile(session, keys, resident_id, choices)})
    left_out = frozenset(Topic) - choices.topics
    ledger.refuse(resident_id, left_out, choices.topics)
    _keep_quiet_hours(session, resident_id, choices.quiet_hours)
    if choices.topics != before.topics:
        record_consent(ledger, resident_id, agreed, "preferences")
    changed = [name for name in _CHOSEN if getattr(choices, name) != getattr(before, name)]
    facts = {"changed": changed}
    record(session, "resident.preferred", f"resident:{resident_id}", facts, by=RESIDENT, now=now)


def _keep_quiet_hours(session: Session, resident_id: int, quiet: QuietHours | None) -> None:
    hours = {"quiet_from": quiet and quiet.start, "quiet_until": quiet and quiet.end}
    session.execute(update(RESIDENTS).where(RESIDENTS.c.id == resident_id).values(hours))


def drop_contact(
    session: Session, keys: Keys, resident_id: int, contact_id: int, *, now: datetime
) -> int:
    """A resident is told no more by one of their contacts; the last one gone, they have left.
    Returns how many are left; raises NotTheirs."""
    ledger = Ledger(session, keys, now)
    ledger.alone()
    mine = {contact.id for contact in _contacts(session, keys, resident_id)}
    contact_id = joined_contact(session, contact_id)
    if contact_id not in mine:
        raise NotTheirs
    ledger.end([contact_id])
    remaining = len(mine) - 1
    if not remaining:
        leave_for_good(session, resident_id, reason="web", by=RESIDENT, now=now)
        return 0
    facts = {"changed": ["contacts"]}
    record(session, "resident.preferred", f"resident:{resident_id}", facts, by=RESIDENT, now=now)
    return remaining


def record_consent(ledger: Ledger, resident_id: int, agreed: Agreement, proof: str) -> None:
    """Write down for each contact of a resident what they agree to now."""
    profile = known(ledger.session, ledger.keys, [resident_id])[resident_id].profile
    topics = (profile.topics or frozenset(Topic)) - refused(ledger.session, resident_id)
    consent = GivenConsent(SOURCE, ledger.now, agreed.text_hash, agreed.network, proof)
    own = [contact.id for contact in _contacts(ledger.session, ledger.keys, resident_id)]
    addresses = addresses_of(ledger.session, ledger.keys, own).values()
    now_wanted = replace(profile, topics=topics)
    ledger.bind([], [], [Bond(address, resident_id, now_wanted, consent) for address in addresses])


def refused(session: Session, resident_id: int) -> frozenset[Topic]:
    """The topics that a resident has left."""
    return frozenset(
        session.scalars(select(REFUSALS.c.topic).where(REFUSALS.c.resident_id == resident_id))
    )


def _profile(session: Session, keys: Keys, resident_id: int, choices: Choices) -> Profile:
    atlas = gazetteer(session)
    return replace(
        present(session, keys, resident_id).profile,
        zones=frozenset(atlas.find(code).id for code in choices.zones),
        topics=choices.topics or frozenset({Topic.EMERGENCY}),
        language=choices.language,
        first_medium=choices.first_medium,
    )


def _contacts(session: Session, keys: Keys, resident_id: int) -> Iterator[OwnContact]:
    query = (
        select(col(Contact.id), col(Contact.block))
        .join(Subscription, col(Subscription.contact_id) == col(Contact.id))
        .where(
            col(Subscription.resident_id) == resident_id,
            col(Subscription.standing) == Standing.ACTIVE,
        )
        .order_by(col(Contact.id))
    )
    blocks = dict(session.execute(query).all())
    for contact_id, address in addresses_of(session, keys, list(blocks)).items():
        yield OwnContact(contact_id, address.medium, mask(address.value), blocks[contact_id])
