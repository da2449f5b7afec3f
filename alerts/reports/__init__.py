"""reports: what became of an alert.

counting   counts its deliveries; figures, summaries: the numbers, as staff read them and as JSON
missed     whom nothing reached, and who was told in person since
tracing    what became of it for one resident
"""

from alerts.reports.counting import (
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
from alerts.reports.tracing import trace_alert

__all__ = [
    "MissedRecipient",
    "AlertReport",
    "Summary",
    "list_every_delivery",
    "list_unknown",
    "list_missed_people",
    "list_not_reached",
    "summarize_people",
    "list_possibly_doubled",
    "make_report",
    "mark_told_in_person",
    "count_told_in_person",
    "trace_alert",
    "unmark_told_in_person",
]
