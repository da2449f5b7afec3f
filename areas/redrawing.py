"""Redrawing: a zone gets another code, or goes, and those inside it lie elsewhere."""

from collections.abc import Collection

from sqlalchemy import delete, update
from sqlmodel import Session, col

from areas.geojson import read_code
from areas.tables import Zone
from areas.tree import ZoneView, list_zones
from areas.words import fold_text
from runtime import Problem, said


class BadAreaChange(Problem):
    """Nothing was changed. `tocsin areas list` shows the zones and what lies in them."""

    for_programs = "Nothing was changed. `GET /v1/areas` lists the zones and what lies in them."


def rename_zone(session: Session, zone: ZoneView, code: str) -> None:
    """Give a zone another code; raises BadAreaChange for one that is no code, or another zone's."""
    wrong = read_code(code)
    if wrong:
        raise BadAreaChange(said("'{code}': {what}.", code=code, what=wrong[0]))
    if any(
        fold_text(each.code) == fold_text(code)
        for each in list_zones(session)
        if each.id != zone.id
    ):
        raise BadAreaChange(said("There is a zone '{code}' already: merge them.", code=code))
    session.execute(update(Zone).where(col(Zone.id) == zone.id).values(code=code))


def drop_zones(session: Session, gone: Collection[ZoneView], heir: ZoneView | None = None) -> None:
    """Take zones away; those inside them lie in the heir, or else in what was around them. Raises
    BadAreaChange for an heir inside one of them but not at its edge."""
    by_id = {zone.id: zone for zone in list_zones(session)}
    codes = {zone.code for zone in gone}
    parents = {zone.code: zone for zone in by_id.values()}
    for zone in by_id.values():
        if zone.parent not in codes or zone.code in codes:
            continue
        outer = parents[zone.parent]
        while outer.code in codes and outer.parent:
            outer = parents[outer.parent]
        around = None if outer.code in codes else outer.id
        kept = heir is not None and zone.id != heir.id
        if kept and heir and _is_within(heir, zone, parents):
            raise BadAreaChange(
                said(
                    "Zone {heir} lies in {zone}, inside what would go.",
                    heir=heir.code,
                    zone=zone.code,
                )
            )
        home = heir.id if kept and heir else around
        session.execute(update(Zone).where(col(Zone.id) == zone.id).values(parent_id=home))
    for zone in sorted(gone, key=lambda each: -each.depth):
        session.execute(delete(Zone).where(col(Zone.id) == zone.id))


def _is_within(inner: ZoneView, outer: ZoneView, by_code: dict[str, ZoneView]) -> bool:
    code = inner.code
    while code:
        if code == outer.code:
            return True
        code = by_code[code].parent
    return False
