"""approval: what a second person decides.

decisions  submitted, approved (and sent with it), rejected
pending    what waits for a person, and who that can be
"""

from alerts.approval.decisions import (
    approve_draft,
    check_approver,
    check_submitted_count,
    reject_draft,
    submit_draft,
)
from alerts.approval.pending import (
    Approvers,
    approvers_of,
    list_unapproved_alerts,
    list_undecided_alerts,
    list_waiting_alerts,
)

__all__ = [
    "Approvers",
    "approve_draft",
    "approvers_of",
    "check_approver",
    "check_submitted_count",
    "list_unapproved_alerts",
    "list_undecided_alerts",
    "list_waiting_alerts",
    "reject_draft",
    "submit_draft",
]
