"""running: what is due is sent, or withheld and staff told.

due      one pass over every schedule, each in a transaction of its own
firing   one schedule in the caller's transaction; reasons: why it is withheld
clock    the clock of every process that stays
"""

from alerts.schedules.running.clock import schedule_clock
from alerts.schedules.running.due import (
    DuePass,
    count_active_schedules,
    find_next_due,
    list_unfinished_dispatches,
    run_due_schedules,
)
from alerts.schedules.running.firing import DecidedOccurrence

__all__ = [
    "DecidedOccurrence",
    "DuePass",
    "count_active_schedules",
    "find_next_due",
    "list_unfinished_dispatches",
    "run_due_schedules",
    "schedule_clock",
]
