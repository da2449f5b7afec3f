"""status: how one dispatch stands. Nothing here changes anything.

counting   its messages in numbers; knowledge: what is known of each; routes: by which medium they went
listing    its messages one by one, masked; tracing: the steps of one message
"""

from delivery.status.counting import (
    Tally,
    count_variants,
    ended_as,
    finished,
    percentile_accepted,
    percentile_delivered,
    tally,
)
from delivery.status.knowledge import Known, best_known, taken_by
from delivery.status.listing import (
    Line,
    Try,
    doubled_lines,
    lines,
    lost_contacts,
    missed_lines,
    reached_or_open,
    tries_for,
)
from delivery.status.routes import Road, Stretch, stretches
from delivery.status.tracing import Step, StepKind, TracedMessage, trace_messages

__all__ = [
    "Known",
    "Line",
    "Road",
    "Step",
    "StepKind",
    "Stretch",
    "Tally",
    "TracedMessage",
    "Try",
    "best_known",
    "count_variants",
    "doubled_lines",
    "ended_as",
    "finished",
    "lines",
    "lost_contacts",
    "missed_lines",
    "percentile_accepted",
    "percentile_delivered",
    "reached_or_open",
    "stretches",
    "taken_by",
    "tally",
    "trace_messages",
    "tries_for",
]
