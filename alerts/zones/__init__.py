"""zones: the office draws its zones anew, and no alert or schedule loses the people it is for.

redrawing  zones are moved, merged, split and removed
"""

from alerts.zones.redrawing import AreaAct, Redrawing, count_concerned, redraw, would_redraw

__all__ = [
    "AreaAct",
    "Redrawing",
    "count_concerned",
    "redraw",
    "would_redraw",
]
