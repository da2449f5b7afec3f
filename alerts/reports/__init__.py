"""reports: what became of an alert.

counting   counts its deliveries; figures, summaries: the numbers, as staff read them and as JSON
missed     whom nothing reached, and who was told in person since
told_since whom a correction in its place told
tracing    what became of it for one resident
"""

from alerts.register import trials_of
from alerts.reports.counting import (
    count_people_not_reached,
    list_every_delivery,
    list_not_reached,
    list_possibly_doubled,
    list_unknown,
    make_report,
    summarize_people,
)
from alerts.reports.figures import AlertReport
from alerts.reports.missed import (
    MissedRecipient,
    count_told_in_person,
    list_missed_people,
    mark_told_in_person,
    unmark_told_in_person,
)
from alerts.reports.summaries import Summary
from alerts.reports.told_since import ToldSince, count_told_since
from alerts.reports.tracing import trace_alert

__all__ = [
    "AlertReport",
    "MissedRecipient",
    "Summary",
    "ToldSince",
    "count_people_not_reached",
    "count_told_in_person",
    "count_told_since",
    "list_every_delivery",
    "list_missed_people",
    "list_not_reached",
    "list_possibly_doubled",
    "list_unknown",
    "make_report",
    "mark_told_in_person",
    "summarize_people",
    "trace_alert",
    "trials_of",
    "unmark_told_in_person",
]
