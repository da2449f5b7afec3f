"""The atlas: the zones of a file, kept whole or not at all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session, select

from areas.geojson import BadAreaFile, Draft, read_drafts
from areas.tables import Zone
from areas.words import folded
from runtime import Actor, Right, said
from staff import record


@dataclass(frozen=True, slots=True)
class AreaImport:
    """What became of the zones of one file."""

    added: int
    changed: int
    unchanged: int


def import_zones(session: Session, content: bytes, *, by: Actor, now: datetime) -> AreaImport:
    """Keep the zones of a GeoJSON file by their codes; zones that are not in it stay. Raises UnreadableAreaFile or BadAreaFile."""
    by.needs(Right.CHANGE_AREAS)
    drafts = read_drafts(content)
    known = {zone.code: zone for zone in session.exec(select(Zone))}
    faults = [*_doubled(drafts), *_unrooted(drafts, known)]
    if faults:
        raise BadAreaFile.of(faults)
    before = {code: _face(zone) for code, zone in known.items()}
    kept = _keep(session, drafts, known)
    fates = Counter(_fate(before.get(code), _face(kept[code])) for code in (draft.code for draft in drafts))
    done = AreaImport(fates["added"], fates["changed"], fates["unchanged"])
    record(session, "areas.imported", "areas", asdict(done), by=by, now=now)
    return done


def _keep(session: Session, drafts: Sequence[Draft], known: Mapping[str, Zone]) -> dict[str, Zone]:
    kept = dict(known)
    for draft in drafts:
        kept.setdefault(draft.code, Zone(code=draft.code, names=draft.names, shape=draft.shape))
    session.add_all(kept.values())
    session.flush()
    for draft in drafts:
        zone = kept[draft.code]
        zone.names, zone.shape = draft.names, draft.shape
        zone.parent_id = kept[draft.parent].id if draft.parent else None
    session.flush()
    return kept


def _face(zone: Zone) -> tuple[object, ...]:
    return zone.parent_id, dict(zone.names), dict(zone.shape)


def _fate(before: tuple[object, ...] | None, after: tuple[object, ...]) -> str:
    if before is None:
        return "added"
    return "unchanged" if before == after else "changed"


def _doubled(drafts: Sequence[Draft]) -> Iterator[str]:
    for code, times in Counter(folded(draft.code) for draft in drafts).items():
        if times > 1:
            yield said("Zone {zone}: it is there {times} times.", zone=code, times=times)


def _unrooted(drafts: Sequence[Draft], known: Mapping[str, Zone]) -> Iterator[str]:
    codes = {zone.id: code for code, zone in known.items()}
    parents = {code: codes.get(zone.parent_id, "") for code, zone in known.items()}
    parents |= {draft.code: draft.parent for draft in drafts}
    for draft in drafts:
        if draft.parent and draft.parent not in parents:
            yield said(
                "Zone {zone}: its parent '{parent}' is neither in the file nor known.",
                zone=draft.code,
                parent=draft.parent,
            )
        elif _in_a_circle(draft.code, parents):
            yield said(
                "Zone {zone}: it lies inside itself, by its parent '{parent}'.",
                zone=draft.code,
                parent=draft.parent,
            )


def _in_a_circle(code: str, parents: Mapping[str, str]) -> bool:
    passed: set[str] = set()
    above = parents.get(code, "")
    while above and above not in passed:
        passed.add(above)
        above = parents.get(above, "")
    return code in passed
