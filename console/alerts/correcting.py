"""What `tocsin alerts update | all-clear | cancel | false-alarm` do: the exact words, whom they
reach, a typed number, then the sending."""

from dataclasses import dataclass, replace

from rich.console import Console
from sqlmodel import Session

from alerts import Office, find_alert
from alerts.audience import RecipientCount, check_confirmed_count, forecast_draft
from alerts.corrections import (
    CorrectedAlert,
    CorrectionRequest,
    UpdateNeedsApproval,
    count_reached,
    issue_correction,
    list_open_choices,
    prepare_correction,
)
from alerts.issuing import Override, approval_rules_for, explain_second_person
from alerts.plain_words import template_title
from alerts.reports import count_people_not_reached
from console.alerts.choosing import choose, list_choices
from console.alerts.correction_preview import (
    KINDS,
    CorrectionPreview,
    RestoredAlert,
    correction_json,
    correction_lines,
    told_people,
    untold_people,
)
from console.alerts.ending import deliver_and_report, say_issued
from console.alerts.history import alert_json, staff_names
from console.terminal.asking import confirm
from console.terminal.door import Terminal
from console.terminal.last_screen import LastScreen
from console.terminal.live import deliver
from console.terminal.output import leave, say, show_json
from console.terminal.preview import show_draft, show_forecast
from console.terminal.questions import can_answer
from console.terminal.trials import status_shown
from console.terminal.two_persons import goes_alone, override_of
from console.terminal.typed_alert import Manner
from runtime import Exit, Right, said


@dataclass(frozen=True, slots=True)
class Correcting:
    """One correction, from the words on the screen to the report."""

    terminal: Terminal
    manner: Manner

    def carry_out(self, which: str, wish: CorrectionRequest) -> None:
        """Do it, and leave with the exit code that says how it went."""
        self.terminal.by.needs(Right.READ_ALERTS if self.manner.dry_run else Right.SEND_ALERTS)
        office = Office.of(self.terminal.home)
        wish = self._decided(which, wish, office)
        with self.terminal.home.database.reading() as session:
            preview = self._look(session, which, wish, office)
        if self.manner.dry_run:
            self._show_last(preview, office)
            return say(
                said(
                    "Nothing was stopped or sent: --dry-run. The number to confirm is {count}.",
                    count=str(preview.count),
                )
            )
        if self.manner.expect is not None:
            check_confirmed_count(preview.expected.count, RecipientCount(self.manner.expect))
        self._check_alone(preview)
        if not self.manner.unasked:
            self._ask(preview, office)
        override = self._override(preview)
        with self.terminal.home.database.writing() as session:
            alert, now = find_alert(session, str(preview.alert.id)), self.terminal.home.now()
            done = issue_correction(
                session,
                alert,
                preview.prepared,
                office,
                by=self.terminal.by,
                now=now,
                override=override,
                confirmed=preview.expected.count,
            )
            session.expunge_all()
        return self._finish(done, preview.restored, office)

    def _decided(self, which: str, wish: CorrectionRequest, office: Office) -> CorrectionRequest:
        """The wish with what the person at the terminal decides; where nobody can be asked it stays
        as it is, and is refused."""
        with self.terminal.home.database.reading() as session:
            left = list_open_choices(session, find_alert(session, which), wish, office)
        if self.manner.unasked or not can_answer(self.terminal):
            list_choices(self.terminal, left)
            return wish
        return replace(wish, given={**wish.given, **choose(self.terminal, left)})

    def _look(
        self, session: Session, which: str, wish: CorrectionRequest, office: Office
    ) -> CorrectionPreview:
        alert = find_alert(session, which)
        prepared = prepare_correction(session, alert, wish, office, now=self.terminal.home.now())
        draft = prepared.draft
        expected = forecast_draft(session, self.terminal.home.keys, draft, office, corrects=alert)
        rules = approval_rules_for(
            session, office.approval, self.terminal.by.ref, now=self.terminal.home.now()
        )
        reached = count_reached(session, alert, draft)
        restored = self._restored(session, prepared.restores, office)
        preview = CorrectionPreview(alert, prepared, reached, expected, rules, restored)
        session.expunge_all()
        if self.terminal.as_json and self.manner.dry_run:
            show_json(correction_json(preview))
        if self.manner.shows_all:
            self._show(preview, office)
        return preview

    def _restored(
        self, session: Session, number: int | None, office: Office
    ) -> RestoredAlert | None:
        if number is None:
            return None
        alert = find_alert(session, str(number))
        return RestoredAlert(alert, count_people_not_reached(session, alert, office))

    def _show(self, preview: CorrectionPreview, office: Office) -> None:
        console = Console(stderr=True, highlight=False)
        show_draft(console, preview.prepared.draft, office)
        show_forecast(console, preview.expected, office.municipality)
        for line in correction_lines(preview, office):
            say(line)

    def _check_alone(self, preview: CorrectionPreview) -> None:
        """Say before anybody confirms what the rules would refuse."""
        if not preview.prepared.updates:
            return
        draft, recipients = preview.prepared.draft, preview.count
        if not goes_alone(
            draft,
            recipients,
            preview.rules,
            override=self.manner.override,
            terminal=self.terminal,
        ):
            raise UpdateNeedsApproval(explain_second_person(draft, recipients, preview.rules))

    def _override(self, preview: CorrectionPreview) -> Override:
        """Why an update goes out by one person; what ends or takes back overrides nothing."""
        reason, draft = self.manner.override, preview.prepared.draft
        if not preview.prepared.updates:
            return Override(reason)
        return override_of(
            draft, preview.count, preview.rules, reason=reason, terminal=self.terminal
        )

    def _ask(self, preview: CorrectionPreview, office: Office) -> None:
        alert = preview.alert
        what = said(
            "{kind} of alert {alert}, {template}, to {whom}",
            kind=KINDS[preview.prepared.kind],
            alert=alert.id,
            template=template_title(alert.template),
            whom=told_people(preview),
        )
        shown = status_shown(alert.status, alert.media, office.trials)
        self._show_last(preview, office)
        confirm(self.terminal, shown, what, preview.count)

    def _show_last(self, preview: CorrectionPreview, office: Office) -> None:
        notes = list(correction_lines(preview, office))
        LastScreen.of(preview.prepared.draft, preview.expected, office.trials, notes).show(
            self.terminal.home
        )

    def _finish(self, done: CorrectedAlert, restored: RestoredAlert | None, office: Office) -> None:
        if done.by is None:
            say(
                said(
                    "Nobody had got alert {alert}: it is stopped, and there is nothing to tell anybody.",
                    alert=done.alert.id,
                )
            )
            with self.terminal.home.database.reading() as session:
                names = staff_names(session, [done.alert])
            if self.terminal.as_json:
                show_json(alert_json(done.alert, names))
            self._say_restored(restored)
            if done.alert.notice_id is not None:
                deliver(self.terminal.home, [done.alert.notice_id])
            leave(Exit.DONE)
        say_issued(
            said(
                "Alert {alert} is stopped. Alert {by} corrects it: {identifier}",
                alert=done.alert.id,
                by=done.by.id,
                identifier=done.by.identifier,
            )
        )
        self._say_restored(restored)
        deliver_and_report(self.terminal, done.by, office)

    def _say_restored(self, restored: RestoredAlert | None) -> None:
        if restored is None:
            return
        say_issued(said("Alert {alert} holds again.", alert=restored.alert.id))
        if restored.untold:
            say(untold_people(restored))
