"""issuing: drafts are kept, and sent by one person where the rules allow it.

drafting    stored drafts, their edits, and everybody who wrote them
policy      when an alert needs a second person, and what an override needs
one_person  sent without one
launching   ONE transaction: alert, frozen words, a delivery for every recipient
"""

from alerts.issuing.drafting import authors_of, draft, edit, issued_before
from alerts.issuing.one_person import Issued, issue, send
from alerts.issuing.policy import (
    NeedsApproval,
    Rules,
    Second,
    few_approvers,
    read_override,
    rules_for,
    second_person,
    went_alone,
    why_second,
)

__all__ = [
    "Issued",
    "NeedsApproval",
    "Rules",
    "Second",
    "authors_of",
    "draft",
    "edit",
    "few_approvers",
    "issue",
    "issued_before",
    "read_override",
    "rules_for",
    "second_person",
    "send",
    "went_alone",
    "why_second",
]
