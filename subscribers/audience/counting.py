"""Counting: how many residents can be told, by language, medium, zone and group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, distinct, func, select
from sqlmodel import Session, col

from areas import fold_text, list_zones
from channels import Medium
from delivery import BlockReason
from delivery.contacts import Contact
from subscribers.groups import group_names
from subscribers.standing import Standing
from subscribers.tables import Resident, ResidentGroup, ResidentZone, Subscription

EVERYWHERE = ""
JOINED = (
    "joined with "  # the reason that the migration of mailboxes gives, and the number that stayed
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ResidentCounts:
    """Residents by language and by zone code (`""` for the whole municipality), usable contacts by
    medium, and who left.

    `landlines` are the residents of whom one is kept, to be phoned by hand.

    A resident of two zones stands in both.
    """

    residents: int
    left: int
    by_language: Mapping[str, int]
    by_medium: Mapping[Medium, int]
    by_zone: Mapping[str, int]
    landlines: int = 0


@dataclass(frozen=True, slots=True)
class GroupSize:
    """A group by its name: the residents in it, and how many of them have a contact that can be
    used."""

    name: str
    residents: int
    reachable: int


def count_residents(session: Session) -> ResidentCounts:
    """Count the residents."""
    return ResidentCounts(
        residents=session.scalar(select(func.count()).select_from(Resident).where(_present())) or 0,
        left=session.scalar(select(func.count()).select_from(Resident).where(_gone())) or 0,
        by_language=_counts(session, _by_language()),
        by_medium=_counts(session, _by_medium()),
        by_zone=_by_zone(session),
        landlines=session.scalar(_landlines()) or 0,
    )


def count_groups(session: Session) -> list[GroupSize]:
    """Every group there is, by its name; nobody is counted who has left."""
    usable = (col(Subscription.standing) == Standing.ACTIVE, col(Contact.block) == BlockReason.NONE)
    reached = (
        select(col(Subscription.resident_id))
        .join(Contact, col(Contact.id) == col(Subscription.contact_id))
        .where(*usable)
    )
    who = col(ResidentGroup.resident_id)
    people = func.count(distinct(col(Resident.id)))
    query = (
        select(col(ResidentGroup.folded), people, people.filter(who.in_(reached)))
        .join(Resident, (col(Resident.id) == who) & col(Resident.left_at).is_(None), isouter=True)
        .group_by(col(ResidentGroup.folded))
    )
    names = group_names(session)
    sizes = [GroupSize(names[word], *counts) for word, *counts in session.execute(query)]
    return sorted(sizes, key=lambda size: fold_text(size.name))


def _present() -> ColumnElement[bool]:
    return col(Resident.left_at).is_(None)


def _gone() -> ColumnElement[bool]:
    """Whoever has left; a number that went into another's is nobody of their own."""
    return ~_present() & ~col(Resident.left_reason).startswith(JOINED)


def _landlines() -> Select[int]:
    return select(func.count()).where(_present(), col(Resident.landline).is_not(None))


def _by_language() -> Select[str, int]:
    return (
        select(col(Resident.language), func.count())
        .where(_present())
        .group_by(col(Resident.language))
    )


def _by_medium() -> Select[Medium, int]:
    return (
        select(col(Contact.medium), func.count())
        .join(Subscription, col(Subscription.contact_id) == col(Contact.id))
        .where(
            col(Subscription.standing) == Standing.ACTIVE, col(Contact.block) == BlockReason.NONE
        )
        .group_by(col(Contact.medium))
    )


def _by_zone(session: Session) -> Mapping[str, int]:
    living = (
        select(col(ResidentZone.zone_id), func.count())
        .join(Resident, col(Resident.id) == col(ResidentZone.resident_id))
        .where(_present())
        .group_by(col(ResidentZone.zone_id))
    )
    everywhere = select(func.count()).where(
        _present(), col(Resident.id).not_in(select(col(ResidentZone.resident_id)))
    )
    by_id = dict(session.execute(living).all())
    codes = {zone.code: by_id.get(zone.id, 0) for zone in list_zones(session)}
    return codes | {EVERYWHERE: session.scalar(everywhere) or 0}


def _counts(session: Session, query: Select[T, int]) -> Mapping[T, int]:
    return dict(session.execute(query.order_by(query.selected_columns[0])).all())
