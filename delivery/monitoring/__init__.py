"""monitoring: how all of delivery stands, for status pages, checks and metrics. Nothing here changes anything.

lanes      what waits in each lane and since when, and which channels rest
waiting    what no time moves on by itself, and how many people wait
counter_values  what was counted since the beginning, and a zero for what has not happened yet
"""

from delivery.measures import ALL_METRICS, MetricDefinition, MetricValue
from delivery.monitoring.counter_values import list_counters
from delivery.monitoring.lanes import DeliveryLoad, QueueLoad, RestingChannel, count_load
from delivery.monitoring.waiting import (
    Remainder,
    UndecidedMessages,
    count_remainder,
    count_waiting_contacts,
    list_undecided,
    read_last_failure,
    select_accepted,
    select_queued,
)
from delivery.workers import at_work_since, last_heartbeat

__all__ = [
    "ALL_METRICS",
    "DeliveryLoad",
    "MetricDefinition",
    "MetricValue",
    "QueueLoad",
    "Remainder",
    "RestingChannel",
    "UndecidedMessages",
    "at_work_since",
    "count_load",
    "count_remainder",
    "count_waiting_contacts",
    "last_heartbeat",
    "list_counters",
    "list_undecided",
    "read_last_failure",
    "select_accepted",
    "select_queued",
]
