"""What `tocsin send` does: look, count, ask, issue, send, report."""

from dataclasses import dataclass, replace

from rich.console import Console
from sqlalchemy.exc import IntegrityError

from alerts import Alert, Office
from alerts.audience import Forecast, check_any_recipient, check_expected_count, forecast_draft
from alerts.composing import AlertDraft, AlertRequest, compose_draft, rehearse_draft
from alerts.issuing import (
    ApprovalRules,
    IssuedAlert,
    Override,
    approval_rules_for,
    explain_second_person,
    find_alert_by_key,
    issue_alert,
    read_override,
)
from alerts.plain_words import describe_places, template_title
from console.alerts.drafting import Drafting
from console.alerts.ending import deliver_and_report, say_issued
from console.alerts.years import settle_years
from console.terminal.asking import confirm
from console.terminal.door import Terminal
from console.terminal.last_screen import LastScreen
from console.terminal.live import deliver
from console.terminal.output import leave, say, show_json
from console.terminal.preview import area_names, show_draft, show_forecast
from console.terminal.preview_json import forecast_json
from console.terminal.trials import status_shown
from console.terminal.two_persons import goes_alone, override_of, who_looks_at_it
from console.terminal.typed_alert import Manner
from runtime import Exit, Right, counted, said


@dataclass(frozen=True, slots=True)
class AlertSending:
    """One `tocsin send`, from the words on the screen to the report."""

    terminal: Terminal
    manner: Manner

    def carry_out(self, request: AlertRequest) -> None:
        """Do it, and leave with the exit code that says how it went."""
        self.terminal.by.needs(Right.DRAFT_ALERTS if self.manner.dry_run else Right.SEND_ALERTS)
        office = Office.of(self.terminal.home)
        before = self._before(request)
        if before is not None:
            return self._go_on(before, office)
        read_override(self.manner.override)
        draft, expected, rules = self._look(request, office)
        if self.manner.dry_run:
            return self._only_look(draft, expected, office)
        check_any_recipient(expected.recipients, draft.groups)
        if self.manner.expect is not None:
            check_expected_count(expected.recipients, self.manner.expect)
        alone = self._goes_alone(draft, expected, rules)
        if self.manner.to_me:
            self._send_to_me(draft)
        if not self.manner.unasked:
            self._confirm(draft, expected, office)
        if not alone:
            Drafting(self.terminal).propose(draft, office)
            leave(Exit.REFUSED)
        reason, people = self.manner.override, expected.recipients
        override = override_of(draft, people, rules, reason=reason, terminal=self.terminal)
        issued = self._issue(draft, expected, office, override)
        if not issued.fresh:
            return self._go_on(issued.alert, office)
        return deliver_and_report(self.terminal, issued.alert, office)

    def _go_on(self, before: Alert, office: Office) -> None:
        """The same command made it before: watch what is under way, or say what it waits for."""
        if before.dispatch_id is None:
            Drafting(self.terminal).stands(before)
            leave(Exit.REFUSED)
        say(
            said(
                "The key '{key}' is that of alert {alert}, issued already; nothing new is sent.",
                key=before.key,
                alert=before.id,
            )
        )
        return deliver_and_report(self.terminal, before, office)

    def _goes_alone(self, draft: AlertDraft, expected: Forecast, rules: ApprovalRules) -> bool:
        override = self.manner.override
        if goes_alone(
            draft,
            expected.recipients,
            rules,
            override=override,
            terminal=self.terminal,
        ):
            return True
        say(explain_second_person(draft, expected.recipients, rules))
        say(who_looks_at_it(self.terminal.home, self.terminal.by))
        return False

    def _before(self, request: AlertRequest) -> Alert | None:
        with self.terminal.home.database.reading() as session:
            return find_alert_by_key(session, request)

    def _look(
        self, request: AlertRequest, office: Office
    ) -> tuple[AlertDraft, Forecast, ApprovalRules]:
        """Show the words and the audience, from one reading of the database."""
        now, zone = self.terminal.home.now(), office.municipality.zone
        if not self.manner.unasked:
            template = office.catalogue.find(request.template)
            given = settle_years(self.terminal, template, request.given, now=now, zone=zone)
            request = replace(request, given=given)
        with self.terminal.home.database.reading() as session:
            draft = compose_draft(session, request, office, now=now)
            expected = forecast_draft(session, self.terminal.home.keys, draft, office)
            rules = approval_rules_for(session, office.approval, self.terminal.by.ref, now=now)
        if self.manner.shows_all:
            console = Console(stderr=True, highlight=False)
            show_draft(console, draft, office)
            show_forecast(console, expected, office.municipality)
        return draft, expected, rules

    def _only_look(self, draft: AlertDraft, expected: Forecast, office: Office) -> None:
        """Show what the last screen would hold; raises NoRecipients where sending it would."""
        if self.terminal.as_json:
            show_json(forecast_json(draft, expected))
        LastScreen.of(draft, expected, office.trials).show(self.terminal.home)
        check_any_recipient(expected.recipients, draft.groups)
        say(said("Nothing was sent: --dry-run."))

    def _send_to_me(self, draft: AlertDraft) -> None:
        with self.terminal.home.database.writing() as session:
            dispatches = rehearse_draft(
                session,
                draft,
                self.terminal.home,
                by=self.terminal.by,
                now=self.terminal.home.now(),
            )
        say(said("First to you:"))
        deliver(self.terminal.home, dispatches)

    def _confirm(self, draft: AlertDraft, expected: Forecast, office: Office) -> None:
        what = counted(
            expected.recipients,
            "{template} to {count} recipient in {where}",
            "{template} to {count} recipients in {where}",
            template=template_title(draft.template.name),
            where=describe_places(area_names(draft), draft.groups),
        )
        kind = status_shown(draft.status, draft.media, office.trials)
        LastScreen.of(draft, expected, office.trials).show(self.terminal.home)
        confirm(self.terminal, kind, what, expected.recipients)

    def _issue(
        self, draft: AlertDraft, expected: Forecast, office: Office, override: Override
    ) -> IssuedAlert:
        try:
            return self._issued(draft, expected, office, override)
        except IntegrityError:
            # Two commands with one key at the same moment: the database let one of them through.
            before = self._before(draft.request)
            if before is None:
                raise
            return IssuedAlert(before, False)

    def _issued(
        self, draft: AlertDraft, expected: Forecast, office: Office, override: Override
    ) -> IssuedAlert:
        with self.terminal.home.database.writing() as session:
            now = self.terminal.home.now()
            issued = issue_alert(
                session, draft, office, by=self.terminal.by, now=now, override=override
            )
            if issued.fresh:
                check_expected_count(issued.alert.messages, expected.messages, what="messages")
            session.expunge(issued.alert)
        if issued.fresh:
            say_issued(
                said(
                    "Alert {alert} is issued: {identifier}",
                    alert=issued.alert.id,
                    identifier=issued.alert.identifier,
                )
            )
        return issued
