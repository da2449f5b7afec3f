"""status: how one dispatch stands. Nothing here changes anything.

counting   its messages in numbers; knowledge: what is known of each; routes: by which medium they went
listing    its messages one by one, masked; tracing: the steps of one message
"""

from delivery.status.counting import (
    Tally,
    count_dispatch,
    count_wordings,
    has_message_in,
    is_finished,
    percentile_accepted,
    percentile_delivered,
)
from delivery.status.knowledge import Knowledge, best_known, channels_used
from delivery.status.listing import (
    DeliveryLine,
    MissedMessage,
    contacts_in,
    contacts_not_reached,
    list_deliveries,
    list_doubled_deliveries,
    list_missed_deliveries,
    list_missed_messages,
)
from delivery.status.routes import Route, RouteShare, count_routes
from delivery.status.tracing import TracedMessage, TraceStep, TraceStepKind, trace_messages

__all__ = [
    "DeliveryLine",
    "Knowledge",
    "MissedMessage",
    "Route",
    "RouteShare",
    "Tally",
    "TraceStep",
    "TraceStepKind",
    "TracedMessage",
    "best_known",
    "channels_used",
    "contacts_in",
    "contacts_not_reached",
    "count_dispatch",
    "count_routes",
    "count_wordings",
    "has_message_in",
    "is_finished",
    "list_deliveries",
    "list_doubled_deliveries",
    "list_missed_deliveries",
    "list_missed_messages",
    "percentile_accepted",
    "percentile_delivered",
    "trace_messages",
]
