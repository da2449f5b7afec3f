"""Rezoning: residents who chose some zones have others instead, when an office draws its zones
anew."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, func, literal, select
from sqlmodel import Session, col

from runtime.database import insert_into
from subscribers.tables import ResidentZone

CHOSEN = ResidentZone.__table__  # type: ignore[attr-defined]


def count_zone_choosers(session: Session, zone_ids: Collection[int]) -> int:
    """How many residents chose one of these zones, those who left included: they may come back."""
    return (
        session.scalar(
            select(func.count(col(ResidentZone.resident_id).distinct())).where(_in(zone_ids))
        )
        or 0
    )


def rezone_residents(session: Session, zone_ids: Collection[int], instead: Collection[int]) -> int:
    """Give whoever chose one of these zones all of the others instead; returns how many residents.
    Without others nobody may have chosen one."""
    residents = count_zone_choosers(session, zone_ids)
    for zone_id in instead:
        theirs = (
            select(col(ResidentZone.resident_id), literal(zone_id)).where(_in(zone_ids)).distinct()
        )
        added = insert_into(session, CHOSEN).from_select(["resident_id", "zone_id"], theirs)
        session.execute(added.on_conflict_do_nothing())
    gone = [zone_id for zone_id in zone_ids if zone_id not in instead]
    session.execute(delete(ResidentZone).where(_in(gone)))
    return residents


def _in(zone_ids: Collection[int]) -> ColumnElement[bool]:
    return col(ResidentZone.zone_id).in_(sorted(zone_ids))
