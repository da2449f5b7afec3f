"""Selection: the audience of an alert as one query; no recipient passes through Python before a
message is claimed."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlmodel import Session, col

from channels import Letters, Medium
from delivery import BlockReason, Recipients, area_columns
from delivery.contacts import Address, Contact, addresses_of
from runtime import Keys
from runtime.database import UtcDateTime, Word
from runtime.keys import WrongKey
from subscribers.audience.quiet_hours import quiet_ends
from subscribers.groups import in_groups
from subscribers.masking import MaskedPerson, masked_names, varied
from subscribers.membership import among, living_in, not_among
from subscribers.standing import Standing
from subscribers.tables import Refusal, Resident, ResidentTopic, Subscription
from templates import Topic

LOOKED_AT = 200


class Concern(StrEnum):
    """Whom a matter concerns: everybody who did not leave emergencies, or those who want its
    topic."""

    URGENT = "urgent"
    TOPIC = "topic"


class Breadth(StrEnum):
    """Whether a resident is told by every medium chosen, or by the first they can be reached by."""

    ALL = "all"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Criteria:
    """Who is to be told: no zones mean the whole municipality; the order of `media` decides where a
    resident has not.

    `groups` leave only whoever is in one of them, wherever they live where there are no zones.
    `local_now` is the moment by the municipality's clocks, for quiet hours; without it nobody's are
    kept."""

    zone_ids: frozenset[int]
    topic: Topic
    concern: Concern
    media: tuple[Medium, ...]
    breadth: Breadth
    local_now: datetime | None = None
    groups: frozenset[str] = frozenset()


def select_audience(criteria: Criteria) -> Recipients:
    """The people concerned, a row a contact: `contact_id, medium, language, resident_id,
    not_before, variant, why, letters`, in the order of contact_id on SQLite.

    `not_before` is when the quiet hours of whoever has them now are over; what is urgent knows
    none.

    The sets it excludes or demands are sub-selects that stand alone, so that each is made once, not
    once a resident."""
    return (
        select(
            col(Subscription.contact_id).label("contact_id"),
            contact_medium().label("medium"),
            col(Resident.language).label("language"),
            col(Resident.id).label("resident_id"),
            not_before_of(criteria).label("not_before"),
            *area_columns(),
            letters_wanted(),
        )
        .select_from(Subscription)
        .join(Contact, col(Contact.id) == col(Subscription.contact_id))
        .join(Resident, col(Resident.id) == col(Subscription.resident_id))
        .where(
            *usable_contact(),
            contact_medium().in_(criteria.media),
            col(Resident.left_at).is_(None),
            concerned_by(criteria),
            living_in(criteria.zone_ids),
            in_groups(criteria.groups),
            _by(criteria),
        )
    )


def sample_audience(
    session: Session, keys: Keys, chosen: Recipients, size: int
) -> list[MaskedPerson]:
    """A few people of an audience, as different as can be, masked for the eyes of staff."""
    rows = [
        (contact_id, medium, language, resident_id)
        for contact_id, medium, language, resident_id, *_ in session.execute(
            chosen.limit(LOOKED_AT)
        )
    ]
    picked = varied(rows, size)
    addresses = _readable(session, keys, [contact_id for contact_id, *_ in picked])
    names = masked_names(session, keys, [resident_id for *_, resident_id in picked])
    return [
        MaskedPerson.of(resident_id, names[resident_id], addresses[contact_id], language)
        for contact_id, _, language, resident_id in picked
        if contact_id in addresses
    ]


def _readable(session: Session, keys: Keys, contacts: Sequence[int]) -> Mapping[int, Address]:
    """One that was damaged or moved keeps no forecast from being made; the report names it."""
    found: dict[int, Address] = {}
    for each in contacts:
        with suppress(WrongKey):
            found |= addresses_of(session, keys, [each])
    return found


def not_before_of(criteria: Criteria) -> ColumnElement[datetime | None]:
    """When the quiet hours of whoever has them now are over; null for everybody else."""
    never: ColumnElement[datetime | None] = cast(null(), UtcDateTime)
    if criteria.local_now is None or criteria.concern is Concern.URGENT:
        return never
    start, end, hour = col(Resident.quiet_from), col(Resident.quiet_until), criteria.local_now.hour
    over_midnight = and_(start > end, or_(start <= hour, end > hour))
    within_a_day = and_(start <= hour, end > hour)
    ends = quiet_ends(criteria.local_now)
    over = case(
        *((end == until, literal(moment, UtcDateTime)) for until, moment in ends.items()),
        else_=never,
    )
    # Most have none: asked first, so that a million rows cost one question each.
    return case((start.is_(None), never), (or_(over_midnight, within_a_day), over), else_=never)


def usable_contact() -> tuple[ColumnElement[bool], ...]:
    """A contact that its resident has not left, and that nothing blocks."""
    return col(Subscription.standing) == Standing.ACTIVE, col(Contact.block) == BlockReason.NONE


def letters_wanted() -> ColumnElement[Letters]:
    """In which letters a resident reads an SMS."""
    usual, others = (literal(each, Word(Letters)) for each in (Letters.USUAL, Letters.UNICODE))
    return case((col(Resident.normal_letters), others), else_=usual).label("letters")


def contact_medium() -> ColumnElement[Medium]:
    """The medium of a contact."""
    # Bare, the column would lead SQLite into the index of digests: a million rows in random order.
    return func.coalesce(col(Contact.medium), "", type_=Word(Medium))


def concerned_by(criteria: Criteria) -> ColumnElement[bool]:
    """A resident whom the matter concerns, wherever they live."""
    if criteria.concern is Concern.URGENT:
        return _has_kept(Topic.EMERGENCY)
    chosen = select(col(ResidentTopic.resident_id))
    wanted = chosen.where(col(ResidentTopic.topic) == criteria.topic)
    wants = or_(not_among(col(Resident.id), chosen), among(col(Resident.id), wanted))
    return and_(wants, _has_kept(criteria.topic))


def _has_kept(topic: Topic) -> ColumnElement[bool]:
    """A resident who has not left a topic."""
    return not_among(
        col(Resident.id), select(col(Refusal.resident_id)).where(col(Refusal.topic) == topic)
    )


def _by(criteria: Criteria) -> ColumnElement[bool]:
    if criteria.breadth is Breadth.ALL or len(criteria.media) < 2:
        return true()
    return or_(false(), *(_first(medium, criteria.media) for medium in criteria.media))


def _first(medium: Medium, media: Sequence[Medium]) -> ColumnElement[bool]:
    """This contact is of that medium, and the resident has no contact of one that comes before
    it."""
    own = func.coalesce(col(Resident.first_medium), "")
    worse = [
        not_(and_(own == other, among(col(Resident.id), _reached_by(other))))
        for other in media
        if other is not medium
    ]
    earlier = [
        not_among(col(Resident.id), _reached_by(other)) for other in media[: media.index(medium)]
    ]
    return and_(contact_medium() == medium, *worse, or_(own == medium, and_(true(), *earlier)))


def _reached_by(medium: Medium) -> Select[int]:
    return (
        select(col(Subscription.resident_id))
        .select_from(Subscription)
        .join(Contact, col(Contact.id) == col(Subscription.contact_id))
        .where(*usable_contact(), contact_medium() == medium)
    )
