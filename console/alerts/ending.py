"""How a sending ended: the report, what is left, what to type next, and the exit code."""

from collections.abc import Iterator
from contextvars import copy_context
from threading import Thread

from alerts import Alert, Office, dispatch_of, find_alert
from alerts.issuing import was_sent_alone
from alerts.plain_words import (
    MEDIUM_WORDS,
    SEVERITY_WORDS,
    STATE_WORDS,
    describe_places,
    template_title,
)
from alerts.recovery import may_be_resent
from alerts.reports import AlertReport, make_report
from channels import Letters, Variant
from console.alerts.advice import next_steps
from console.alerts.durations import times
from console.alerts.history import history_lines, named_areas, names_of_areas, staff_names
from console.alerts.in_force import why_not_in_force
from console.alerts.report_people import people_lines
from console.terminal.door import Terminal
from console.terminal.hindrances import describe_unattended
from console.terminal.live import WatchEnding, WatchResult, deliver
from console.terminal.output import leave, say, show, show_json
from delivery import State
from delivery.fallback import ResendKind
from delivery.status import Route
from runtime import Exit, Home, Said, counted, joined, mark, said
from templates import Severity

SAY_SECONDS = 1.0


def say_issued(line: str) -> None:
    """Say that an alert is on its way, on a thread: a terminal that takes no more (Ctrl-S) keeps
    nobody waiting for a warning."""
    saying = Thread(target=copy_context().run, args=(say, line), daemon=True)
    saying.start()
    saying.join(SAY_SECONDS)


def deliver_and_report(terminal: Terminal, alert: Alert, office: Office) -> None:
    """Deliver an alert and what staff are told of it, and leave with the code that says how it
    went."""
    of_this = alert.override_reason or alert.corrects_id or was_sent_alone(alert)
    told = [alert.notice_id] if alert.notice_id and of_this else []
    watched = deliver(terminal.home, [dispatch_of(alert)], beside=told)
    leave(show_ending(terminal.home, alert, office, watched, as_json=terminal.as_json))


def show_ending(
    home: Home, alert: Alert, office: Office, watched: WatchResult, *, as_json: bool
) -> int:
    """Show the report of an alert that was watched, and say with which code to leave."""
    with home.database.reading() as session:
        kept = find_alert(session, str(alert.id))
        found = make_report(session, kept, office)
        again = may_be_resent(session, kept, ResendKind.UNKNOWN, now=home.now())
        if as_json:
            show_json(found.as_json())
        else:
            for line in report_lines(found, home):
                show(line)
    for line in next_steps(found, watched, found.stopped, resendable=again):
        say(line)
    return _code(found, watched)


def report_lines(found: AlertReport, home: Home) -> Iterator[str]:
    """The report as a person reads it."""
    alert = found.alert
    yield said(
        "Alert {alert}  {public}  {identifier}  {state}",
        alert=alert.id,
        public=alert.public_number,
        identifier=alert.identifier,
        state=said("waiting") if found.waits_for_worker else STATE_WORDS[alert.state],
    )
    office = home.config.municipality
    with home.database.reading() as session:
        names, called = staff_names(session, [alert]), names_of_areas(session)
        over = why_not_in_force(session, alert, office, now=home.now())
    if over is not None:
        yield said("  {line}", line=over)
    yield said(
        "  {template}, {severity}, for {where}",
        template=template_title(alert.template),
        severity=SEVERITY_WORDS[Severity(alert.severity)],
        where=describe_places(named_areas(alert, called), alert.groups),
    )
    for step in history_lines(alert, names, office):
        yield said("  {step}", step=step)
    if found.waits_for_worker and not found.stopped:
        resumed_by = f"tocsin alerts resume {alert.id}"
        yield said("  {line}", line=describe_unattended(resumed_by))
    yield from (said("  {line}", line=line) for line in _counts(found))
    yield from _words(found)
    yield from _routes(found)
    yield from times(found)
    currency = home.config.municipality.currency
    yield said("  cost {cost:,.2f} {currency}", cost=found.cost, currency=currency)
    yield from people_lines(found)


def _counts(found: AlertReport) -> Iterator[Said]:
    """People and messages by what is known of them, each counted once, and by medium the causes."""
    if found.trial:
        yield said("TRIAL: nobody got what was written to a file or caught by the sandbox.")
    elif found.trials_ahead:
        media = joined(", ", (MEDIUM_WORDS[each] for each in found.trials_ahead))
        yield said(
            "TRIAL: what waits ({media}) cannot leave this machine, and reaches nobody.",
            media=media,
        )
    people, messages = found.people.total, found.tally.messages
    yield found.people.sentence(counted(people, "{count} person", "{count} people"))
    if messages != people:
        yield found.known.sentence(counted(messages, "{count} message", "{count} messages"))
    for medium, words, number in found.rows():
        before = " " * (9 - len(f"{number:,}"))
        yield said(
            "  {medium:<6} {before}{words}", medium=MEDIUM_WORDS[medium], before=before, words=words
        )


def _words(found: AlertReport) -> Iterator[Said]:
    """How many were told the update, and how many that it concerns them no more, when there are
    both; and how many SMS went in normal letters."""
    if found.variants.get(Variant.RELEASED):
        main, released = (
            found.variants_taken.get(each, 0) for each in (Variant.MAIN, Variant.RELEASED)
        )
        told = mark(
            "  messages taken, by words: {main:,} the update, {released:,} that it concerns them no more"
        )
        yield said(told, main=main, released=released)
    if normal := found.letters.get(Letters.UNICODE):
        yield said("  {count:,} SMS in normal Greek letters", count=normal)


def _routes(found: AlertReport) -> Iterator[str]:
    """By which route messages were handed over, and what the receipts say."""
    by_route = found.by_route
    second = {
        medium: number for (route, medium), number in by_route.items() if route is Route.FALLBACK
    }
    if second:
        first = found.by(Route.FIRST)
        then = joined(
            ", ",
            (
                said(
                    "{number:,} by {medium} at the second try",
                    number=number,
                    medium=MEDIUM_WORDS[medium],
                )
                for medium, number in sorted(second.items())
            ),
        )
        yield said(
            "  messages by try: {number:,} at the first try, {then}", number=first, then=then
        )
    delivered = found.tally.by_state.get(State.DELIVERED, 0)
    if found.awaited or delivered:
        yield counted(
            delivered,
            "  receipts: {count} message confirmed, {awaited:,} not confirmed yet",
            "  receipts: {count} messages confirmed, {awaited:,} not confirmed yet",
            awaited=found.awaited,
        )


def _code(found: AlertReport, watched: WatchResult) -> int:
    if watched.ending is WatchEnding.DETACHED:
        return Exit.INTERRUPTED
    if watched.ending is WatchEnding.STUCK:
        return Exit.UNREACHABLE
    if found.complete:
        return Exit.DONE
    return Exit.PARTIAL if found.taken else Exit.FAILED
