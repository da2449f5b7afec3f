"""The areas: the zones as a tree, taking over an area file, and drawing zones anew."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field
from sqlmodel import Session

from alerts.zones import (
    AreaAct,
    ZoneRedrawing,
    count_residents_concerned,
    preview_redrawing,
    redraw_zones,
)
from areas import (
    AreaChange,
    AreaImport,
    UnknownArea,
    ZoneView,
    change_forms,
    forms_of,
    import_zones,
    list_zones,
    load_gazetteer,
    plan_import,
)
from runtime import Right
from web.admin.bodies import GEOJSON
from web.admin.fields import Named, Shown, about
from web.admin.guards import Acts, Guarded, Reads
from web.admin.request_context import RequestContext, WriteContext
from web.admin.zones import (
    FILE,
    AreaShown,
    AreasRedrawn,
    AreaTree,
    FormShown,
    FormsKept,
    Merged,
    NewCode,
    NoSuchArea,
    Parts,
    WrittenForms,
)

router = APIRouter(prefix="/v1/areas", tags=["areas"], route_class=Guarded)

Reader = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS))]
Drawer = Annotated[WriteContext, Depends(Acts(Right.CHANGE_AREAS))]
Importer = Annotated[WriteContext, Depends(Acts(Right.CHANGE_AREAS, takes=GEOJSON))]
DryRun = Annotated[bool, Query(description="only say what would change, for how many residents")]


class NameChanged(Shown):
    """A name of a zone that becomes another; empty where there is none."""

    language: str = Field(examples=["el"])
    case: str = Field(examples=["nominative"])
    before: str = Field(examples=["Πανόραμα"])
    after: str = Field(examples=["Νέο Πανόραμα"])


class ChangeShown(Shown):
    """A zone that has other names than before, or another outline."""

    code: str = Field(examples=["panorama"])
    names: list[NameChanged]
    outline: bool = Field(description="it has another outline")
    residents: int = Field(description="who chose it", examples=[46])


class MoveShown(Shown):
    """A zone that lies in another one than before."""

    code: str = Field(examples=["panorama"])
    before: str = Field(description="the code of the zone around it, empty at the top")
    after: str = Field(examples=["unit-panorama"])
    residents: int = Field(description="who chose it", examples=[46])


class AreasImported(Shown):
    """What becomes of the zones of a file."""

    added: int = Field(examples=[9])
    changed: int
    unchanged: int
    changes: list[ChangeShown]
    moved: list[MoveShown]
    doubtful: list[FormShown] = Field(description="its zones that may need another article")
    dry_run: bool = Field(description="nothing was changed")


@router.get("", summary="The zones, as a tree")
def list_areas(context: Reader) -> AreaTree:
    """All zones, each with those inside it."""
    with context.reading() as session:
        found = list_zones(session)
    return AreaTree(areas=_inside(found, ""))


@router.put(
    "",
    summary="Take over an area file",
    response_model=AreasImported,
    openapi_extra={"requestBody": FILE},
)
def put_areas(context: Importer, dry_run: DryRun = False) -> Response | AreasImported:
    """Whole or not at all; a zone that is there already is changed, and zones that are not in the
    file stay."""
    if dry_run:
        with context.reading() as session:
            plan = plan_import(session, context.body, by=context.by)
            return _imported(session, plan, dry_run=True)

    def imported(session: Session) -> AreasImported:
        done = import_zones(session, context.body, by=context.by, now=context.now)
        return _imported(session, done, dry_run=False)

    return context.act(imported)


@router.patch(
    "/{name}", summary="Write down how messages say where it is", response_model=FormsKept
)
def change_area(context: Drawer, name: Named, form: WrittenForms) -> Response | FormsKept:
    """What was sent keeps its words."""

    def changed(session: Session) -> FormsKept:
        _check_known(session, name, AreaAct.MOVE, {})
        zone = load_gazetteer(session).find(name)
        with about("#/forms"):
            kept = change_forms(session, zone, form.forms, by=context.by, now=context.now)
        return FormsKept(forms=[FormShown.of(each) for each in kept])

    return context.act(changed)


@router.post("/{name}/move", summary="Give a zone another code", response_model=AreasRedrawn)
def move_area(
    context: Drawer, name: Named, form: NewCode, dry_run: DryRun = False
) -> Response | AreasRedrawn:
    """Whoever chose it has it still, and the next file can name it so."""
    return _redrawn(context, name, AreaAct.MOVE, {"#/code": form.code}, dry_run=dry_run)


@router.post("/{name}/merge", summary="Merge zones into this one", response_model=AreasRedrawn)
def merge_areas(
    context: Drawer, name: Named, form: Merged, dry_run: DryRun = False
) -> Response | AreasRedrawn:
    """Whoever chose one of those that go has this one instead, and what lies in them lies in it."""
    return _redrawn(context, name, AreaAct.MERGE, _pointed("gone", form.gone), dry_run=dry_run)


@router.post(
    "/{name}/split", summary="Put zones in the place of this one", response_model=AreasRedrawn
)
def split_area(
    context: Drawer, name: Named, form: Parts, dry_run: DryRun = False
) -> Response | AreasRedrawn:
    """They are imported already; whoever chose this one has all of them instead."""
    return _redrawn(context, name, AreaAct.SPLIT, _pointed("into", form.into), dry_run=dry_run)


@router.delete("/{name}", summary="Remove a zone", response_model=AreasRedrawn)
def remove_area(context: Drawer, name: Named, dry_run: DryRun = False) -> Response | AreasRedrawn:
    """Only one that nobody chose, in which no other lies, and that no schedule or open alert
    names."""
    return _redrawn(context, name, AreaAct.REMOVE, {}, dry_run=dry_run)


def _imported(session: Session, done: AreaImport, *, dry_run: bool) -> AreasImported:
    residents = count_residents_concerned(session, done)
    return AreasImported(
        added=done.added,
        changed=done.changed,
        unchanged=done.unchanged,
        changes=[_change(each, residents[each.code]) for each in done.changes],
        moved=[MoveShown(**asdict(each), residents=residents[each.code]) for each in done.moved],
        doubtful=[FormShown.of(each) for each in done.doubtful],
        dry_run=dry_run,
    )


def _change(change: AreaChange, residents: int) -> ChangeShown:
    names = [NameChanged(**asdict(each)) for each in change.names]
    return ChangeShown(code=change.code, names=names, outline=change.outline, residents=residents)


def _redrawn(
    context: WriteContext, name: str, act: AreaAct, typed: Mapping[str, str], *, dry_run: bool
) -> Response | AreasRedrawn:
    """Carry out what is asked for of the zone in the path; `typed` are the zones of the body, by
    their pointers."""
    others = tuple(typed.values())
    wish = (
        ZoneRedrawing(act, others, (name,))
        if act is AreaAct.MERGE
        else ZoneRedrawing(act, (name,), others)
    )
    if dry_run:
        with context.reading() as session:
            _check_known(session, name, act, typed)
            return AreasRedrawn(
                residents=preview_redrawing(session, wish, by=context.by), dry_run=True
            )

    def redrawn(session: Session) -> AreasRedrawn:
        _check_known(session, name, act, typed)
        return AreasRedrawn(
            residents=redraw_zones(session, wish, by=context.by, now=context.now), dry_run=False
        )

    return context.act(redrawn)


def _check_known(session: Session, name: str, act: AreaAct, typed: Mapping[str, str]) -> None:
    """Refuse a zone that there is not, by where it stands; raises NoSuchArea for that of the
    path."""
    known = load_gazetteer(session)
    try:
        known.find(name)
    except UnknownArea as problem:
        raise NoSuchArea(*problem.details) from None
    for pointer, word in typed.items() if act is not AreaAct.MOVE else ():
        with about(pointer):
            known.find(word)


def _pointed(field: str, words: Sequence[str]) -> Mapping[str, str]:
    return {f"#/{field}/{index}": word for index, word in enumerate(words)}


def _inside(found: list[ZoneView], parent: str) -> list[AreaShown]:
    return [
        AreaShown(
            code=zone.code,
            parent=parent,
            inside=_inside(found, zone.code),
            names={language: dict(forms) for language, forms in zone.names.items()},
            forms=[FormShown.of(each) for each in forms_of(zone.code, zone.names)],
        )
        for zone in found
        if zone.parent == parent
    ]
