"""recovery: what was stopped or failed goes on when staff say so.

resending       an alert once more, to those whom it failed or of whom nobody knows
suspected_runs  a channel that was stopped for its refusals
quarantine      what a copied home holds back
"""

from alerts.recovery.quarantine import (
    HeldBack,
    NothingHeld,
    Released,
    held_back,
    release_alert,
    release_home,
)
from alerts.recovery.resending import resend, resendable
from alerts.recovery.suspected_runs import Mended, resume_channel, unblock

__all__ = [
    "HeldBack",
    "Mended",
    "NothingHeld",
    "Released",
    "held_back",
    "release_alert",
    "release_home",
    "resend",
    "resendable",
    "resume_channel",
    "unblock",
]
