"""Pending: alerts that wait for a person, and schedules that nobody looks at."""

from collections.abc import Iterator
from datetime import timedelta

from alerts.approval import Approvers, list_unapproved_alerts, list_undecided_alerts
from alerts.plain_words import SEVERITY_WORDS, template_title
from alerts.schedules.running import count_active_schedules, find_next_due
from checks.firing import fires_schedules
from checks.names import listed
from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from delivery.quarantine import quarantined_since
from runtime import Said, counted, said
from templates import Severity

LATE, OVERDUE = timedelta(seconds=90), timedelta(minutes=5)  # cron looks once a minute at most


def check_undecided(at: Situation) -> Iterator[CheckResult]:
    """Whether messages may have arrived, and wait for somebody to decide whether they are sent
    again."""
    with at.home.database.reading() as session:
        found = list_undecided_alerts(session, now=at.now)
    for each in found:
        yield warn(
            counted(
                each.undecided.messages,
                "alert {alert}: {count} message may have arrived, and waits for somebody to decide",
                "alert {alert}: {count} messages may have arrived, and wait for somebody to decide",
                alert=each.alert_id,
            ),
            said(
                "tocsin alerts report {alert} --unknown, then tocsin alerts resend {alert}: some may get it twice",
                alert=each.alert_id,
            ),
        )
    if not found:
        yield ok(said("no message waits for somebody to decide"))


def check_approvals(at: Situation) -> Iterator[CheckResult]:
    """Whether an alert waits for a second person: since when, and who may approve it."""
    with at.home.database.reading() as session:
        waiting = [
            (
                each.alert.id,
                each.alert.template,
                each.alert.severity,
                each.alert.submitted_at,
                each.approvers,
            )
            for each in list_unapproved_alerts(session, at.home.config.approval, now=at.now)
        ]
    for number, template, severity, submitted_at, approvers in waiting:
        since = at.home.config.municipality.local(submitted_at or at.now)
        what = said(
            "alert {alert} ({template}, {severity}) waits for approval since {since:%a %d/%m %H:%M}",
            alert=number,
            template=template_title(template),
            severity=SEVERITY_WORDS[Severity(severity)],
            since=since,
        )
        yield _approvable(at, number, what, approvers)
    if not waiting:
        yield ok(said("no alert waits for approval"))


def _approvable(at: Situation, number: int | None, what: Said, approvers: Approvers) -> CheckResult:
    if approvers.now:
        who = said(
            "{names}: tocsin alerts approve {alert}", names=listed(approvers.now), alert=number
        )
        return warn(what, who)
    override = said('In an emergency: tocsin alerts send {alert} --override "REASON"', alert=number)
    return fail(_nobody_else(at, what, approvers), override)


def _nobody_else(at: Situation, what: str, approvers: Approvers) -> str:
    if not approvers.later:
        return said("{what}, and nobody else may approve it", what=what)
    [(until, name), *_] = approvers.later
    return said(
        "{what}, and nobody else may approve it before {name} may at {at:%a %d/%m %H:%M}: for 24 hours nobody approves the words of whoever made them an approver",
        what=what,
        name=name,
        at=at.home.config.municipality.local(until),
    )


def check_schedules(at: Situation) -> Iterator[CheckResult]:
    """Whether somebody looks at what is due, and is there for what will be; a copy fires
    nothing."""
    with at.home.database.reading() as session:
        due, stopped = find_next_due(session, now=at.now), quarantined_since(session)
        active, fires = count_active_schedules(session), fires_schedules(session)
    when = at.home.config.municipality.local(due or at.now)
    late = at.now - due if due is not None and stopped is None else timedelta()
    if late > LATE:
        yield (fail if late > OVERDUE else warn)(
            said("a schedule was due {when:%a %d/%m %H:%M} and nobody looked", when=when),
            said("tocsin serve, or tocsin schedules run-due"),
        )
    elif due is not None and stopped is None and not fires:
        yield warn(
            counted(
                active,
                "{count} schedule is active, due {when:%a %d/%m %H:%M}, and nothing here fires schedules",
                "{count} schedules are active, the next due {when:%a %d/%m %H:%M}, and nothing here fires schedules",
                when=when,
            ),
            said("tocsin serve or tocsin scheduler; by cron, tocsin schedules run-due each minute"),
        )
    else:
        yield ok(said("no schedule is overdue"))
