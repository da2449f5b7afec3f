"""timeline: the single occurrences of a schedule, behind us and to come.

history     what became of them, and of those of schedules that were removed since
simulation  what would fire between two moments, and what would not, and why
skipping    one of them left out, and brought back
"""

from alerts.schedules.timeline.history import (
    PastOccurrence,
    ScheduleHistory,
    list_histories,
)
from alerts.schedules.timeline.simulation import (
    BadWindow,
    ExpectedFiring,
    ExpectedState,
    simulate_firings,
)
from alerts.schedules.timeline.skipping import restore_occurrence, skip_occurrence

__all__ = [
    "BadWindow",
    "ExpectedFiring",
    "ExpectedState",
    "PastOccurrence",
    "ScheduleHistory",
    "list_histories",
    "restore_occurrence",
    "simulate_firings",
    "skip_occurrence",
]
