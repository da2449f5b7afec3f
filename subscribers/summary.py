"""The summary: how large an audience is, by medium and language, and how it spreads over the zones."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlmodel import Session, col

from areas import zones
from channels import Medium
from delivery import Recipients
from subscribers.headcount import EVERYWHERE
from subscribers.tables import Resident, ResidentZone


def size_up(
    session: Session, chosen: Recipients, media: Sequence[Medium]
) -> tuple[int, Mapping[tuple[Medium, str], int], int]:
    """Residents of an audience, its messages by medium and language, and how many wait for the morning, in one pass that sorts nothing."""
    who = chosen.subquery()
    languages = session.scalars(
        select(col(Resident.language)).distinct().order_by(col(Resident.language))
    ).all()
    pairs = [(medium, language) for medium in media for language in languages]
    counts = [
        func.count().filter(who.c.medium == medium, who.c.language == language) for medium, language in pairs
    ]
    both = (func.count(who.c.resident_id.distinct()), func.count(who.c.not_before))
    recipients, waiting, *messages = session.execute(select(*both, *counts)).one()
    return recipients, {pair: number for pair, number in zip(pairs, messages, strict=True) if number}, waiting


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
