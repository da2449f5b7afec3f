"""audience: who will get an alert, how many they are, and what that costs.

addressing  the one query behind forecast, question, rule, schedule and sending
forecasts   people, parts, cost and minutes, before anything is sent
repeats     whether the same words went to the same places lately
counts      the number that staff confirmed still holds, within 1 %
"""

from alerts.audience.addressing import RecipientCount
from alerts.audience.counts import check_any_recipient, check_confirmed_count, check_expected_count
from alerts.audience.forecasts import Forecast, ForecastGroup, forecast_alert, forecast_draft
from alerts.audience.repeats import EarlierAlert

__all__ = [
    "EarlierAlert",
    "Forecast",
    "ForecastGroup",
    "RecipientCount",
    "check_any_recipient",
    "check_confirmed_count",
    "check_expected_count",
    "forecast_alert",
    "forecast_draft",
]
