"""recovery: what was stopped or failed goes on when staff say so.

resending       an alert once more, to those whom it failed or of whom nobody knows
suspected_runs  a channel that was stopped for its refusals
quarantine      what a copied home holds back
"""

from alerts.recovery.quarantine import (
    NothingHeld,
    QuarantinedAlert,
    ReleaseResult,
    list_quarantined_alerts,
    release_alert,
    release_home,
)
from alerts.recovery.resending import count_messages_to_resend, may_be_resent, send_alert_again
from alerts.recovery.suspected_runs import ResumedLane, lift_alert_blocks, resume_channel

__all__ = [
    "NothingHeld",
    "QuarantinedAlert",
    "ReleaseResult",
    "ResumedLane",
    "count_messages_to_resend",
    "lift_alert_blocks",
    "list_quarantined_alerts",
    "may_be_resent",
    "release_alert",
    "release_home",
    "resume_channel",
    "send_alert_again",
]
