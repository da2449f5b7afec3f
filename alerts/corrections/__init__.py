"""corrections: an issued alert is updated, ended or taken back.

preparing    what would correct it, checked and rendered; superseding: what an update replaces
refusals     why it cannot be corrected so
correcting   ONE transaction: the old stops, the new goes to those it reached; launching: the rules, the recipients, the notice
"""

from alerts.corrections.correcting import Corrected, correct, reached_by
from alerts.corrections.launching import UpdateNeedsApproval
from alerts.corrections.preparing import (
    Amendment,
    Wish,
    amend,
    amend_by_choice,
    check_same,
    open_choices,
    ready_corrections,
)

__all__ = [
    "Amendment",
    "Corrected",
    "UpdateNeedsApproval",
    "Wish",
    "amend",
    "amend_by_choice",
    "check_same",
    "correct",
    "open_choices",
    "reached_by",
    "ready_corrections",
]
