"""The zones as a tree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from areas.tables import Zone

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ZoneView:
    """One zone: `parent` is the code of the zone around it or empty, `names` is language -> case ->
    name."""

    id: int
    code: str
    parent: str
    depth: int
    names: Names

    def name(self, language: str) -> str:
        """Its name on a list in that language, else in Greek."""
        forms = self.names.get(language) or self.names.get("el") or {}
        return forms.get("nominative", self.code)


def list_zones(session: Session) -> list[ZoneView]:
    """All zones: each is followed by those inside it, and neighbours are in the order of their
    codes."""
    below: dict[int | None, list[Zone]] = {}
    for zone in session.exec(select(Zone).order_by(Zone.code)):
        below.setdefault(zone.parent_id, []).append(zone)
    return list(_branch(below, None, "", 0))


def _branch(
    below: Mapping[int | None, list[Zone]], above: int | None, parent: str, depth: int
) -> Iterator[ZoneView]:
    for zone in below.get(above, ()):
        assert zone.id is not None
        yield ZoneView(zone.id, zone.code, parent, depth, zone.names)
        yield from _branch(below, zone.id, zone.code, depth + 1)
