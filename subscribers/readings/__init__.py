"""readings: what people write, read into the one form that is stored; what cannot be read is a `BadValue`.

cells      what stands in a cell, without what spreadsheets put around it; `guard_cell` for what one may take for a formula
phones, emails, places, languages, dates   numbers, addresses, zones, languages, and the day of a consent
texts      names, topics, groups, yes and no, and what stands behind a consent
"""

from subscribers.readings.bad_values import BadValue
from subscribers.readings.cells import guard_cell
from subscribers.readings.dates import ConsentNeeded, read_given_at
from subscribers.readings.emails import read_email
from subscribers.readings.languages import read_language
from subscribers.readings.phones import (
    CostlyPhone,
    ForeignPhone,
    NotMobile,
    read_landline,
    read_phone,
)
from subscribers.readings.texts import read_group, read_groups, read_name, read_source, read_topic

__all__ = [
    "BadValue",
    "ConsentNeeded",
    "CostlyPhone",
    "ForeignPhone",
    "NotMobile",
    "guard_cell",
    "read_email",
    "read_given_at",
    "read_group",
    "read_groups",
    "read_landline",
    "read_language",
    "read_name",
    "read_phone",
    "read_source",
    "read_topic",
]
