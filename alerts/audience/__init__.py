"""audience: who will get an alert, how many they are, and what that costs.

addressing  the one query behind forecast, question, rule, schedule and sending
forecasts   people, parts, cost and minutes, before anything is sent
counts      the number that staff confirmed still holds, within 1 %
"""

from alerts.audience.addressing import Headcount
from alerts.audience.counts import check_anybody, check_count, check_headcount
from alerts.audience.forecasts import Forecast, Group, forecast, forecast_of

__all__ = [
    "Forecast",
    "Group",
    "Headcount",
    "check_anybody",
    "check_count",
    "check_headcount",
    "forecast",
    "forecast_of",
]
