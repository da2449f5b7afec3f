"""monitoring: how all of delivery stands, for status pages, checks and metrics. Nothing here changes anything.

lanes      what waits in each lane and since when, and which channels rest
waiting    what no time moves on by itself, and how many people wait
counter_values  what was counted since the beginning, and a zero for what has not happened yet
"""

from delivery.measures import ALL_MEASURES, Measure, Measured
from delivery.monitoring.counter_values import counters
from delivery.monitoring.lanes import Queue, Resting, Standing, standing
from delivery.monitoring.waiting import (
    Remainder,
    Undecided,
    count_waiting,
    handed_over,
    queued,
    still_to_try,
    undecided,
)
from delivery.workers import at_work_since, last_heartbeat

__all__ = [
    "ALL_MEASURES",
    "Measure",
    "Measured",
    "Queue",
    "Remainder",
    "Resting",
    "Standing",
    "Undecided",
    "at_work_since",
    "count_waiting",
    "counters",
    "handed_over",
    "last_heartbeat",
    "queued",
    "standing",
    "still_to_try",
    "undecided",
]
