"""What `tocsin send` does: look, count, ask, issue, send, report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import typer
from rich.console import Console
from sqlalchemy.exc import IntegrityError

from alerts import (
    Alert,
    Draft,
    Forecast,
    Issued,
    Office,
    Request,
    check_count,
    compose,
    forecast,
    issue,
    issued_before,
    rehearse,
)
from console.door import ask, leave, say, show_json
from console.ending import conclude
from console.live import deliver
from console.preview import forecast_json, show_draft, show_forecast
from runtime import Actor, Exit, Home, Right, UsageProblem


class NotConfirmed(UsageProblem):
    """Nothing was sent. Give the command again when you are ready."""

    exit = Exit.REFUSED


@dataclass(frozen=True, slots=True)
class Manner:
    """How the operator wants it done."""

    dry_run: bool
    to_me: bool
    expect: int | None
    unasked: bool
    as_json: bool


def check_typed(*, areas: Sequence[str], everywhere: bool, yes: bool, expect: int | None) -> None:
    """Refuse a command that leaves open where it goes, or that nobody confirms; raises UsageProblem."""
    if everywhere and areas:
        raise UsageProblem("Give --area or --all, not both.")
    if not everywhere and not areas:
        raise UsageProblem(
            "Say where: --area CODE (`tocsin areas list` shows them), or --all for the whole municipality."
        )
    if yes and expect is None:
        raise UsageProblem("--yes needs --expect N: the recipients you count on, as --dry-run shows them.")


@dataclass(frozen=True, slots=True)
class Sending:
    """One `tocsin send`, from the words on the screen to the report."""

    context: typer.Context
    home: Home
    manner: Manner
    by: Actor

    def carry_out(self, request: Request) -> None:
        """Do it, and leave with the exit code that says how it went."""
        self.by.needs(Right.DRAFT_ALERTS if self.manner.dry_run else Right.SEND_ALERTS)
        office = Office.of(self.home)
        before = self._before(request)
        if before is not None:
            say(f"The key '{request.key}' is that of alert {before.id}, issued already; nothing new is sent.")
            return self._watch(before, office)
        draft, expected = self._look(request, office)
        if self.manner.dry_run:
            return say("Nothing was sent: --dry-run.")
        if self.manner.expect is not None:
            check_count(expected.recipients, self.manner.expect)
        if self.manner.to_me:
            self._rehearse(draft)
        self._confirm(draft, expected)
        issued = self._issue(draft, expected, office)
        if not issued.fresh:
            say(f"The same command has issued alert {issued.alert.id} meanwhile; nothing new is sent.")
        return self._watch(issued.alert, office)

    def _before(self, request: Request) -> Alert | None:
        with self.home.database.reading() as session:
            return issued_before(session, request)

    def _look(self, request: Request, office: Office) -> tuple[Draft, Forecast]:
        """Show the words and the audience, from one reading of the database."""
        with self.home.database.reading() as session:
            draft = compose(session, request, office, now=datetime.now(UTC))
            expected = forecast(session, self.home.keys, draft, office)
        if self.manner.as_json and self.manner.dry_run:
            show_json(forecast_json(draft, expected))
        console = Console(stderr=True, highlight=False)
        show_draft(console, draft, office)
        show_forecast(console, expected, office.municipality)
        return draft, expected

    def _rehearse(self, draft: Draft) -> None:
        with self.home.database.writing() as session:
            dispatches = rehearse(session, draft, self.home, by=self.by, now=datetime.now(UTC))
        say("First to you:")
        deliver(self.home, dispatches)

    def _confirm(self, draft: Draft, expected: Forecast) -> None:
        if self.manner.unasked:
            return
        kind = "LIVE" if draft.template.status == "actual" else draft.template.status.upper()
        where = ", ".join(draft.area.codes) or "the whole municipality"
        say(f"{kind}: {draft.template.name} to {expected.recipients:,} recipients in {where}.")
        typed = ask(self.context, f"Type {expected.recipients:,} to send", "--yes --expect N")
        if typed.strip().replace(",", "").replace(".", "") != str(expected.recipients):
            raise NotConfirmed(f"You typed something else than {expected.recipients:,}.")

    def _issue(self, draft: Draft, expected: Forecast, office: Office) -> Issued:
        try:
            return self._issued(draft, expected, office)
        except IntegrityError:
            # Two commands with one key at the same moment: the database let one of them through.
            before = self._before(draft.request)
            if before is None:
                raise
            return Issued(before, False)

    def _issued(self, draft: Draft, expected: Forecast, office: Office) -> Issued:
        with self.home.database.writing() as session:
            issued = issue(session, draft, office, by=self.by, now=datetime.now(UTC))
            if issued.fresh:
                check_count(issued.alert.messages, expected.messages, what="messages")
            session.expunge(issued.alert)
        say(f"Alert {issued.alert.id} is issued: {issued.alert.identifier}")
        return issued

    def _watch(self, alert: Alert, office: Office) -> None:
        watched = deliver(self.home, [alert.dispatch_id])
        leave(conclude(self.home, alert, office, watched, as_json=self.manner.as_json))
