"""What `tocsin release` does: show what is quarantined, ask, release it, deliver."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts import find_alert
from alerts.plain_words import template_title
from alerts.recovery import (
    NothingHeld,
    QuarantinedAlert,
    ReleaseResult,
    list_quarantined_alerts,
    release_alert,
    release_home,
)
from console.terminal.asking import NotConfirmed
from console.terminal.door import Terminal
from console.terminal.live import deliver
from console.terminal.output import say, show_json, table
from console.terminal.questions import ask
from console.terminal.state_words import translate_word
from console.terminal.times import local_time
from delivery.quarantine import quarantined_since
from runtime import Right, Said, UsageProblem, counted, said


@dataclass(frozen=True, slots=True)
class Releasing:
    """One `tocsin release`, from the list on the screen to the sending."""

    terminal: Terminal

    def carry_out(self, which: str, resend: bool, drop: bool, *, unasked: bool) -> None:
        """Do it, or only show what is quarantined when nothing was decided."""
        self.terminal.by.needs(Right.SEND_ALERTS)
        if resend and drop:
            raise UsageProblem(said("Give --resend or --drop, not both."))
        now = self.terminal.home.now()
        with self.terminal.home.database.reading() as session:
            since, held = quarantined_since(session), list_quarantined_alerts(session, now=now)
            number = find_alert(session, which).id if which else None
        decided = resend or drop
        if not self.terminal.as_json:
            self._show(since, held)
        if (since is None and not which) or not (decided or unasked):
            return self._tell(since, held, None)
        if unasked and held and not decided:
            raise UsageProblem(said("--yes needs --resend or --drop."))
        if not unasked:
            self._confirm(held, number, resend)
        with self.terminal.home.database.writing() as session:
            if which:
                released = release_alert(
                    session, which, resend=resend, by=self.terminal.by, now=now
                )
            else:
                released = release_home(session, resend=resend, by=self.terminal.by, now=now)
        say(
            said(
                "Decided: {again} sent again, {left} left as they are: they may have arrived.",
                again=counted(released.resent, "{count} message", "{count} messages"),
                left=f"{released.left:,}",
            )
        )
        if released.resent:
            deliver(self.terminal.home, released.dispatches)
        return self._tell(since, held, released)

    def _show(self, since: datetime | None, held: Sequence[QuarantinedAlert]) -> None:
        if since is None:
            return say(said("This home is no copy: nothing of it is stopped."))
        if not held:
            return say(
                said(
                    "This home is a copy. Nothing was open in it; its schedules fire again after `tocsin release --drop --yes`."
                )
            )
        rows = [
            (
                str(each.alert.id) if each.alert else "",
                template_title(each.alert.template) if each.alert else said("note to staff"),
                translate_word(each.alert.severity) if each.alert else "",
                f"{each.dispatch.messages:,}",
                self._until(each),
            )
            for each in held
        ]
        table(
            (said("alert"), said("template"), said("severity"), said("messages"), said("until")),
            rows,
        )
        return say(
            said(
                "Each may have arrived. --resend sends again what is not over, --drop leaves all of it as it is."
            )
        )

    def _until(self, each: QuarantinedAlert) -> Said:
        until = local_time(each.dispatch.expires_at, self.terminal.home.config.municipality.zone)
        return until if each.dispatch.live else said("{until} (over)", until=until)

    def _confirm(self, held: Sequence[QuarantinedAlert], which: int | None, resend: bool) -> None:
        mine = [each for each in held if not which or (each.alert and each.alert.id == which)]
        if which and not mine:
            raise NothingHeld(said("Nothing of alert {number} is stopped.", number=which))
        number = sum(each.dispatch.messages for each in mine if each.dispatch.live or not resend)
        question = (
            said("Type {number:,} to send them again", number=number)
            if resend
            else said("Type {number:,} to leave them as they are", number=number)
        )
        if ask(self.terminal, question, "--yes").strip().replace(",", "").replace(".", "") != str(
            number
        ):
            raise NotConfirmed(said("You typed something else than {number:,}.", number=number))

    def _tell(
        self,
        since: datetime | None,
        held: Sequence[QuarantinedAlert],
        released: ReleaseResult | None,
    ) -> None:
        if not self.terminal.as_json:
            return
        rows = [
            {
                "alert": each.alert.id if each.alert else None,
                "dispatch": each.dispatch.dispatch_id,
                "messages": each.dispatch.messages,
                "expires_at": each.dispatch.expires_at.isoformat(),
                "live": each.dispatch.live,
            }
            for each in held
        ]
        show_json(
            {
                "held_since": since.isoformat() if since else None,
                "held": rows,
                "resent": released.resent if released else 0,
                "left": released.left if released else None,
            }
        )
