"""Standbys: the next medium by which somebody is told whom every delivery has failed."""

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    case,
    exists,
    func,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from channels import Medium
from delivery.contacts import Contact
from delivery.fallback import Standbys, TriedDeliveries
from subscribers.audience.selection import (
    Criteria,
    concerned_by,
    contact_medium,
    letters_wanted,
    not_before_of,
    usable_contact,
)
from subscribers.tables import Resident, Subscription

_COLUMNS = (
    "contact_id",
    "medium",
    "language",
    "resident_id",
    "not_before",
    "instead_of",
    "letters",
)


def select_next_contacts(
    criteria: Criteria, tries: TriedDeliveries, *, among: Sequence[int] = ()
) -> Standbys:
    """The next road to residents whom every delivery has failed: as an audience, with `instead_of`,
    the last that failed.

    It is the first medium of theirs, in the order of `media`, with a usable contact that has not
    been tried; who has left or wants no more of the topic has none. `among` are the failed
    deliveries to look at, all when there are none."""
    let_down, tried = _let_down(tries, among), tries.subquery()
    ranked = (
        select(
            col(Subscription.contact_id).label("contact_id"),
            contact_medium().label("medium"),
            col(Resident.language).label("language"),
            col(Resident.id).label("resident_id"),
            not_before_of(criteria).label("not_before"),
            let_down.c.instead_of,
            letters_wanted(),
            _rank(criteria.media).label("turn"),
        )
        .select_from(let_down)
        .join(Resident, col(Resident.id) == let_down.c.resident_id)
        .join(Subscription, col(Subscription.resident_id) == let_down.c.resident_id)
        .join(Contact, col(Contact.id) == col(Subscription.contact_id))
        .where(
            *usable_contact(),
            contact_medium().in_(criteria.media),
            ~exists().where(tried.c.contact_id == col(Subscription.contact_id)),
            col(Resident.left_at).is_(None),
            concerned_by(criteria),
        )
        .subquery()
    )
    return select(*(ranked.c[name] for name in _COLUMNS)).where(ranked.c.turn == 1)


def select_contacts_of_standbys(people: Standbys) -> Select[int]:
    """Every contact of these residents."""
    residents = select(people.subquery().c.resident_id)
    return select(col(Subscription.contact_id)).where(col(Subscription.resident_id).in_(residents))


def _let_down(tries: TriedDeliveries, among: Sequence[int]) -> Subquery:
    """The residents of whose deliveries none may still arrive, each with the last that failed."""
    failed, hopeful, theirs = tries.subquery(), tries.subquery(), aliased(Subscription)
    # One inside the other, so that SQLite goes from the resident to their few deliveries and not
    # through all there are.
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


def _rank(media: Sequence[Medium]) -> ColumnElement[int]:
    """1 for the contacts of each resident whose medium comes first."""
    return func.rank().over(partition_by=col(Resident.id), order_by=_turn(media))


def _turn(media: Sequence[Medium]) -> ColumnElement[int]:
    """When a contact's medium has its turn: the resident's own first, then as the alert orders
    them."""
    return case(
        (contact_medium() == col(Resident.first_medium), 0),
        *((contact_medium() == medium, number) for number, medium in enumerate(media, 1)),
    )
