"""What `tocsin alerts approve` and `tocsin alerts send` do: the exact words and their audience, a
typed number, then the sending."""

from dataclasses import dataclass

from rich.console import Console
from sqlmodel import Session

from alerts import Alert, Office, find_alert
from alerts.approval import approve_draft, check_approver, check_submitted_count
from alerts.audience import Forecast, check_expected_count, forecast_alert
from alerts.composing import content_of, hash_content
from alerts.issuing import (
    ApprovalRules,
    IssuedAlert,
    NeedsApproval,
    approval_rules_for,
    check_sendable,
    explain_second_person,
    read_override,
    send_draft,
)
from alerts.plain_words import describe_places, template_title
from console.alerts.ending import deliver_and_report, say_issued
from console.alerts.history import history_lines, staff_names
from console.terminal.asking import confirm
from console.terminal.codes import check_can_prove, prove
from console.terminal.door import Terminal
from console.terminal.last_screen import LastScreen
from console.terminal.output import say
from console.terminal.preview import show_forecast, show_kept
from console.terminal.trials import status_shown
from console.terminal.two_persons import goes_alone, override_of
from console.terminal.typed_alert import Manner
from runtime import Right, counted, said
from runtime.spans import lasting


@dataclass(frozen=True, slots=True)
class Approving:
    """One kept alert, from the words on the screen to the report."""

    terminal: Terminal
    manner: Manner

    def approve(self, which: str) -> None:
        """Show what would be sent and who wrote it; approve what was seen, send it, and leave with
        how it went."""
        office = Office.of(self.terminal.home)
        coded = office.approval.second_factor.guards_approvals
        with self.terminal.home.database.reading() as session:
            alert = find_alert(session, which)
            check_approver(session, alert, self.terminal.by, now=self.terminal.home.now())
            if coded:
                check_can_prove(self.terminal)
            seen, expected = self._look(session, alert, office)
        check_submitted_count(alert, expected.recipients)
        self._ask(alert, expected, office)
        proof = prove(self.terminal) if coded else None
        with self.terminal.home.database.writing() as session:
            kept = find_alert(session, which)
            now = self.terminal.home.now()
            issued = approve_draft(
                session, kept, office, seen_hash=seen, by=self.terminal.by, now=now, proof=proof
            )
            self._check(session, issued, expected)
        self._finish(issued, office)

    def send(self, which: str) -> None:
        """The same by one person, where the rules allow it or are overridden."""
        self.terminal.by.needs(Right.SEND_ALERTS)
        office, reason = Office.of(self.terminal.home), read_override(self.manner.override)
        with self.terminal.home.database.reading() as session:
            alert = find_alert(session, which)
            # What waits is refused below, with the reason for which it does.
            check_sendable(alert, overridden=True)
            seen, expected = self._look(session, alert, office)
            rules = approval_rules_for(
                session, office.approval, self.terminal.by.ref, now=self.terminal.home.now()
            )
        self._check_alone(alert, expected, rules, reason)
        self._ask(alert, expected, office)
        override = override_of(
            alert, expected.recipients, rules, reason=reason, terminal=self.terminal
        )
        with self.terminal.home.database.writing() as session:
            kept = find_alert(session, which)
            now = self.terminal.home.now()
            issued = send_draft(
                session,
                kept,
                office,
                by=self.terminal.by,
                now=now,
                override=override,
                seen_hash=seen,
            )
            self._check(session, issued, expected)
        self._finish(issued, office)

    def _check_alone(
        self, alert: Alert, expected: Forecast, rules: ApprovalRules, reason: str
    ) -> None:
        recipients = expected.recipients
        if not goes_alone(
            alert,
            recipients,
            rules,
            override=reason,
            terminal=self.terminal,
        ):
            raise NeedsApproval(explain_second_person(alert, recipients, rules))

    def _look(self, session: Session, alert: Alert, office: Office) -> tuple[str, Forecast]:
        kept, seen = content_of(alert), hash_content(alert)
        expected = forecast_alert(session, self.terminal.home.keys, alert, office)
        names = staff_names(session, [alert])
        if self.manner.shows_all:
            console = Console(stderr=True, highlight=False)
            show_kept(console, alert, kept, office)
            show_forecast(console, expected, office.municipality)
        for line in history_lines(alert, names, office.municipality):
            say(said("  {line}", line=line))
        if alert.submitted_at:
            waited = self.terminal.home.now() - alert.submitted_at
            say(said("  it has waited {waited} since", waited=lasting(waited)))
        return seen, expected

    def _ask(self, alert: Alert, expected: Forecast, office: Office) -> None:
        if self.manner.expect is not None:
            check_expected_count(expected.recipients, self.manner.expect)
        if self.manner.unasked:
            return
        what = counted(
            expected.recipients,
            "alert {alert}, {template}, to {count} recipient in {where}",
            "alert {alert}, {template}, to {count} recipients in {where}",
            alert=alert.id,
            template=template_title(alert.template),
            where=describe_places(alert.areas, alert.groups),
        )
        kind = status_shown(alert.status, alert.media, office.trials)
        LastScreen.of_kept(alert, content_of(alert), expected, office.trials).show(
            self.terminal.home
        )
        confirm(self.terminal, kind, what, expected.recipients)

    def _check(self, session: Session, issued: IssuedAlert, expected: Forecast) -> None:
        check_expected_count(issued.alert.messages, expected.messages, what="messages")
        session.expunge(issued.alert)

    def _finish(self, issued: IssuedAlert, office: Office) -> None:
        alert = issued.alert
        say_issued(
            said(
                "Alert {alert} is issued: {identifier}", alert=alert.id, identifier=alert.identifier
            )
        )
        deliver_and_report(self.terminal, alert, office)
