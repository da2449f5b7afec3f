"""alerts: the journey of one alert, from what staff type to the report. It owns the alert and its states.

composition  what was typed is checked and rendered once: a draft
forecasting  whom it would reach, parts, cost, minutes
rehearsal    the words to the operator's own phone and mailbox first
issuing      ONE transaction: alert, frozen words, a delivery for every recipient
register     alerts found, listed and closed; reporting: what became of them
"""

from alerts.composition import Draft, Office, Request, compose, parts_of
from alerts.forecasting import Forecast, Group, forecast
from alerts.issuing import Issued, check_count, issue, issued_before
from alerts.register import UnknownAlert, close_settled, count_by_state, find_alert, latest_alerts, resend_unknown, wordings
from alerts.rehearsal import rehearse
from alerts.reporting import Report, everybody, held, not_reached, possibly_doubled, report
from alerts.tables import Alert, AlertState, Reach

__all__ = [
    "Alert", "AlertState", "Draft", "Forecast", "Group", "Issued", "Office", "Reach", "Report", "Request",
    "UnknownAlert", "check_count", "close_settled", "compose", "count_by_state", "everybody", "find_alert", "forecast", "held", "issue",
    "issued_before", "latest_alerts", "not_reached", "parts_of", "possibly_doubled", "rehearse", "report",
    "resend_unknown", "wordings",
]  # fmt: skip
