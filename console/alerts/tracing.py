"""`tocsin alerts trace`: one alert and one resident, step by step."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from alerts import find_alert
from alerts.plain_words import MEDIUM_WORDS, describe_outcome, template_title
from alerts.reports import trace_alert
from channels.explanations import explain_cause
from console.terminal.door import Terminal
from console.terminal.output import say, show, show_json
from console.terminal.times import iso
from delivery.status import Knowledge, TracedMessage, TraceStep, TraceStepKind
from runtime import Municipality, Said, mark, said

UNKNOWN_TIME = "-"
STEPS: Mapping[TraceStepKind, str] = {
    TraceStepKind.WRITTEN: mark("written"),
    TraceStepKind.ATTEMPT: mark("attempt {number} by {channel}: {what}"),
    TraceStepKind.RECEIPT: mark("receipt by {channel}: {what}"),
}


def show_trace(terminal: Terminal, which: str, resident: int) -> None:
    """Show every attempt, answer, receipt and second try, by the clocks of the municipality."""
    home = terminal.home
    with home.database.writing() as session:
        alert = find_alert(session, which)
        found = trace_alert(session, home.keys, alert, resident, by=terminal.by, now=home.now())
        alert_id = alert.id
        head = said(
            "Alert {number}, {template}, resident {resident}",
            number=alert.id,
            template=template_title(alert.template),
            resident=resident,
        )
    if terminal.as_json:
        messages = [_message_json(message) for message in found]
        show_json({"alert": alert_id, "resident": resident, "messages": messages})
        return
    show(head)
    for message in found:
        for line in message_lines(message, home.config.municipality):
            show(line, step=4)
    if not found:
        say(
            said(
                "It was for none of their contacts. `tocsin residents show` has what they asked for."
            )
        )


def message_lines(message: TracedMessage, office: Municipality) -> Iterator[Said]:
    """One message, then its steps, a line each."""
    yield said(
        "{medium} {address} ({language}), message {number}: {what}",
        medium=MEDIUM_WORDS[message.medium],
        address=message.address,
        language=message.language,
        number=message.number,
        what=describe_outcome(Knowledge.of(message.state), message.state, message.cause),
    )
    if message.instead_of is not None:
        yield said("  second try, since message {number} failed", number=message.instead_of)
    for step in message.steps:
        yield said("  {at:<23}  {step}", at=_clock(step.at, office), step=_words(step))
    if message.not_before is not None:
        yield said(
            "  {at:<23}  it is tried again then at the earliest",
            at=_clock(message.not_before, office),
        )


def _message_json(message: TracedMessage) -> Mapping[str, object]:
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
        "doubled": message.doubled,
        "instead_of": message.instead_of,
        "not_before": iso(message.not_before),
        "steps": steps,
    }


def _words(step: TraceStep) -> Said:
    if step.kind is TraceStepKind.ATTEMPT:
        what = explain_cause(step.what) if step.what else said("no answer yet")
    else:
        what = (
            said(step.what)
            if step.counts
            else said("{what}, which changes nothing", what=step.what)
        )
    return said(STEPS[step.kind], number=step.attempt, channel=step.channel, what=what)


def _clock(at: datetime | None, office: Municipality) -> Said | str:
    return said("{at:%a %d/%m/%Y %H:%M:%S}", at=office.local(at)) if at else UNKNOWN_TIME
