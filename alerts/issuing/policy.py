"""The two-person rule: what one person may not send alone, and what an override needs
(docs/threat-model.md, 17)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zlib import crc32

from sqlalchemy import func, select
from sqlmodel import Session, col

from alerts.composing.drafts import URGENT, AlertDraft
from alerts.plain_words.alert_words import SEVERITY_WORDS
from alerts.states import AlertStatus
from alerts.tables import Alert
from runtime import Actor, Exit, Problem, Right, UsageProblem, said
from runtime.config import ApprovalSettings
from runtime.database import wait_turn
from staff import count_recent_approvers
from staff.second_factor import CodeProof, check_proof
from templates import Severity

SHORTEST_REASON, SHORTEST_OVERRIDE, LONGEST_REASON = 3, 15, 200
ENOUGH_APPROVERS = 2
COUNTED = timedelta(hours=1)
_LOCK = 0x70C6 << 32


class NeedsApproval(Problem):
    """It needs a second person. Submit it: `tocsin alerts submit` with its number, then `tocsin
    alerts approve` by somebody else; in an emergency an approver gives --override REASON."""

    for_programs = "It needs a second person. Submit it; then somebody else approves it. In an emergency an approver gives `override`, a reason."
    exit = Exit.REFUSED
    status = 409


class BadReason(UsageProblem):
    """Say why in 3 to 200 characters on one line; it stands in the report."""


class ShortReason(BadReason):
    """Say in 15 to 200 characters on one line why nobody else can look at it first; it stands in
    the report, and whoever [staff_notice] names is told at once."""


class SecondPerson(StrEnum):
    """Whether an alert needs a second person; `missing`: it would, and there is only one
    approver."""

    NEEDED = "needed"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """The two-person rule as it holds for one sender at one moment.

    `sent_alone` are the recipients of what they sent alone within the last hour. `few_approvers`:
    there are fewer than two, and no severities are written under `[approval]`. `asks_for_code`:
    overriding them needs a second factor."""

    severities: frozenset[str]
    recipients_above: int
    sent_alone: int = 0
    few_approvers: bool = False
    asks_for_code: bool = False

    @property
    def of_severity(self) -> "ApprovalRules":
        """The same without any limit of recipients, for an alert whose recipients are not counted
        yet."""
        return replace(self, recipients_above=0)


@dataclass(frozen=True, slots=True)
class Override:
    """Why the rules are overridden, empty where they are not, and that its author gave a code where
    the policy asks for one."""

    reason: str = ""
    proof: CodeProof | None = None

    @property
    def read(self) -> "Override":
        """The same with its reason in one line; raises BadReason."""
        return replace(self, reason=read_override(self.reason))


NO_OVERRIDE = Override()


def approval_rules_for(
    session: Session, policy: ApprovalSettings, sender: str, *, now: datetime
) -> ApprovalRules:
    """The rules for one sender (`member:3`). Without severities in the policy it is Extreme and
    Severe, while two approve or could within the last 24 hours."""
    few = has_few_approvers(session, policy, now=now)
    asked = frozenset(URGENT if policy.severities is None else policy.severities)
    sent = _sent_alone(session, sender, now) if policy.recipients_above else 0
    codes = policy.second_factor.guards_overrides
    return ApprovalRules(asked, policy.recipients_above, sent, few, codes)


def has_few_approvers(session: Session, policy: ApprovalSettings, *, now: datetime) -> bool:
    """Whether one person sends a severe alert alone: no severities are written, and no two approve
    or could within the last 24 hours."""
    return policy.severities is None and count_recent_approvers(session, now=now) < ENOUGH_APPROVERS


def wait_for_sender(session: Session, sender: str) -> None:
    """Let two sends of one person follow each other, so that the second counts the first; until the
    transaction ends."""
    wait_turn(session, _LOCK + crc32(sender.encode()))


def second_person_for(
    matter: AlertDraft | Alert, recipients: int, rules: ApprovalRules
) -> SecondPerson:
    """Whether the rules ask for a second person; what is only practised needs none."""
    if matter.status is not AlertStatus.ACTUAL:
        return SecondPerson.NOT_NEEDED
    if 0 < rules.recipients_above < recipients + rules.sent_alone:
        return SecondPerson.NEEDED
    if matter.severity not in rules.severities:
        return SecondPerson.NOT_NEEDED
    return SecondPerson.MISSING if rules.few_approvers else SecondPerson.NEEDED


def check_sent_alone(
    session: Session,
    alert: Alert,
    recipients: int,
    rules: ApprovalRules,
    *,
    override: Override,
    by: Actor,
) -> bool:
    """Whether sending it alone overrides the rules; raises NeedsApproval without a reason,
    NotAllowed without the right, NoSecondFactor or CodeNeeded without a proof."""
    if second_person_for(alert, recipients, rules) is not SecondPerson.NEEDED:
        return False
    if not override.reason:
        raise NeedsApproval(explain_second_person(alert, recipients, rules))
    by.needs(Right.APPROVE_ALERTS)
    if rules.asks_for_code:
        check_proof(session, by, override.proof)
    return True


def was_sent_alone(alert: Alert) -> bool:
    """Whether one person, whom no second one looked after, sent a severe or extreme alert in
    earnest."""
    return bool(alert.alone_by) and alert.status is AlertStatus.ACTUAL and alert.severity in URGENT


def explain_second_person(matter: AlertDraft | Alert, recipients: int, rules: ApprovalRules) -> str:
    """Why the rules ask for a second person, in a sentence."""
    if matter.severity in rules.severities and not rules.few_approvers:
        return said(
            "An alert of severity {severity} is not sent by one person alone.",
            severity=SEVERITY_WORDS[Severity(matter.severity)],
        )
    counts = {"recipients": f"{recipients:,}", "limit": f"{rules.recipients_above:,}"}
    if not rules.sent_alone:
        return said(
            "{recipients} recipients are more than the {limit} that one person may send to alone.",
            **counts,
        )
    return said(
        "{recipients} recipients, with the {before} of what the same person sent alone within the last hour, are more than the {limit} that one person may send to alone.",
        before=f"{rules.sent_alone:,}",
        **counts,
    )


def read_reason(text: str) -> str:
    """A reason in one line; raises BadReason."""
    reason = " ".join(text.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or not reason.isprintable():
        raise BadReason(said("The reason has {count} characters.", count=len(reason)))
    return reason


def read_override(text: str) -> str:
    """The reason of an override in one line, empty where nothing is overridden; raises
    BadReason."""
    if not text:
        return ""
    reason = read_reason(text)
    if len(reason) < SHORTEST_OVERRIDE:
        raise ShortReason(said("The reason has {count} characters.", count=len(reason)))
    return reason


def _sent_alone(session: Session, sender: str, now: datetime) -> int:
    """Each person of each alert counts: who got two counts twice."""
    sent = select(func.sum(col(Alert.recipients))).where(
        col(Alert.alone_by) == sender, col(Alert.issued_at) > now - COUNTED
    )
    return session.scalar(sent) or 0
