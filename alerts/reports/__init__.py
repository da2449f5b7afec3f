"""reports: what became of an alert.

counting   counts its deliveries; figures, summaries: the numbers, as staff read them and as JSON
missed     whom nothing reached, and who was told in person since
tracing    what became of it for one resident
"""

from alerts.reports.counting import (
    everybody,
    held,
    not_reached,
    people_of,
    possibly_doubled,
    report,
)
from alerts.reports.figures import Report
from alerts.reports.missed import Missed, missed_by, tick_off, told_in_person, untick
from alerts.reports.summaries import Summary
from alerts.reports.tracing import trace_alert

__all__ = [
    "Missed",
    "Report",
    "Summary",
    "everybody",
    "held",
    "missed_by",
    "not_reached",
    "people_of",
    "possibly_doubled",
    "report",
    "tick_off",
    "told_in_person",
    "trace_alert",
    "untick",
]
