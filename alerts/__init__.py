"""alerts: the journey of one alert, from what staff type to the report. It owns the alert and its states.

tables, states, transitions  the alert, its words, and every move from state to state (docs/states.md)
office                       who warns; register: alerts found, listed and counted; public_numbers: by which they ask for it
publishing                   what everybody may read
acts                         what the journal keeps; chains: which alert corrected which
composing, audience          the words of a draft; who gets it, how many, at what cost
issuing, approval            drafts, the two-person rule, ONE transaction that sends; what a second person decides
corrections                  updated, ended or taken back
reports, recovery            what became of it; what goes on when staff say so
housekeeping, schedules      what goes on by itself; what is said again and when; zones: the map changes
plain_words, staff_notices   what people read
"""

from alerts.chains import AlertEnding, ending_by, holds_again, last_correction, read_endings
from alerts.office import Office
from alerts.public_numbers import EXAMPLE, alert_page, read_public_number
from alerts.register import (
    UnknownAlert,
    count_alerts_by_state,
    dispatch_of,
    find_alert,
    find_trial_alerts,
    list_latest_alerts,
    wordings_of_alert,
)
from alerts.states import AlertState, CorrectionKind, MsgType, Reach
from alerts.tables import Alert

__all__ = [
    "EXAMPLE",
    "UnknownAlert",
    "alert_page",
    "Alert",
    "AlertEnding",
    "AlertState",
    "CorrectionKind",
    "MsgType",
    "Office",
    "Reach",
    "count_alerts_by_state",
    "dispatch_of",
    "ending_by",
    "find_alert",
    "find_trial_alerts",
    "holds_again",
    "last_correction",
    "list_latest_alerts",
    "read_endings",
    "read_public_number",
    "wordings_of_alert",
]
