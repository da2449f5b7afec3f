"""Shapes: the outline of a zone, as GeoJSON has it (RFC 7946) and as it must be on the ground."""

import math
import re
from collections.abc import Sequence

from shapely.geometry import shape
from shapely.validation import explain_validity

Shape = dict[str, object]
Position = list[float]
Ring = list[Position]

# Greece and Cyprus, in degrees of WGS 84.
WEST, EAST, SOUTH, NORTH = 19.0, 35.0, 34.0, 42.0
_FAULT = re.compile(r"(?P<what>[^\[]+)\[(?P<where>[^\]]+)\]")
_FAULTS = {
    "Self-intersection": "its outline crosses itself",
    "Ring Self-intersection": "its outline touches itself",
    "Hole lies outside shell": "one of its holes lies outside",
    "Nested shells": "one of its polygons lies inside another",
    "Duplicate Rings": "one of its outlines is there twice",
    "Too few points in geometry component": "its outline encloses nothing",
}


class BadShape(ValueError):
    """What is wrong with an outline, in words that follow the zone's code."""


def read_shape(geometry: object) -> Shape:
    """The geometry to keep, empty for a zone without one; raises BadShape."""
    if geometry is None:
        return {}
    if not isinstance(geometry, dict):
        raise BadShape("its geometry is neither a GeoJSON geometry nor null")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadShape("its geometry must be a Polygon, a MultiPolygon or null")
    polygons = [_polygon(item) for item in ([coordinates] if kind == "Polygon" else _listed(coordinates))]
    found: Shape = {"type": kind, "coordinates": polygons[0] if kind == "Polygon" else polygons}
    _sound(found)
    return found


def _polygon(rings: object) -> list[Ring]:
    return [_ring(ring) for ring in _listed(rings)]


def _ring(positions: object) -> Ring:
    ring = [_position(position) for position in _listed(positions)]
    if ring[0] != ring[-1]:
        raise BadShape("its outline is not closed: the last position must repeat the first")
    if len(ring) < 4:
        raise BadShape("its outline has fewer than three corners")
    return ring


def _position(found: object) -> Position:
    if not isinstance(found, list) or len(found) < 2:
        raise BadShape("a position must be [longitude, latitude]")
    longitude, latitude = _degrees(found[0]), _degrees(found[1])
    if _on_the_map(longitude, latitude):
        return [longitude, latitude]
    if _on_the_map(latitude, longitude):
        raise BadShape(
            f"longitude and latitude are swapped at [{longitude:g}, {latitude:g}]: longitude comes first"
        )
    if max(abs(longitude), abs(latitude)) > 180:
        raise BadShape("its coordinates are not degrees: save the file in WGS 84 (EPSG:4326)")
    raise BadShape(f"[{longitude:g}, {latitude:g}] lies outside Greece and Cyprus")


def _degrees(number: object) -> float:
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not math.isfinite(number):
        raise BadShape("a coordinate is not a number")
    return float(number)


def _on_the_map(longitude: float, latitude: float) -> bool:
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def _listed(found: object) -> Sequence[object]:
    if not isinstance(found, list) or not found:
        raise BadShape("its coordinates are empty or not nested as RFC 7946 says")
    return found


def _sound(found: Shape) -> None:
    words = explain_validity(shape(found))
    if words == "Valid Geometry":
        return
    fault = _FAULT.match(words)
    if fault is None:
        raise BadShape(f"its outline is not valid: {words}")
    what = _FAULTS.get(fault["what"], f"its outline is not valid ({fault['what']})")
    raise BadShape(f"{what} near [{fault['where'].replace(' ', ', ')}]")
