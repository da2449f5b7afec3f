"""What `tocsin alerts draft | edit | submit | reject` do, and what `tocsin send` does with what
needs a second person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rich.console import Console
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from alerts import Alert, AlertState, Office, Reach, find_alert
from alerts.approval import approvers_of, reject_draft, submit_draft
from alerts.audience import forecast_draft
from alerts.composing import (
    AlertDraft,
    AlertRequest,
    check_groups_kept,
    compose_draft,
    hash_content,
    request_of_alert,
)
from alerts.issuing import authors_of, check_unissued, edit_draft, find_alert_by_key, keep_draft
from alerts.plain_words import STATE_WORDS
from console.alerts.history import alert_json, history_lines, staff_names
from console.terminal.door import Terminal
from console.terminal.live import deliver
from console.terminal.output import say, show_json
from console.terminal.preview import show_draft, show_forecast
from console.terminal.preview_json import forecast_json
from runtime import Right, Said, joined, mark, said


@dataclass(frozen=True, slots=True)
class DraftChange:
    """What changes in a draft; None leaves it as it is."""

    given: Mapping[str, str]
    areas: tuple[str, ...] | None
    groups: tuple[str, ...] | None
    media: tuple[str, ...] | None
    reach: Reach | None

    def of(self, before: AlertRequest) -> AlertRequest:
        """The request with these changes; an empty value takes one back."""
        given = {
            name: value for name, value in {**before.given, **self.given}.items() if value.strip()
        }
        after = replace(
            before,
            given=given,
            areas=before.areas if self.areas is None else self.areas,
            groups=before.groups if self.groups is None else self.groups,
            media=before.media if self.media is None else self.media,
            reach=self.reach or before.reach,
        )
        check_groups_kept(before, after, place_said=self.areas is not None)
        return after


@dataclass(frozen=True, slots=True)
class Drafting:
    """One step of an alert that nobody gets yet."""

    terminal: Terminal

    def draft(self, request: AlertRequest) -> None:
        """Keep a new draft, or find the one that the same command with the same key made."""
        self.terminal.by.needs(Right.DRAFT_ALERTS)
        office = Office.of(self.terminal.home)
        with self.terminal.home.database.reading() as session:
            composed, looked = self._look(session, request, office)
        try:
            with self.terminal.home.database.writing() as session:
                alert = keep_draft(
                    session, composed, office, by=self.terminal.by, now=self.terminal.home.now()
                )
                session.expunge(alert)
        except IntegrityError:
            alert = self._made_meanwhile(request)
        self._tell(
            alert,
            said(
                "Alert {alert} is kept as a {state}; nobody gets it yet.",
                alert=alert.id,
                state=STATE_WORDS[alert.state],
            ),
            looked,
        )

    def edit(self, which: str, change: DraftChange) -> None:
        """Show the changed words and keep them, unless somebody else changed them meanwhile."""
        self.terminal.by.needs(Right.DRAFT_ALERTS)
        office = Office.of(self.terminal.home)
        with self.terminal.home.database.reading() as session:
            before = find_alert(session, which)
            check_unissued(before)
            seen = hash_content(before)
            asked = change.of(request_of_alert(before))
            composed, looked = self._look(session, asked, office, before.public_number)
        with self.terminal.home.database.writing() as session:
            alert = find_alert(session, which)
            edit_draft(
                session,
                alert,
                composed,
                by=self.terminal.by,
                now=self.terminal.home.now(),
                seen_hash=seen,
            )
            session.expunge(alert)
        kept = alert.state is AlertState.PENDING_APPROVAL
        words = (
            mark("Alert {alert} says what it said; it waits for approval still.")
            if kept
            else mark("Alert {alert} is changed, and a draft again.")
        )
        self._tell(alert, said(words, alert=alert.id), looked)

    def submit(self, which: str) -> None:
        """Submit a draft to a second person, and let staff be told."""
        office = Office.of(self.terminal.home)
        with self.terminal.home.database.writing() as session:
            alert = find_alert(session, which)
            before = alert.notice_id if alert.state is AlertState.PENDING_APPROVAL else None
            submit_draft(session, alert, office, by=self.terminal.by, now=self.terminal.home.now())
            session.expunge(alert)
        self._await(alert, told_before=before is not None)

    def propose(self, composed: AlertDraft, office: Office) -> None:
        """Keep a draft and submit it to a second person, in one transaction."""
        try:
            with self.terminal.home.database.writing() as session:
                now = self.terminal.home.now()
                alert = keep_draft(session, composed, office, by=self.terminal.by, now=now)
                submit_draft(session, alert, office, by=self.terminal.by, now=now)
                session.expunge(alert)
        except IntegrityError:
            return self.stands(self._made_meanwhile(composed.request))
        return self._await(alert)

    def stands(self, alert: Alert) -> None:
        """Say where an alert stands that the same command made before, and that nobody got."""
        words = mark("The same command made alert {alert} before; it is '{state}'.")
        self._tell(alert, said(words, alert=alert.id, state=STATE_WORDS[alert.state]))

    def reject(self, which: str, reason: str) -> None:
        """Send it back to its author."""
        with self.terminal.home.database.writing() as session:
            alert = find_alert(session, which)
            reject_draft(
                session, alert, reason=reason, by=self.terminal.by, now=self.terminal.home.now()
            )
            session.expunge(alert)
        self._tell(
            alert,
            said(
                "Alert {alert} is rejected. `tocsin alerts edit {alert}` makes it a draft again.",
                alert=alert.id,
            ),
        )

    def _await(self, alert: Alert, *, told_before: bool = False) -> None:
        """Say that it waits and tell staff, unless they were told before."""
        with self.terminal.home.database.reading() as session:
            approvers = approvers_of(
                session,
                authors_of(session, alert),
                self.terminal.home.config.approval,
                now=self.terminal.home.now(),
            )
        notice = None if told_before else alert.notice_id
        words = waiting_words(bool(approvers.now), told=notice is not None, told_before=told_before)
        self._tell(alert, said(words, alert=alert.id, names=joined(", ", approvers.now)))
        if notice is not None:
            deliver(self.terminal.home, [notice])

    def _look(
        self, session: Session, request: AlertRequest, office: Office, public_number: str = ""
    ) -> tuple[AlertDraft, Mapping[str, object]]:
        now = self.terminal.home.now()
        composed = compose_draft(session, request, office, now=now, public_number=public_number)
        expected = forecast_draft(session, self.terminal.home.keys, composed, office)
        console = Console(stderr=True, highlight=False)
        show_draft(console, composed, office)
        show_forecast(console, expected, office.municipality)
        return composed, forecast_json(composed, expected)

    def _made_meanwhile(self, request: AlertRequest) -> Alert:
        """Two commands with one key at the same moment: the database let one of them through."""
        with self.terminal.home.database.reading() as session:
            before = find_alert_by_key(session, request)
            assert before is not None
            session.expunge(before)
        return before

    def _tell(self, alert: Alert, words: Said, looked: Mapping[str, object] | None = None) -> None:
        with self.terminal.home.database.reading() as session:
            names = staff_names(session, [alert])
        for line in history_lines(alert, names, self.terminal.home.config.municipality):
            say(said("  {line}", line=line))
        say(words)
        if self.terminal.as_json:
            show_json(
                {**alert_json(alert, names), "forecast": looked}
                if looked
                else alert_json(alert, names)
            )


def waiting_words(somebody: bool, *, told: bool, told_before: bool) -> str:
    """What is said of an alert that waits, by whether somebody else may approve it and whether
    staff are, or were, told of it."""
    if not somebody:
        return mark(
            'Alert {alert} waits for a second person, and nobody else may approve it now. In an emergency: tocsin alerts send {alert} --override "REASON"'
        )
    if told:
        return mark(
            "Alert {alert} waits for a second person. Staff are told. Another approver: tocsin alerts approve {alert}"
        )
    if told_before:
        return mark(
            "Alert {alert} waits for a second person still; staff were told before, and are not told again. Another approver: tocsin alerts approve {alert}"
        )
    return mark(
        "Alert {alert} waits for a second person. Nobody was told: phone one of {names}. Whoever approves it types: tocsin alerts approve {alert}"
    )
