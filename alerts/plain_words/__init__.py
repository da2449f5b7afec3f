"""plain_words: what staff read for each word of the machine (docs/words.md is made from it).

The machine's word stands in the database, in metrics and in the keys of JSON; these words stand wherever a person reads.

alert_words     states, severities, templates and places of an alert
delivery_words  what became of a message, and why it did not arrive
"""

from alerts.plain_words.alert_words import (
    REACH_WORDS,
    SEVERITY_WORDS,
    STATE_WORDS,
    describe_places,
    describe_value,
    template_title,
)
from alerts.plain_words.delivery_words import (
    BLOCK_WORDS,
    DOUBLED_WORDS,
    KNOWLEDGE_WORDS,
    LANE_WORDS,
    MEDIUM_WORDS,
    ROUTE_WORDS,
    describe_outcome,
    explain_failure,
)

__all__ = [
    "BLOCK_WORDS",
    "DOUBLED_WORDS",
    "KNOWLEDGE_WORDS",
    "LANE_WORDS",
    "MEDIUM_WORDS",
    "REACH_WORDS",
    "ROUTE_WORDS",
    "SEVERITY_WORDS",
    "STATE_WORDS",
    "describe_outcome",
    "describe_places",
    "describe_value",
    "explain_failure",
    "template_title",
]
