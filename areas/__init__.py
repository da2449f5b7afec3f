"""areas: where. Owns the table of zones: a tree whose names know the Greek cases, each with its shape where it is known.

geojson   what an area file holds, and everything that is wrong with it; naming: its names, shapes: its outlines
atlas     a file kept, whole or not at all: `import_zones`; what it would change: `plan_import`
forms     what follows «χιονόπτωση» of each zone, written down or proposed: `list_forms`, `change_forms`
redrawing zones get another code, or go: `rename_zone`, `drop_zones`
tree      the zones in the order of their tree: `list_zones`
targets   what staff typed, found: `find_area` makes it an `Area`, `load_gazetteer` finds one zone after another
words     words compared as people read them, without case and accents
The whole municipality is always an area: `find_area(session, [])`.
"""

from areas.atlas import AreaChange, AreaImport, import_zones, plan_import
from areas.forms import (
    DoubtedForm,
    FormOrigin,
    PlaceForm,
    change_forms,
    doubted_forms,
    forms_of,
    list_forms,
)
from areas.redrawing import BadAreaChange, drop_zones, rename_zone
from areas.targets import AmbiguousArea, Area, Gazetteer, UnknownArea, find_area, load_gazetteer
from areas.tree import ZoneView, list_zones
from areas.words import EVERYWHERE, fold_text

__all__ = [
    "EVERYWHERE",
    "AmbiguousArea",
    "Area",
    "AreaChange",
    "AreaImport",
    "BadAreaChange",
    "DoubtedForm",
    "FormOrigin",
    "Gazetteer",
    "PlaceForm",
    "UnknownArea",
    "ZoneView",
    "change_forms",
    "doubted_forms",
    "drop_zones",
    "find_area",
    "fold_text",
    "forms_of",
    "import_zones",
    "list_forms",
    "list_zones",
    "load_gazetteer",
    "plan_import",
    "rename_zone",
]
