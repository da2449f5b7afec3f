"""issuing: drafts are kept, and sent by one person where the rules allow it.

drafting    stored drafts, their edits, and everybody who wrote them; unissued: what was sent is corrected
policy      when an alert needs a second person, and what an override needs
one_person  sent without one
launching   ONE transaction: alert, frozen words, a delivery for every recipient
"""

from alerts.issuing.drafting import (
    authors_of,
    edit_draft,
    find_alert_by_key,
    keep_draft,
)
from alerts.issuing.one_person import (
    IssuedAlert,
    check_sendable,
    check_words,
    issue_alert,
    send_draft,
)
from alerts.issuing.policy import (
    ApprovalRules,
    NeedsApproval,
    Override,
    SecondPerson,
    approval_rules_for,
    explain_second_person,
    has_few_approvers,
    read_override,
    second_person_for,
    was_sent_alone,
)
from alerts.issuing.unissued import check_unissued

__all__ = [
    "ApprovalRules",
    "IssuedAlert",
    "NeedsApproval",
    "Override",
    "SecondPerson",
    "approval_rules_for",
    "authors_of",
    "check_sendable",
    "check_unissued",
    "check_words",
    "edit_draft",
    "explain_second_person",
    "find_alert_by_key",
    "has_few_approvers",
    "issue_alert",
    "keep_draft",
    "read_override",
    "second_person_for",
    "send_draft",
    "was_sent_alone",
]
