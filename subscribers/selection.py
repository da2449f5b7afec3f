"""Selection: the audience of an alert as one query; no recipient passes through Python before a message is claimed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from channels import Medium
from delivery import Block, Contact, Recipients, Standbys, Tries, addresses_of, in_the_area
from runtime import Keys, UtcDateTime, Word
from subscribers.groups import in_groups
from subscribers.masking import MaskedPerson, masked_names, varied
from subscribers.membership import among, living_in, not_among
from subscribers.quiet import quiet_ends
from subscribers.tables import Refusal, Resident, ResidentTopic, Standing, Subscription, Topic

LOOKED_AT = 200


class Concern(StrEnum):
    """Whom a matter concerns: everybody who did not leave emergencies, or those who want its topic."""

    URGENT = "urgent"
    TOPIC = "topic"


class Breadth(StrEnum):
    """Whether a resident is told by every medium chosen, or by the first they can be reached by."""

    ALL = "all"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Criteria:
    """Who is to be told: no zones mean the whole municipality; the order of `media` decides where a resident has not.

    `groups` leave only whoever is in one of them, wherever they live where there are no zones.
    `local_now` is the moment by the municipality's clocks, for quiet hours; without it nobody's are kept.
    """

    zone_ids: frozenset[int]
    topic: Topic
    concern: Concern
    media: tuple[Medium, ...]
    breadth: Breadth
    local_now: datetime | None = None
    groups: frozenset[str] = frozenset()


def audience(criteria: Criteria) -> Recipients:
    """The people concerned, a row a contact: `contact_id, medium, language, resident_id, not_before, variant, why`, in the order of contact_id on SQLite.

    `not_before` is when the quiet hours of whoever has them now are over; what is urgent knows none.

    The sets it excludes or demands are sub-selects that stand alone, so that each is made once, not once a resident.
    """
    return (
        select(
            col(Subscription.contact_id).label("contact_id"),
            _medium().label("medium"),
            col(Resident.language).label("language"),
            col(Resident.id).label("resident_id"),
            _not_before(criteria).label("not_before"),
            *in_the_area(),
        )
        .select_from(Subscription)
        .join(Contact, col(Contact.id) == col(Subscription.contact_id))
        .join(Resident, col(Resident.id) == col(Subscription.resident_id))
        .where(
            *_usable(),
            _medium().in_(criteria.media),
            col(Resident.left_at).is_(None),
            _concerned(criteria),
            living_in(criteria.zone_ids),
            in_groups(criteria.groups),
            _by(criteria),
        )
    )


def next_contacts(criteria: Criteria, tries: Tries, *, among: Sequence[int] = ()) -> Standbys:
    """The next road to residents whom every delivery has failed: as an audience, with `instead_of`, the last that failed.

    It is the first medium of theirs, in the order of `media`, with a usable contact that has not been tried; who has left
    or wants no more of the topic has none. `among` are the failed deliveries to look at, all when there are none.
    """
    let_down = _let_down(tries, among)
    tried = tries.subquery()
    ranked = (
        select(
            col(Subscription.contact_id).label("contact_id"),
            _medium().label("medium"),
            col(Resident.language).label("language"),
            col(Resident.id).label("resident_id"),
            _not_before(criteria).label("not_before"),
            let_down.c.instead_of,
            func.rank().over(partition_by=col(Resident.id), order_by=_turn(criteria.media)).label("turn"),
        )
        .select_from(let_down)
        .join(Resident, col(Resident.id) == let_down.c.resident_id)
        .join(Subscription, col(Subscription.resident_id) == let_down.c.resident_id)
        .join(Contact, col(Contact.id) == col(Subscription.contact_id))
        .where(
            *_usable(),
            _medium().in_(criteria.media),
            ~exists().where(tried.c.contact_id == col(Subscription.contact_id)),
            col(Resident.left_at).is_(None),
            _concerned(criteria),
        )
        .subquery()
    )
    names = ("contact_id", "medium", "language", "resident_id", "not_before", "instead_of")
    return select(*(ranked.c[name] for name in names)).where(ranked.c.turn == 1)


def contacts_of(people: Standbys) -> Select[int]:
    """Every contact of these residents."""
    residents = select(people.subquery().c.resident_id)
    return select(col(Subscription.contact_id)).where(col(Subscription.resident_id).in_(residents))


def sample(session: Session, keys: Keys, chosen: Recipients, size: int) -> list[MaskedPerson]:
    """A few people of an audience, as different as can be, masked for the eyes of staff."""
    rows = [
        (contact_id, medium, language, resident_id)
        for contact_id, medium, language, resident_id, *_ in session.execute(chosen.limit(LOOKED_AT))
    ]
    picked = varied(rows, size)
    addresses = addresses_of(session, keys, [contact_id for contact_id, *_ in picked])
    names = masked_names(session, keys, [resident_id for *_, resident_id in picked])
    return [
        MaskedPerson.of(resident_id, names[resident_id], addresses[contact_id], language)
        for contact_id, _, language, resident_id in picked
    ]


def _not_before(criteria: Criteria) -> ColumnElement[datetime | None]:
    never: ColumnElement[datetime | None] = cast(null(), UtcDateTime)
    if criteria.local_now is None or criteria.concern is Concern.URGENT:
        return never
    start, end, hour = col(Resident.quiet_from), col(Resident.quiet_until), criteria.local_now.hour
    over_midnight = and_(start > end, or_(start <= hour, end > hour))
    within_a_day = and_(start <= hour, end > hour)
    ends = quiet_ends(criteria.local_now)
    over = case(
        *((end == until, literal(moment, UtcDateTime)) for until, moment in ends.items()), else_=never
    )
    # Most have none: asked first, so that a million rows cost one question each.
    return case((start.is_(None), never), (or_(over_midnight, within_a_day), over), else_=never)


def _let_down(tries: Tries, among: Sequence[int]) -> Subquery:
    """The residents of whose deliveries none may still arrive, each with the last that failed."""
    failed, hopeful, theirs = tries.subquery(), tries.subquery(), aliased(Subscription)
    # One inside the other, so that SQLite goes from the resident to their few deliveries and not through all there are.
    may_arrive = exists().where(hopeful.c.contact_id == col(theirs.contact_id), hopeful.c.hopeful)
    hope = exists().where(col(theirs.resident_id) == col(Subscription.resident_id), may_arrive)
    chosen = (
        select(col(Subscription.resident_id), func.max(failed.c.delivery_id).label("instead_of"))
        .select_from(failed)
        .join(Subscription, col(Subscription.contact_id) == failed.c.contact_id)
        .where(failed.c.failed, ~hope)
        .group_by(col(Subscription.resident_id))
    )
    return (chosen.where(failed.c.delivery_id.in_(among)) if among else chosen).subquery()


def _turn(media: Sequence[Medium]) -> ColumnElement[int]:
    """When a contact's medium has its turn: the resident's own first, then as the alert orders them."""
    return case(
        (_medium() == col(Resident.first_medium), 0),
        *((_medium() == medium, number) for number, medium in enumerate(media, 1)),
    )


def _usable() -> tuple[ColumnElement[bool], ...]:
    return col(Subscription.standing) == Standing.ACTIVE, col(Contact.block) == Block.NONE


def _medium() -> ColumnElement[Medium]:
    # Bare, the column would lead SQLite into the index of digests: a million rows in random order.
    return func.coalesce(col(Contact.medium), "", type_=Word(Medium))


def _concerned(criteria: Criteria) -> ColumnElement[bool]:
    if criteria.concern is Concern.URGENT:
        return _has_kept(Topic.EMERGENCY)
    chosen = select(col(ResidentTopic.resident_id))
    wanted = chosen.where(col(ResidentTopic.topic) == criteria.topic)
    wants = or_(not_among(col(Resident.id), chosen), among(col(Resident.id), wanted))
    return and_(wants, _has_kept(criteria.topic))


def _has_kept(topic: Topic) -> ColumnElement[bool]:
    """A resident who has not left a topic."""
    return not_among(col(Resident.id), select(col(Refusal.resident_id)).where(col(Refusal.topic) == topic))


def _by(criteria: Criteria) -> ColumnElement[bool]:
    if criteria.breadth is Breadth.ALL or len(criteria.media) < 2:
        return true()
    return or_(false(), *(_first(medium, criteria.media) for medium in criteria.media))


def _first(medium: Medium, media: Sequence[Medium]) -> ColumnElement[bool]:
    """This contact is of that medium, and the resident has no contact of one that comes before it."""
    own = func.coalesce(col(Resident.first_medium), "")
    worse = [
        not_(and_(own == other, among(col(Resident.id), _reached_by(other))))
        for other in media
        if other is not medium
    ]
    earlier = [not_among(col(Resident.id), _reached_by(other)) for other in media[: media.index(medium)]]
    return and_(_medium() == medium, *worse, or_(own == medium, and_(true(), *earlier)))


def _reached_by(medium: Medium) -> Select[int]:
    return (
        select(col(Subscription.resident_id))
        .select_from(Subscription)
        .join(Contact, col(Contact.id) == col(Subscription.contact_id))
        .where(*_usable(), _medium() == medium)
    )
