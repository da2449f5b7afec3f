"""Shapes: the outline of a zone, as GeoJSON has it (RFC 7946) and as it must be on the ground."""

import math
import re
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from runtime import Said, said

Shape = dict[str, object]
Position = list[float]
Ring = list[Position]

# Greece and Cyprus, in degrees of WGS 84.
WEST, EAST, SOUTH, NORTH = 19.0, 35.0, 34.0, 42.0
NARROWEST = 1  # metre
METRES_A_DEGREE = 111_320
_FAULT = re.compile(r"(?P<what>[^\[]+)\[(?P<where>[^\]]+)\]")
_FAULTS = {
    "Self-intersection": said("its outline crosses itself"),
    "Ring Self-intersection": said("its outline touches itself"),
    "Hole lies outside shell": said("one of its holes lies outside"),
    "Nested shells": said("one of its polygons lies inside another"),
    "Duplicate Rings": said("one of its outlines is there twice"),
    "Too few points in geometry component": said("its outline encloses nothing"),
}


class BadShape(ValueError):
    """What is wrong with an outline, in words that follow the zone's code."""

    def __init__(self, what: Said) -> None:
        super().__init__(what)
        self.what = what


def read_shape(geometry: object) -> Shape:
    """The geometry to keep, empty for a zone without one; raises BadShape."""
    if geometry is None:
        return {}
    if not isinstance(geometry, dict):
        raise BadShape(said("its geometry is neither a GeoJSON geometry nor null"))
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadShape(said("its geometry must be a Polygon, a MultiPolygon or null"))
    polygons = [
        _polygon(item) for item in ([coordinates] if kind == "Polygon" else _listed(coordinates))
    ]
    found: Shape = {"type": kind, "coordinates": polygons[0] if kind == "Polygon" else polygons}
    _sound(found)
    return found


def _polygon(rings: object) -> list[Ring]:
    return [_ring(ring) for ring in _listed(rings)]


def _ring(positions: object) -> Ring:
    ring = [_position(position) for position in _listed(positions)]
    if ring[0] != ring[-1]:
        raise BadShape(said("its outline is not closed: the last position must repeat the first"))
    if len(ring) < 4:
        raise BadShape(said("its outline has fewer than three corners"))
    return ring


def _position(found: object) -> Position:
    if not isinstance(found, list) or len(found) < 2:
        raise BadShape(said("a position must be [longitude, latitude]"))
    longitude, latitude = _degrees(found[0]), _degrees(found[1])
    if _on_the_map(longitude, latitude):
        return [longitude, latitude]
    if _on_the_map(latitude, longitude):
        raise BadShape(
            said(
                "longitude and latitude are swapped at [{longitude:g}, {latitude:g}]: longitude comes first",
                longitude=longitude,
                latitude=latitude,
            )
        )
    if max(abs(longitude), abs(latitude)) > 180:
        raise BadShape(said("its coordinates are not degrees: save the file in WGS 84 (EPSG:4326)"))
    raise BadShape(
        said(
            "[{longitude:g}, {latitude:g}] lies outside Greece and Cyprus",
            longitude=longitude,
            latitude=latitude,
        )
    )


def _degrees(number: object) -> float:
    if (
        isinstance(number, bool)
        or not isinstance(number, (int, float))
        or not math.isfinite(number)
    ):
        raise BadShape(said("a coordinate is not a number"))
    return float(number)


def _on_the_map(longitude: float, latitude: float) -> bool:
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def _listed(found: object) -> Sequence[object]:
    if not isinstance(found, list) or not found:
        raise BadShape(said("its coordinates are empty or not nested as RFC 7946 says"))
    return found


def _sound(found: Shape) -> None:
    outline = shape(found)
    words = explain_validity(outline)
    if words == "Valid Geometry":
        return _wide_enough(outline)
    fault = _FAULT.match(words)
    if fault is None:
        raise BadShape(said("its outline is not valid: {fault}", fault=words))
    what = _FAULTS.get(
        fault["what"], said("its outline is not valid ({fault})", fault=fault["what"])
    )
    raise BadShape(
        said("{what} near [{place}]", what=what, place=fault["where"].replace(" ", ", "))
    )


def _wide_enough(outline: BaseGeometry) -> None:
    """Refuse what is left over where two outlines do not meet: twice the area by the length of its
    outline is its mean width."""
    for polygon in outline.geoms if isinstance(outline, MultiPolygon) else [outline]:
        ground = shapely.transform(polygon, _in_metres)
        if isinstance(ground, Polygon) and 2 * ground.area / ground.length < NARROWEST:
            place = f"{polygon.centroid.x:.5g}, {polygon.centroid.y:.5g}"
            what = said("one of its polygons is a sliver, less than {most} m wide", most=NARROWEST)
            raise BadShape(said("{what} near [{place}]", what=what, place=place))


def _in_metres(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes and latitudes as metres, near enough for a width."""
    east = degrees[:, 0] * np.cos(np.radians(degrees[:, 1]))
    return np.column_stack((east, degrees[:, 1])) * METRES_A_DEGREE
