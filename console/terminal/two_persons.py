"""The two-person rule at the terminal: what it asks of whoever types, said before they confirm."""

from alerts import Alert
from alerts.approval import approvers_of
from alerts.composing import AlertDraft
from alerts.issuing import (
    ApprovalRules,
    Override,
    SecondPerson,
    explain_second_person,
    read_override,
    second_person_for,
)
from alerts.plain_words import SEVERITY_WORDS
from console.terminal.codes import check_can_prove, prove
from console.terminal.door import Terminal
from console.terminal.output import say
from runtime import Actor, Home, Right, said
from runtime.config import StaffNotice
from templates import Severity


def goes_alone(
    matter: AlertDraft | Alert,
    recipients: int,
    rules: ApprovalRules,
    *,
    override: str,
    terminal: Terminal,
) -> bool:
    """Whether one person sends it, by the rules or over them; says so. Raises BadReason,
    NotAllowed, NoSecondFactor or CodeNeeded."""
    reason = read_override(override)
    second = second_person_for(matter, recipients, rules)
    if second is SecondPerson.MISSING:
        say(alone_for_want_of_another(matter.severity))
    if second is not SecondPerson.NEEDED:
        return True
    if not reason:
        return False
    say(explain_second_person(matter, recipients, rules))
    terminal.by.needs(Right.APPROVE_ALERTS)
    if rules.asks_for_code:
        check_can_prove(terminal)
    notice = terminal.home.config.staff_notice
    told = notice.phones or notice.emails
    say(
        said(
            "OVERRIDE: it is sent without a second person. Staff are told your name and the reason."
        )
        if told
        else said(
            "OVERRIDE: it is sent without a second person. Nobody is told, because [staff_notice] names nobody; the report keeps your name and the reason."
        )
    )
    return True


def override_of(
    matter: AlertDraft | Alert,
    recipients: int,
    rules: ApprovalRules,
    *,
    reason: str,
    terminal: Terminal,
) -> Override:
    """The reason, with a proof by a code where the rules are overridden and the policy asks for
    one."""
    overrides = second_person_for(matter, recipients, rules) is SecondPerson.NEEDED
    if not reason or not overrides or not rules.asks_for_code:
        return Override(reason)
    return Override(reason, prove(terminal))


def alone_for_want_of_another(severity: str) -> str:
    """What is said of an alert that would need a second person where there is no second
    approver."""
    return said(
        "An alert of severity {severity} needs a second person, but there are no two approvers, so one sends it alone. `tocsin staff add NAME --role approver` makes another.",
        severity=SEVERITY_WORDS[Severity(severity)],
    )


def second_needed(notice: StaffNotice) -> str:
    """What is said of a schedule whose alert needs a second person."""
    told = notice.phones or notice.emails
    return (
        said(
            "It needs a second person: each time it is held until somebody approves it, and staff are told."
        )
        if told
        else said(
            "It needs a second person: each time it is held until somebody approves it. Nobody is told that it waits, because [staff_notice] names nobody."
        )
    )


def who_looks_at_it(home: Home, by: Actor) -> str:
    """What is said, before they confirm, of an alert that needs a second person: whether there is
    one."""
    with home.database.reading() as session:
        approvers = approvers_of(session, {by.ref}, home.config.approval, now=home.now())
    if approvers.now:
        return said("It needs a second person: what you confirm is kept and laid before them.")
    return said(
        'It needs a second person, and nobody else may approve it now: what you confirm is kept, and nobody gets it. In an emergency give the same command with --override "REASON".'
    )
