"""running: what is due is sent, or withheld and staff told.

due      one pass over every schedule, each in a transaction of its own
firing   one schedule in the caller's transaction; reasons: why it is withheld
clock    the clock of every process that stays
"""

from alerts.schedules.running.clock import schedule_clock
from alerts.schedules.running.due import Round, next_due, run_due, unfinished
from alerts.schedules.running.firing import Decided

__all__ = [
    "Decided",
    "Round",
    "next_due",
    "run_due",
    "schedule_clock",
    "unfinished",
]
