"""How long it took until messages were taken and until they arrived; a share says of how many."""

from collections.abc import Iterator
from datetime import datetime

from alerts.reports import AlertReport
from console.terminal.times import span_of
from delivery import State
from runtime import Said, joined, mark, said

HALF, MOST, ALL = mark("half after {span}"), mark("95 % after {span}"), mark("all after {span}")
EXACT = mark("{seconds:,.1f} s")
Moments = Iterator[tuple[str, datetime | None]]


def times(found: AlertReport) -> Iterator[Said]:
    """From the issuing until messages were taken and until they arrived; while some may still come,
    only until half of the others."""
    messages, arrived = found.tally.messages, found.tally.by_state.get(State.DELIVERED, 0)
    if taken := _spans(found, _taken(found)):
        yield said(_title(found), spans=taken, taken=found.accepted, messages=messages)
    if spans := _spans(found, _arrived(found)):
        words = (
            mark(
                "  time until it arrived, of those confirmed so far ({arrived:,} of {messages:,}): {spans}"
            )
            if found.tally.open or found.awaited
            else mark("  time until it arrived: {spans}")
        )
        yield said(words, spans=spans, arrived=arrived, messages=messages)


def _title(found: AlertReport) -> str:
    if found.tally.open:
        return mark(
            "  time until it was taken, of those taken so far ({taken:,} of {messages:,}): {spans}"
        )
    if found.accepted < found.tally.messages:
        return mark("  time until taken ({taken:,} of {messages:,}): {spans}")
    return mark("  time until it was taken: {spans}")


def _taken(found: AlertReport) -> Moments:
    yield HALF, found.half_at
    if not found.tally.open:
        yield MOST, found.most_at
        yield ALL, found.last_at


def _arrived(found: AlertReport) -> Moments:
    yield HALF, found.half_delivered_at
    if not (found.tally.open or found.awaited):
        yield MOST, found.most_delivered_at


def _spans(found: AlertReport, moments: Moments) -> Said:
    times = ((words, found.seconds(at)) for words, at in moments)
    return joined(
        ", ",
        (said(words, span=span_of(taken, EXACT)) for words, taken in times if taken is not None),
    )
