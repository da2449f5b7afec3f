"""timing: when a schedule falls due; it knows no tables.

moments      moments and spans as staff type them
recurrences  cron lines, spans and moments become slots: each once, in order, across both nights clocks change
relative     `occurrence+2h` in the values of a schedule
"""

from alerts.schedules.timing.moments import read_instant, read_span, read_window_end, type_moment
from alerts.schedules.timing.recurrences import Slot

__all__ = [
    "Slot",
    "read_instant",
    "read_span",
    "read_window_end",
    "type_moment",
]
