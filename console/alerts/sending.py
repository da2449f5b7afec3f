"""What `tocsin send` does: look, count, ask, issue, send, report."""

from dataclasses import dataclass, replace

from rich.console import Console
from sqlalchemy.exc import IntegrityError

from alerts import Alert, Office
from alerts.audience import Forecast, check_any_recipient, check_expected_count, forecast_draft
from alerts.composing import (
    AlertDraft,
    AlertRequest,
    LintedText,
    compose_draft,
    errors_of,
    lint_draft,
    rehearse_draft,
)
from alerts.issuing import (
    ApprovalRules,
    IssuedAlert,
    Override,
    approval_rules_for,
    check_words,
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
from console.terminal.words_at_fault import lint_json, lint_lines
from runtime import Exit, Right, counted, said


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at before anything is sent: the words, their faults, whom they reach, and the
    rules for whoever sends."""

    draft: AlertDraft
    found: tuple[LintedText, ...]
    expected: Forecast
    rules: ApprovalRules

    @property
    def errors(self) -> tuple[str, ...]:
        """The rules by which the words may not go out as they are."""
        return errors_of(self.draft, self.found)

    def show(self, terminal: Terminal, office: Office) -> None:
        """Show the last screen before the question."""
        notes = list(lint_lines(self.found))
        LastScreen.of(self.draft, self.expected, office.trials, notes).show(terminal.home)


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
        looked = self._look(request, office)
        draft, expected, rules = looked.draft, looked.expected, looked.rules
        if self.manner.dry_run:
            return self._only_look(looked, office)
        self._check_words(looked, office)
        check_any_recipient(expected.recipients, draft.groups)
        if self.manner.expect is not None:
            check_expected_count(expected.recipients, self.manner.expect)
        alone = self._goes_alone(draft, expected, rules)
        if self.manner.to_me:
            self._send_to_me(draft)
        if not self.manner.unasked:
            self._confirm(looked, office)
        if not alone:
            Drafting(self.terminal).propose(draft, office)
            leave(Exit.REFUSED)
        reason, people = self.manner.override, expected.recipients
        override = override_of(draft, people, rules, reason=reason, terminal=self.terminal)
        issued = self._issue(looked, office, override)
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

    def _check_words(self, looked: Looked, office: Office) -> None:
        """Show what is at fault in the words, where nobody says why they go out all the same."""
        if looked.errors and not self.manner.override:
            looked.show(self.terminal, office)
        check_words(looked.errors, self.manner.override)

    def _look(self, request: AlertRequest, office: Office) -> Looked:
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
            found = tuple(lint_draft(session, draft, office, now=now))
        if self.manner.shows_all:
            console = Console(stderr=True, highlight=False)
            show_draft(console, draft, office)
            show_forecast(console, expected, office.municipality)
            for line in lint_lines(found, most=len(found) * 25):
                say(line)
        return Looked(draft, found, expected, rules)

    def _only_look(self, looked: Looked, office: Office) -> None:
        """Show what the last screen would hold; raises NoRecipients where sending it would."""
        draft, expected = looked.draft, looked.expected
        if self.terminal.as_json:
            show_json({**forecast_json(draft, expected), "lint": lint_json(looked.found)})
        looked.show(self.terminal, office)
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

    def _confirm(self, looked: Looked, office: Office) -> None:
        draft, expected = looked.draft, looked.expected
        what = counted(
            expected.recipients,
            "{template} to {count} recipient in {where}",
            "{template} to {count} recipients in {where}",
            template=template_title(draft.template.name),
            where=describe_places(area_names(draft), draft.groups),
        )
        kind = status_shown(draft.status, draft.media, office.trials)
        looked.show(self.terminal, office)
        confirm(self.terminal, kind, what, expected.recipients)

    def _issue(self, looked: Looked, office: Office, override: Override) -> IssuedAlert:
        try:
            return self._issued(looked, office, override)
        except IntegrityError:
            # Two commands with one key at the same moment: the database let one of them through.
            before = self._before(looked.draft.request)
            if before is None:
                raise
            return IssuedAlert(before, False)

    def _issued(self, looked: Looked, office: Office, override: Override) -> IssuedAlert:
        with self.terminal.home.database.writing() as session:
            now = self.terminal.home.now()
            issued = issue_alert(
                session,
                looked.draft,
                office,
                by=self.terminal.by,
                now=now,
                override=override,
                errors=looked.errors,
            )
            if issued.fresh:
                check_expected_count(
                    issued.alert.messages, looked.expected.messages, what="messages"
                )
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
