"""Redrawing: the office draws its zones anew, and nobody who chose one is lost, nor anything that
was to be sent to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from alerts.schedules.states import ScheduleState
from alerts.schedules.tables import Schedule
from alerts.tables import Alert
from alerts.transitions import UNDECIDED
from areas import (
    AreaImport,
    BadAreaChange,
    Gazetteer,
    ZoneView,
    drop_zones,
    fold_text,
    load_gazetteer,
    rename_zone,
)
from runtime import Actor, Exit, Problem, Right, counted, joined, said
from staff import Facts, record
from subscribers import count_zone_choosers, rezone_residents
from subscribers.audience import count_residents

FIRING = (ScheduleState.ACTIVE, ScheduleState.PAUSED)


class AreaAct(StrEnum):
    """What an office does with its zones, besides importing them."""

    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    REMOVE = "remove"


class AreaInUse(Problem):
    """Nothing was changed, since something would reach other people than was meant. Change, send or
    remove that first; residents go to another zone by `tocsin areas merge` or `split`."""

    for_programs = "Nothing was changed, since something would reach other people than was meant. Change, send or remove that first."
    exit = Exit.REFUSED
    status = 409


@dataclass(frozen=True, slots=True)
class ZoneRedrawing:
    """What is asked for: zones, as staff call them, and what they become; nothing when they go."""

    act: AreaAct
    gone: tuple[str, ...]
    instead: tuple[str, ...] = ()


def preview_redrawing(session: Session, redrawing: ZoneRedrawing, *, by: Actor) -> int:
    """How many residents chose what `redraw_zones` would change; keeps nothing, and raises what it
    would, but for where zones then lie."""
    by.needs(Right.CHANGE_AREAS)
    gone, _ = _found(session, redrawing)
    return count_zone_choosers(session, [zone.id for zone in gone])


def redraw_zones(session: Session, redrawing: ZoneRedrawing, *, by: Actor, now: datetime) -> int:
    """Move, remove, merge or split zones, and return how many residents chose what changed.

    Raises UnknownArea, AmbiguousArea, BadAreaChange, or AreaInUse while a schedule or an alert that
    may still be sent names one, or a resident chose one that is to go without another instead."""
    by.needs(Right.CHANGE_AREAS)
    gone, instead = _found(session, redrawing)
    ids = [zone.id for zone in gone]
    if redrawing.act is AreaAct.MOVE:
        residents = count_zone_choosers(session, ids)
        rename_zone(session, gone[0], redrawing.instead[0])
    else:
        residents = rezone_residents(session, ids, [zone.id for zone in instead])
        drop_zones(session, gone, instead[0] if redrawing.act is AreaAct.MERGE else None)
    facts: Facts = {
        "zones": [zone.code for zone in gone],
        "instead": [zone.code for zone in instead] or list(redrawing.instead),
        "residents": residents,
    }
    record(session, f"areas.{redrawing.act}", "areas", facts, by=by, now=now)
    return residents


def count_residents_concerned(session: Session, done: AreaImport) -> Mapping[str, int]:
    """How many residents chose each zone that a file changes or moves, by its code."""
    codes = {each.code for each in done.moved} | {each.code for each in done.changes}
    people = count_residents(session).by_zone if codes else {}
    return {code: people.get(code, 0) for code in codes}


def _found(session: Session, redrawing: ZoneRedrawing) -> tuple[list[ZoneView], list[ZoneView]]:
    """The zones that go, and those instead; raises what keeps them."""
    known = load_gazetteer(session)
    gone = [known.find(word) for word in dict.fromkeys(redrawing.gone)]
    instead = (
        [] if redrawing.act is AreaAct.MOVE else [known.find(word) for word in redrawing.instead]
    )
    _check(session, known, redrawing, gone, instead)
    return gone, instead


def _check(
    session: Session,
    known: Gazetteer,
    redrawing: ZoneRedrawing,
    gone: Sequence[ZoneView],
    instead: Sequence[ZoneView],
) -> None:
    both = {zone.code for zone in gone} & {zone.code for zone in instead}
    if both:
        raise BadAreaChange(said("Zone {zone} would go and stay.", zone=sorted(both)[0]))
    users = [*_schedules(session, known, gone), *_alerts(session, gone)]
    if users:
        raise AreaInUse(said("Still for one of these zones: {users}.", users=joined(", ", users)))
    if redrawing.act is not AreaAct.REMOVE:
        return
    if inside := [zone.code for zone in known.zones if zone.parent == gone[0].code]:
        raise AreaInUse(
            said("Zones lie in {zone}: {inside}.", zone=gone[0].code, inside=", ".join(inside))
        )
    if residents := count_zone_choosers(session, [gone[0].id]):
        raise AreaInUse(
            counted(
                residents,
                "{count} resident chose {zone}.",
                "{count} residents chose {zone}.",
                zone=gone[0].code,
            )
        )


def _schedules(session: Session, known: Gazetteer, gone: Sequence[ZoneView]) -> Iterator[str]:
    """The schedules that name one of these zones, by whatever it is called."""
    codes = {zone.code for zone in gone}
    rows = session.exec(
        select(Schedule).where(col(Schedule.state).in_(FIRING)).order_by(col(Schedule.name))
    )
    for row in rows:
        words = row.request.get("areas")
        typed = words if isinstance(words, list) else []
        meant = {
            zone.code for word in typed for zone in known.by_word.get(fold_text(str(word)), ())
        }
        if meant & codes:
            yield said("schedule {name}", name=row.name)


def _alerts(session: Session, gone: Sequence[ZoneView]) -> Iterator[str]:
    """The alerts that may still be sent to one of these zones."""
    ids = {zone.id for zone in gone}
    for alert in session.exec(
        select(Alert).where(col(Alert.state).in_(UNDECIDED)).order_by(col(Alert.id))
    ):
        zone_ids = (alert.content or {}).get("zone_ids")
        if isinstance(zone_ids, list) and ids & set(zone_ids):
            yield said("alert {number}", number=alert.id)
