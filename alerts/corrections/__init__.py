"""corrections: an issued alert is updated, ended or taken back.

preparing    what would correct it, checked and rendered; superseding: what an update replaces
refusals     why it cannot be corrected so; promises: what takes an ending back denies no danger
correcting   ONE transaction: the old stops, the new goes to those it reached; launching: the rules, the recipients, the notice
"""

from alerts.corrections.correcting import CorrectedAlert, count_reached, issue_correction
from alerts.corrections.launching import UpdateNeedsApproval
from alerts.corrections.preparing import (
    CorrectionRequest,
    PreparedCorrection,
    check_seen_correction,
    list_open_choices,
    prepare_by_choice,
    prepare_correction,
    prepare_withdrawals,
)

__all__ = [
    "CorrectedAlert",
    "CorrectionRequest",
    "PreparedCorrection",
    "UpdateNeedsApproval",
    "check_seen_correction",
    "count_reached",
    "issue_correction",
    "list_open_choices",
    "prepare_by_choice",
    "prepare_correction",
    "prepare_withdrawals",
]
