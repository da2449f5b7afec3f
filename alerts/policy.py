"""The two-person rule: what one person may not send alone, and what an override needs (trust.md 17)."""

from alerts.composition import Draft
from alerts.tables import Alert, Status
from runtime import Actor, Approval, Exit, Problem, Right, UsageProblem

SHORTEST_REASON, LONGEST_REASON = 3, 200


class NeedsApproval(Problem):
    """It needs a second person. Submit it: `tocsin alerts submit` with its number, then `tocsin alerts approve` by somebody else; in an emergency an approver gives --override REASON."""

    exit = Exit.REFUSED
    status = 409


class BadReason(UsageProblem):
    """Say why in 3 to 200 characters on one line; it stands in the report."""


def needs_second(matter: Draft | Alert, recipients: int, policy: Approval) -> bool:
    """Whether the rules ask for a second person; what is only practised needs none."""
    if matter.status is not Status.ACTUAL:
        return False
    return matter.severity in policy.severities or 0 < policy.recipients_above < recipients


def check_alone(alert: Alert, recipients: int, policy: Approval, *, override: str, by: Actor) -> bool:
    """Whether sending it alone overrides the rules; raises NeedsApproval without a reason, NotAllowed without the right."""
    if not needs_second(alert, recipients, policy):
        return False
    if not override:
        raise NeedsApproval(_why(alert, recipients, policy))
    by.needs(Right.APPROVE_ALERTS)
    return True


def read_reason(text: str) -> str:
    """A reason in one line; raises BadReason."""
    reason = " ".join(text.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or not reason.isprintable():
        raise BadReason(f"The reason has {len(reason)} characters.")
    return reason


def _why(alert: Alert, recipients: int, policy: Approval) -> str:
    if alert.severity in policy.severities:
        return f"An alert of severity {alert.severity} is not sent by one person alone."
    return f"{recipients:,} recipients are more than the {policy.recipients_above:,} that one person may send to alone."
