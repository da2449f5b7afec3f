"""The areas: the zones as a tree, and taking over an area file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field
from sqlmodel import Session

from areas import ZoneView, import_zones, zones
from runtime import Right
from web.admin.bodies import GEOJSON
from web.admin.guards import Acts, Guarded, Reads
from web.admin.visits import Errand, Visit
from web.admin.words import Shown

router = APIRouter(prefix="/v1/areas", tags=["areas"], route_class=Guarded)

Reader = Annotated[Visit, Depends(Reads(Right.READ_ALERTS))]
Importer = Annotated[Errand, Depends(Acts(Right.CHANGE_AREAS, takes=GEOJSON))]
NAMES = {"el": {"nominative": "Πανόραμα", "genitive": "Πανοράματος", "accusative": "Πανόραμα"}}
FILE = {
    "required": True,
    "content": {
        GEOJSON.types[0]: {
            "schema": {"type": "object", "description": "a GeoJSON FeatureCollection in WGS 84"},
            "example": {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "geometry": None,
                        "properties": {
                            "code": "panorama", "name_el": "Πανόραμα", "name_el_genitive": "Πανοράματος",
                            "name_el_accusative": "Πανόραμα", "name_en": "Panorama",
                        },
                    }
                ],
            },
        }
    },
}  # fmt: skip


class AreaShown(Shown):
    """One zone and those inside it."""

    code: str = Field(examples=["panorama"])
    parent: str = Field(description="the code of the zone around it, empty at the top")
    names: dict[str, dict[str, str]] = Field(description="by language and case", examples=[NAMES])
    inside: list["AreaShown"]


class AreaTree(Shown):
    """All zones; the whole municipality is always an area."""

    areas: list[AreaShown]


class AreasImported(Shown):
    """What became of the zones of a file."""

    added: int = Field(examples=[9])
    changed: int
    unchanged: int


@router.get("", summary="The zones, as a tree")
def list_areas(visit: Reader) -> AreaTree:
    """All zones, each with those inside it."""
    with visit.reading() as session:
        found = zones(session)
    return AreaTree(areas=_inside(found, ""))


@router.put(
    "", summary="Take over an area file", response_model=AreasImported, openapi_extra={"requestBody": FILE}
)
def put_areas(errand: Importer) -> Response:
    """Whole or not at all; a zone that is there already is changed, and zones that are not in the file stay."""

    def imported(session: Session) -> AreasImported:
        done = import_zones(session, errand.body, by=errand.by, now=errand.now)
        return AreasImported(added=done.added, changed=done.changed, unchanged=done.unchanged)

    return errand.act(imported)


def _inside(found: list[ZoneView], parent: str) -> list[AreaShown]:
    return [
        AreaShown(
            code=zone.code, parent=parent, inside=_inside(found, zone.code),
            names={language: dict(forms) for language, forms in zone.names.items()},
        )
        for zone in found
        if zone.parent == parent
    ]  # fmt: skip
