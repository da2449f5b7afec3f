"""What `tocsin alerts resend` does: count, ask, queue again; the sending itself is that of `alerts
resume`."""

from dataclasses import dataclass, replace

from alerts import Office, find_alert, wordings_of_alert
from alerts.audience import check_expected_count
from alerts.plain_words import template_title
from alerts.recovery import count_messages_to_resend, send_alert_again
from console.terminal.asking import confirm
from console.terminal.door import Terminal
from console.terminal.last_screen import LastScreen
from console.terminal.output import say
from console.terminal.trials import banner, status_shown
from delivery.fallback import ResendKind
from runtime import Right, counted, said

WHY = {
    ResendKind.UNKNOWN: said("nobody knows whether they have it, and some may get it twice"),
    ResendKind.FAILED: said("the first time failed"),
}


@dataclass(frozen=True, slots=True)
class Resending:
    """One alert that somebody sends again; `expect` are the messages that a script counts on, None
    asks."""

    terminal: Terminal
    again: ResendKind
    expect: int | None

    def carry_out(self, which: str) -> None:
        """Ask, then queue again what was counted."""
        self.terminal.by.needs(Right.SEND_ALERTS)
        with self.terminal.home.database.reading() as session:
            alert = find_alert(session, which)
            number = count_messages_to_resend(
                session, alert, self.again, now=self.terminal.home.now()
            )
            words = wordings_of_alert(session, alert)
        if self.expect is None:
            what = said(
                "alert {alert}, {template}, {messages} again: {why}",
                alert=alert.id,
                template=template_title(alert.template),
                messages=counted(number, "{count} message", "{count} messages"),
                why=WHY[self.again],
            )
            trials = Office.of(self.terminal.home).trials
            head = LastScreen.heading(
                banner(alert.status, alert.media, trials), alert.severity, alert.template
            )
            screen = LastScreen(head, tuple(alert.areas), None, alert.expires_at, words, None)
            replace(screen, groups=alert.groups).show(self.terminal.home)
            kind = status_shown(alert.status, alert.media, trials)
            confirm(self.terminal, kind, what, number)
        else:
            check_expected_count(number, self.expect, what="messages")
        with self.terminal.home.database.writing() as session:
            kept = find_alert(session, which)
            queued = send_alert_again(
                session, kept, self.again, by=self.terminal.by, now=self.terminal.home.now()
            )
            check_expected_count(queued, number, what="messages")
        say(counted(queued, "{count} message queued again.", "{count} messages queued again."))
