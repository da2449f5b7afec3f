"""areas: where. Owns the table of zones: a tree whose names know the Greek cases, each with its shape where it is known.

geojson   what an area file holds, and everything that is wrong with it; shapes: its outlines
atlas     a file kept, whole or not at all: `import_zones`
tree      the zones in the order of their tree: `zones`
targets   what staff typed, found: `resolve` makes it an `Area`, `gazetteer` finds one zone after another
words     words compared as people read them, without case and accents
The whole municipality is always an area: `resolve(session, [])`.
"""

from areas.atlas import AreaImport, import_zones
from areas.geojson import BadAreaFile, UnreadableAreaFile
from areas.targets import AmbiguousArea, Area, Gazetteer, UnknownArea, gazetteer, resolve
from areas.tree import ZoneView, zones
from areas.words import folded

__all__ = [
    "AmbiguousArea", "Area", "AreaImport", "BadAreaFile", "Gazetteer", "UnknownArea", "UnreadableAreaFile", "ZoneView",
    "folded", "gazetteer", "import_zones", "resolve", "zones",
]  # fmt: skip
