"""The summary: how large an audience is, by medium and language, why it gets words, and how it
spreads over the zones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from sqlalchemy import ColumnElement, Subquery, case, func, or_, select
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from areas import list_zones
from channels import Letters, Medium, Variant
from delivery import Recipients, Why
from subscribers.audience.counting import EVERYWHERE
from subscribers.tables import Resident, ResidentZone

Group = tuple[Medium, str, Variant, Letters]


@dataclass(frozen=True, slots=True)
class AudienceSize:
    """Residents of an audience, its messages by medium, language, variant and letters of the words,
    and how many of them quiet hours hold back.

    `told` had the words before, `outside` of them are in the area no more, `next_medium` of them
    had the words by the next medium."""

    recipients: int
    waiting: int
    messages: Mapping[Group, int]
    told: int = 0
    outside: int = 0
    next_medium: int = 0


@dataclass(frozen=True, slots=True)
class ZoneSpread:
    """Residents by the code of one zone each, "" for those without, so that they add up; and who
    has other zones too, by these."""

    areas: Mapping[str, int] = field(default_factory=dict)
    also_in: Mapping[str, int] = field(default_factory=dict)


def count_audience(
    session: Session,
    chosen: Recipients,
    media: Sequence[Medium],
    languages: Sequence[str] = (),
    variants: Sequence[Variant] = (Variant.MAIN,),
) -> AudienceSize:
    """Count an audience in one pass that sorts nothing; `languages` are those of words that
    residents had before, besides their own.

    Why they get words is told apart where there are several variants.
    """
    audience = chosen.subquery()
    who = audience.c
    known = dict.fromkeys((*_spoken(session), *languages))
    groups = list(_groups(media, list(known), variants))
    several = len(variants) > 1
    counts = _counts(audience, groups, several=several)
    people = who.resident_id.distinct()
    told, outside, second = (
        who.why != Why.AREA,
        who.variant == Variant.RELEASED,
        who.why == Why.NEXT_MEDIUM,
    )
    reasons = (
        [func.count(people).filter(each) for each in (told, outside, second)] if several else []
    )
    counted = session.execute(
        select(func.count(people), func.count(who.not_before), *reasons, *counts)
    ).one()
    recipients, waiting, *others = counted
    messages = dict(zip(groups, others[len(reasons) :], strict=True))
    found = {group: number for group, number in messages.items() if number}
    return AudienceSize(recipients, waiting, found, *others[: len(reasons)])


def _spoken(session: Session) -> Sequence[str]:
    """The languages that residents chose."""
    return session.scalars(
        select(col(Resident.language)).distinct().order_by(col(Resident.language))
    ).all()


def spread_over_zones(
    session: Session, chosen: Recipients, zone_ids: frozenset[int] = frozenset()
) -> ZoneSpread:
    """How an audience spreads over the zones, in one pass: a resident counts in the first zone of
    theirs within `zone_ids`, or in the first there is."""
    who = chosen.subquery()
    codes = {zone.id: zone.code for zone in list_zones(session)}
    zone_id, resident_id = col(ResidentZone.zone_id), who.c.resident_id
    people = func.count(resident_id.distinct())
    query = (
        select(zone_id, people, people.filter(_is_first(zone_id, resident_id, zone_ids)))
        .select_from(who)
        .join(ResidentZone, col(ResidentZone.resident_id) == resident_id, isouter=True)
        .group_by(zone_id)
    )
    found = {
        codes.get(each, EVERYWHERE): (everybody, first)
        for each, everybody, first in session.execute(query)
    }
    ordered = {code: found[code] for code in (*codes.values(), EVERYWHERE) if code in found}
    return ZoneSpread(
        {code: first for code, (_, first) in ordered.items() if first},
        {
            code: everybody - first
            for code, (everybody, first) in ordered.items()
            if everybody > first
        },
    )


def _groups(
    media: Sequence[Medium], languages: Sequence[str], variants: Sequence[Variant]
) -> Iterator[Group]:
    """All groups there may be; a mail has no letters of its own."""
    for medium, language, variant in product(media, languages, variants):
        for letters in Letters if medium is Medium.SMS else (Letters.USUAL,):
            yield medium, language, variant, letters


def _counts(
    audience: Subquery, groups: Sequence[Group], *, several: bool
) -> list[ColumnElement[int]]:
    """The messages of each group; the variant is only asked for where there are several, and the
    letters of an SMS alone."""
    who = audience.c
    return [
        func.count().filter(
            who.medium == medium,
            who.language == language,
            *((who.variant == variant,) if several else ()),
            *((who.letters == letters,) if medium is Medium.SMS else ()),
        )
        for medium, language, variant, letters in groups
    ]


def _is_first(
    zone_id: Mapped[int], resident_id: ColumnElement[int], zone_ids: frozenset[int]
) -> ColumnElement[bool]:
    """This zone is the one its resident counts in; only those with several are looked up one by
    one."""
    theirs = aliased(ResidentZone)
    within = case((col(theirs.zone_id).in_(sorted(zone_ids)), 0), else_=1)
    of_resident = select(col(theirs.zone_id)).where(col(theirs.resident_id) == resident_id)
    first = of_resident.order_by(within, col(theirs.zone_id)).limit(1).scalar_subquery()
    by_resident = select(col(theirs.resident_id)).group_by(col(theirs.resident_id))
    several = by_resident.having(func.count() > 1)
    return or_(resident_id.not_in(several), zone_id == first)
