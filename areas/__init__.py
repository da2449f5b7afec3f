"""areas: where. Owns the table of zones: a tree whose names know the Greek cases, each with its shape where it is known.

geojson   what an area file holds, and everything that is wrong with it; shapes: its outlines
atlas     a file kept, whole or not at all: `import_zones`; what it would change: `plan_import`
redrawing zones get another code, or go: `rename_zone`, `drop_zones`
tree      the zones in the order of their tree: `zones`
targets   what staff typed, found: `resolve` makes it an `Area`, `gazetteer` finds one zone after another
words     words compared as people read them, without case and accents
The whole municipality is always an area: `resolve(session, [])`.
"""

from areas.atlas import AreaChange, AreaImport, import_zones, plan_import
from areas.redrawing import BadAreaChange, drop_zones, rename_zone
from areas.targets import AmbiguousArea, Area, Gazetteer, UnknownArea, gazetteer, resolve
from areas.tree import ZoneView, zones
from areas.words import EVERYWHERE, folded

__all__ = [
    "EVERYWHERE",
    "AmbiguousArea",
    "Area",
    "AreaChange",
    "AreaImport",
    "BadAreaChange",
    "Gazetteer",
    "UnknownArea",
    "ZoneView",
    "drop_zones",
    "folded",
    "gazetteer",
    "import_zones",
    "plan_import",
    "rename_zone",
    "resolve",
    "zones",
]
