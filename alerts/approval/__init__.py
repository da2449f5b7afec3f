"""approval: what a second person decides.

decisions  submitted, approved (and sent with it), rejected
pending    what waits for a person, and who that can be
"""

from alerts.approval.decisions import approve, check_approver, check_expected, reject, submit
from alerts.approval.pending import Approvers, approvers_of, unapproved, undecided_alerts

__all__ = [
    "Approvers",
    "approve",
    "approvers_of",
    "check_approver",
    "check_expected",
    "reject",
    "submit",
    "unapproved",
    "undecided_alerts",
]
