"""The summary: how an audience, or everybody, spreads over zones and media."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlmodel import Session, col

from areas import zones
from channels import Medium
from delivery import Contact, Recipients
from subscribers.headcount import EVERYWHERE
from subscribers.tables import ResidentZone, Standing, Subscription


def spread(session: Session, chosen: Recipients) -> Mapping[str, int]:
    """Residents of an audience by the code of their zone, "" for those without; who has two zones counts in both."""
    who = chosen.subquery()
    codes = {zone.id: zone.code for zone in zones(session)}
    query = (
        select(col(ResidentZone.zone_id), func.count(who.c.resident_id.distinct()))
        .select_from(who)
        .join(ResidentZone, col(ResidentZone.resident_id) == who.c.resident_id, isouter=True)
        .group_by(col(ResidentZone.zone_id))
    )
    found = {codes.get(zone_id, EVERYWHERE): number for zone_id, number in session.execute(query)}
    return {code: found[code] for code in (*codes.values(), EVERYWHERE) if code in found}


def count_by_medium(session: Session) -> Mapping[Medium, int]:
    """The contacts that could be told something now, by medium."""
    query = (
        select(col(Contact.medium), func.count())
        .join(Subscription, col(Subscription.contact_id) == col(Contact.id))
        .where(col(Subscription.standing) == Standing.ACTIVE, col(Contact.block) == "")
        .group_by(col(Contact.medium))
    )
    return dict(session.execute(query).all())
