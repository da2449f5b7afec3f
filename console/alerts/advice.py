"""Next steps: what staff do about a sending that has not come to its end, and about what is not
confirmed."""

from collections import Counter
from collections.abc import Iterator, Mapping

from alerts import Reach
from alerts.reports import AlertReport
from channels.explanations import concerns_database, explain_cause
from console.terminal.live import WatchEnding, WatchResult
from delivery import State
from runtime import counted, said


def next_steps(
    found: AlertReport, watched: WatchResult, stopped: Mapping[str, str], *, resendable: bool
) -> Iterator[str]:
    """What to type next; `stopped` are the channels that wait for staff, each with the provider's
    code, and `resendable` is whether what may have arrived may be sent again."""
    yield from _troubles(watched, stopped)
    if watched.ending is WatchEnding.STUCK and not watched.troubles and not stopped:
        yield from _last_ones(watched)
    yield from _left(found, watched, stopped)
    if watched.ending is WatchEnding.DONE:
        yield from _unconfirmed(found, resendable=resendable)


def _troubles(watched: WatchResult, stopped: Mapping[str, str]) -> Iterator[str]:
    """Which channels do not send, and what to do about each; a disk or a database that keeps all
    back is named once."""
    for why in dict.fromkeys(filter(concerns_database, watched.troubles.values())):
        yield said(
            "Nothing is sent now: {why}. `tocsin doctor` examines it.", why=explain_cause(why)
        )
    for channel, why in watched.troubles.items():
        if channel not in stopped and not concerns_database(why):
            yield said(
                "The channel '{channel}' does not send: {why}. `tocsin doctor` examines it.",
                channel=channel,
                why=explain_cause(why),
            )
    for channel, code in stopped.items():
        yield said(
            "The channel '{channel}' is stopped: it refuses too many ({why}). Mend its settings; then `tocsin resume {channel}` lets it go on.",
            channel=channel,
            why=explain_cause(code),
        )


def _last_ones(watched: WatchResult) -> Iterator[str]:
    """What keeps the last messages, although every channel works."""
    kept = Counter[str]()
    for each in watched.tally.counts:
        if each.state in {State.QUEUED, State.SENDING}:
            kept[each.cause if each.state is State.QUEUED else ""] += each.messages
    for why, messages in kept.most_common():
        yield counted(
            messages,
            "{count} message does not get through now: {why}.",
            "{count} messages do not get through now: {why}.",
            why=explain_cause(why) if why else said("no answer has come yet"),
        )


def _left(found: AlertReport, watched: WatchResult, stopped: Mapping[str, str]) -> Iterator[str]:
    left, number = found.tally.open, found.alert.id
    if left and stopped and watched.ending is not WatchEnding.DONE:
        yield counted(
            left,
            "{count} message left. After that a running `tocsin worker`, or `tocsin alerts resume {number}`, goes on.",
            "{count} messages left. After that a running `tocsin worker`, or `tocsin alerts resume {number}`, goes on.",
            number=number,
        )
    elif left and watched.ending is not WatchEnding.DONE:
        yield counted(
            left,
            "{count} message left. A running `tocsin worker`, or `tocsin alerts resume {number}`, goes on.",
            "{count} messages left. A running `tocsin worker`, or `tocsin alerts resume {number}`, goes on.",
            number=number,
        )
    if (waiting := found.tally.by_state.get(State.QUEUED)) and watched.ending is WatchEnding.DONE:
        yield counted(
            waiting,
            "{count} message left for later, the end of quiet hours or a second try: a running `tocsin worker` or `tocsin serve` goes on.",
            "{count} messages left for later, the end of quiet hours or a second try: a running `tocsin worker` or `tocsin serve` goes on.",
        )


def _unconfirmed(found: AlertReport, *, resendable: bool) -> Iterator[str]:
    number = found.alert.id
    if resendable:
        yield said(
            "Some messages may have arrived, and nobody knows: `tocsin alerts resend {number}` sends them again.",
            number=number,
        )
    if found.awaited:
        yield counted(
            found.awaited,
            "{count} message not confirmed yet. `tocsin alerts watch {number} --receipts` waits for the receipt.{then}",
            "{count} messages not confirmed yet. `tocsin alerts watch {number} --receipts` waits for the receipts.{then}",
            number=number,
            then=_left_to(found),
        )


def _left_to(found: AlertReport) -> str:
    """Who goes on with those who get no receipt."""
    if found.alert.reach is Reach.ALL or len(found.alert.media) < 2:
        return ""
    return said(
        " A running `tocsin worker` or `tocsin serve` tries whoever gets none by their next medium."
    )
