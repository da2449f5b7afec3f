"""plain_words: what staff read for each word of the machine (docs/words.md is made from it).

The machine's word stands in the database, in metrics and in the keys of JSON; these words stand wherever a person reads.

alert_words     states, severities, templates and places of an alert
delivery_words  what became of a message, and why it did not arrive
"""

from alerts.plain_words.alert_words import REACHES, SEVERITIES, STATES, titled, where
from alerts.plain_words.delivery_words import (
    BLOCKS,
    DOUBLED,
    KNOWN_WORDS,
    LANES,
    MEDIA,
    ROADS,
    what_became,
    why_not,
)

__all__ = [
    "BLOCKS",
    "DOUBLED",
    "KNOWN_WORDS",
    "LANES",
    "MEDIA",
    "REACHES",
    "ROADS",
    "SEVERITIES",
    "STATES",
    "titled",
    "what_became",
    "where",
    "why_not",
]
