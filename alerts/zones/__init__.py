"""zones: the office draws its zones anew, and no alert or schedule loses the people it is for.

redrawing  zones are moved, merged, split and removed
"""

from alerts.zones.redrawing import (
    AreaAct,
    ZoneRedrawing,
    count_residents_concerned,
    preview_redrawing,
    redraw_zones,
)

__all__ = [
    "AreaAct",
    "ZoneRedrawing",
    "count_residents_concerned",
    "preview_redrawing",
    "redraw_zones",
]
