"""`tocsin alerts trace`: one alert and one resident, step by step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alerts import Alert, find_alert
from alerts.plain_words import KNOWLEDGE_WORDS, MEDIUM_WORDS, describe_outcome, template_title
from alerts.reports import trace_alert, trials_of
from channels import Outcome, Trial
from channels.explanations import explain_cause
from channels.registry import find_trials
from console.terminal.door import Terminal
from console.terminal.hindrances import describe_unattended
from console.terminal.output import say, show, show_json
from console.terminal.times import clock_time, iso
from delivery import State
from delivery.sending import list_unattended
from delivery.status import Knowledge, TracedMessage, TraceStep, TraceStepKind
from runtime import Municipality, Said, mark, said

UNKNOWN_TIME = said("time unknown")
STEPS: Mapping[TraceStepKind, str] = {
    TraceStepKind.WRITTEN: mark("written"),
    TraceStepKind.ATTEMPT: mark("attempt {number} by {channel}: {what}"),
    TraceStepKind.RECEIPT: mark("receipt by {channel}: {what}"),
}


@dataclass(frozen=True, slots=True)
class TraceWords:
    """What the lines of a trace are said with: the number of the alert, the channels that could not
    leave this machine, the clocks of the municipality, and the moment at which it is read."""

    alert: int
    trials: Mapping[str, Trial]
    office: Municipality
    now: datetime
    resumed_by: str = ""  # what goes on with it, while no worker is at work

    def lines(self, message: TracedMessage) -> Iterator[Said]:
        """One message, then its steps, a line each, and what its next attempt waits for."""
        known = Knowledge.of(message.state, self.trials.get(message.channel, Trial.NONE))
        yield said(
            "{medium} {address} ({language}), message {number}: {what}",
            medium=MEDIUM_WORDS[message.medium],
            address=message.address,
            language=message.language,
            number=message.number,
            what=describe_outcome(known, message.state, message.cause),
        )
        if message.instead_of is not None:
            yield said("  second try, since message {number} failed", number=message.instead_of)
        for step in message.steps:
            yield said("  {at:<23}  {step}", at=self._clock(step.at), step=self._words(step))
        yield from self._next(message)

    def _next(self, message: TracedMessage) -> Iterator[Said]:
        if self.resumed_by and message.state is State.QUEUED:
            yield said("  {line}", line=describe_unattended(self.resumed_by))
        elif message.not_before is not None and message.not_before <= self.now:
            yield said("  it is due: a running `tocsin worker` tries it again")
        elif message.not_before is not None:
            yield said(
                "  {at:<23}  it is tried again then at the earliest",
                at=self._clock(message.not_before),
            )
        elif message.awaits_decision:
            yield said(
                "  nothing tries it again by itself: `tocsin alerts resend {alert}` sends again what may have arrived",
                alert=self.alert,
            )
        elif message.awaits_channel:
            yield said(
                "  the channel '{channel}' is stopped: `tocsin resume {channel}` lets it go on",
                channel=message.channel,
            )

    def _words(self, step: TraceStep) -> Said:
        what = self._answer(step) if step.kind is TraceStepKind.ATTEMPT else said(step.what)
        if not step.counts:
            what = said("{what}, which changes nothing", what=step.what)
        return said(STEPS[step.kind], number=step.attempt, channel=step.channel, what=what)

    def _answer(self, step: TraceStep) -> Said:
        """What its channel said of an attempt; of one that cannot leave this machine where it
        ended."""
        if not step.what:
            return said("no answer yet")
        if step.what == Outcome.ACCEPTED:
            trial = self.trials.get(step.channel, Trial.NONE)
            return KNOWLEDGE_WORDS[Knowledge.of(State.ACCEPTED, trial)]
        return explain_cause(step.what)

    def _clock(self, at: datetime | None) -> Said:
        return clock_time(at, self.office) if at else UNKNOWN_TIME


def show_trace(terminal: Terminal, which: str, resident: int) -> None:
    """Show every attempt, answer, receipt and second try, by the clocks of the municipality."""
    home, config = terminal.home, terminal.home.config
    at_present = find_trials(config.routes, config.channels, home.path).by_channel
    with home.database.writing() as session:
        alert = find_alert(session, which)
        now = home.now()
        found = trace_alert(session, home.keys, alert, resident, by=terminal.by, now=now)
        trials, resumed_by = trials_of(alert, at_present), _resumed_by(session, alert)
        words = TraceWords(alert.id or 0, trials, config.municipality, now, resumed_by)
        head = said(
            "Alert {number}, {template}, resident {resident}",
            number=alert.id,
            template=template_title(alert.template),
            resident=resident,
        )
    if terminal.as_json:
        messages = [_message_json(message, words.trials) for message in found]
        show_json({"alert": words.alert, "resident": resident, "messages": messages})
        return
    show(head)
    for message in found:
        for line in words.lines(message):
            show(line, step=4)
    if not found:
        say(
            said(
                "It was for none of their contacts. `tocsin residents show` has what they asked for."
            )
        )


def _resumed_by(session: Session, alert: Alert) -> str:
    """The command that goes on with it while no worker is at work; empty where one is."""
    waits = alert.dispatch_id and list_unattended(session, [alert.dispatch_id])
    return f"tocsin alerts resume {alert.id}" if waits else ""


def _message_json(message: TracedMessage, trials: Mapping[str, Trial]) -> Mapping[str, object]:
    """One message for programs."""
    steps = [
        {
            "kind": step.kind,
            "at": iso(step.at),
            "attempt": step.attempt,
            "channel": step.channel,
            "what": step.what,
            "counts": step.counts,
        }
        for step in message.steps
    ]
    return {
        "message": message.number,
        "medium": message.medium,
        "language": message.language,
        "address": message.address,
        "state": message.state,
        "cause": message.cause,
        "trial": trials.get(message.channel, Trial.NONE),
        "doubled": message.doubled,
        "instead_of": message.instead_of,
        "awaits": message.awaits,
        "not_before": iso(message.not_before),
        "steps": steps,
    }
