"""The people: who administers, who approves, who is told, and the residents to be reached."""

from collections.abc import Iterator
from datetime import timedelta

from alerts.issuing import has_few_approvers
from channels import Medium
from channels.registry import first_channels
from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from runtime import counted, joined, said
from runtime.spans import roughly
from staff import all_members, count_approvers
from staff.second_factor import approvers_without_factor, often_refused
from staff.tokens import administered_until, recent_failures
from subscribers.audience import count_residents

RENEW = timedelta(days=30)
URGENT = {"Extreme", "Severe"}
ENOUGH_APPROVERS = 2
MANY_FAILURES = 10


def check_administrator(at: Situation) -> Iterator[CheckResult]:
    """Whether somebody can administer, and for how long."""
    with at.home.database.reading() as session:
        until, anybody = administered_until(session, now=at.now), bool(all_members(session))
    if until is None:
        fix = (
            "tocsin staff token create MEMBER" if anybody else "tocsin staff add NAME --role admin"
        )
        yield warn(said("no administrator has a token that works"), fix)
    elif until - at.now < RENEW:
        yield warn(
            said("no administrator's token works after {until:%d/%m/%Y}", until=until),
            "tocsin staff token create MEMBER",
        )
    else:
        yield ok(said("an administrator's token works until {until:%d/%m/%Y}", until=until))


def check_second_person(at: Situation) -> Iterator[CheckResult]:
    """Whether severe alerts need a second person, and whether there is one."""
    asked = at.home.config.approval
    severities = URGENT if asked.severities is None else set(asked.severities)
    with at.home.database.reading() as session:
        approvers, few = count_approvers(session), has_few_approvers(session, asked, now=at.now)
    if not URGENT & severities:
        yield warn(
            said("one person alone can send a severe alert to a few")
            if asked.recipients_above
            else said("one person alone can send a severe alert"),
            said('severities = ["Extreme", "Severe"] under [approval]'),
        )
    if approvers < ENOUGH_APPROVERS and (severities or asked.recipients_above):
        yield warn(
            _lone(approvers, alone=few and not asked.recipients_above),
            "tocsin staff add NAME --role approver",
        )
    elif URGENT & severities:
        yield ok(
            said(
                "a severe alert needs a second person, and there are {number} approvers",
                number=approvers,
            )
        )


def _lone(approvers: int, *, alone: bool) -> str:
    if alone:
        return said(
            "one person alone sends a severe alert: a second is asked for once there are two approvers"
        )
    return counted(
        approvers,
        "a second person is asked for, and there is only one approver",
        "a second person is asked for, and there are {count} approvers",
    )


def check_second_factor(at: Situation) -> Iterator[CheckResult]:
    """Whether the policy asks for codes that some approver cannot give, and whether somebody
    guesses."""
    policy = at.home.config.approval.second_factor
    with at.home.database.reading() as session:
        without = approvers_without_factor(session)
        guessed = often_refused(session, since=at.now - timedelta(days=1))
    for name, failures in guessed:
        yield warn(
            said("{number} wrong codes in a row of {name}", number=failures, name=name),
            said(
                "Ask them. If it was not they who typed, somebody has their token: tocsin staff token list, then tocsin staff token revoke"
            ),
        )
    if not policy.guards_overrides:
        return (yield ok(said("no code of an authenticator app is asked for")))
    for name in without:
        yield warn(
            said("{name} has no authenticator app, so cannot approve or override", name=name)
            if policy.guards_approvals
            else said("{name} has no authenticator app, so cannot override", name=name),
            f'tocsin staff totp "{name}"',
        )
    if not without:
        yield ok(said("every approver has an authenticator app"))


def check_staff_notice(at: Situation) -> Iterator[CheckResult]:
    """Whether anybody is told what nobody is watching."""
    told = at.home.config.staff_notice
    if told.phones or told.emails:
        number = len(told.phones) + len(told.emails)
        return (
            yield ok(
                counted(
                    number,
                    "{count} contact is told of faults",
                    "{count} contacts are told of faults",
                )
            )
        )
    fix = said("Write phones or emails under [staff_notice].")
    yield warn(said("nobody is told of a fault, or of a schedule that is not sent"), fix)
    if _asks_somebody(at):
        yield warn(
            said("a second person is asked for, and nobody is told that an alert waits"), fix
        )


def _asks_somebody(at: Situation) -> bool:
    """Whether some alert would wait for a second person."""
    asked = at.home.config.approval
    if asked.severities is not None:
        return bool(asked.severities or asked.recipients_above)
    with at.home.database.reading() as session:
        return asked.recipients_above > 0 or not has_few_approvers(session, asked, now=at.now)


def check_tokens(at: Situation) -> Iterator[CheckResult]:
    """Whether tokens that open nothing are shown at the admin API."""
    with at.home.database.reading() as session:
        found = recent_failures(session, since=at.now - timedelta(days=1))
    what = counted(
        found.number,
        "the admin API refused {count} token within 24 hours",
        "the admin API refused {count} tokens within 24 hours",
    )
    if found.number < MANY_FAILURES or found.last_at is None:
        return (yield ok(what))
    last = at.home.config.municipality.local(found.last_at)
    most = said(
        "most from {network}, the last {last:%a %d/%m %H:%M}", network=found.network, last=last
    )
    yield warn(
        joined("; ", (what, most)),
        said(
            "A program may have an old token: tocsin staff token list. Else somebody tries: let nobody else reach the admin API, and bind the tokens to networks (docs/staff.md)."
        ),
    )


def check_residents(at: Situation) -> Iterator[CheckResult]:
    """Who is registered, what carries their medium, and how long it takes to reach everyone."""
    with at.home.database.reading() as session:
        contacts = count_residents(session).by_medium
    if not contacts:
        yield warn(said("nobody is registered"), "tocsin residents import FILE.csv")
    for medium, number in contacts.items():
        yield _reached(at, medium, number)


def _reached(at: Situation, medium: Medium, number: int) -> CheckResult:
    name = first_channels(at.home.config.routes).get(medium)
    if name is None:
        return fail(
            counted(
                number,
                "{count} contact by {medium}, and nothing carries it",
                "{count} contacts by {medium}, and nothing carries it",
                medium=medium.value,
            ),
            said("Name a channel under [routes]."),
        )
    rate = at.settings_of(name).rate
    if rate is None:
        return ok(
            counted(
                number,
                "{count} contact by {medium}, as fast as the provider takes it",
                "{count} contacts by {medium}, as fast as the provider takes it",
                medium=medium.value,
            )
        )
    return ok(
        counted(
            number,
            "{count} contact by {medium}: {span} to reach everyone, one part each",
            "{count} contacts by {medium}: {span} to reach everyone, one part each",
            medium=medium.value,
            span=roughly(timedelta(seconds=number / rate)),
        )
    )
