"""publishing: what everybody may read of the alerts that were issued.

public_alerts  an alert as a page tells it, without a word that belongs to one person
stands         what may still change of an issued alert, so that the rest is read once
"""

from alerts.publishing.public_alerts import (
    PublicAlert,
    find_public_alert,
    list_live_alerts,
    read_public_alerts,
)
from alerts.publishing.stands import AlertStand, list_alert_stands

__all__ = [
    "AlertStand",
    "PublicAlert",
    "find_public_alert",
    "list_alert_stands",
    "list_live_alerts",
    "read_public_alerts",
]
