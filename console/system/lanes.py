"""What `tocsin status` shows: what is wrong, the lanes, and how soon each will be empty."""

from collections.abc import Sequence
from datetime import datetime

from alerts.plain_words import LANE_WORDS, MEDIUM_WORDS
from checks import CheckResult, Level, Load, Situation, cannot_write, worst
from console.system.check_results import results_json, show_results
from console.terminal.output import show, table
from console.terminal.times import span_of
from delivery.monitoring import QueueLoad, RestingChannel
from runtime import counted, joined, mark, said

HEADINGS = (
    said("lane"),
    said("medium"),
    said("waiting"),
    said("oldest"),
    said("on its way"),
    said("maybe"),
    said("a minute"),
    said("empty in"),
)


def status_json(at: Situation, results: Sequence[CheckResult]) -> dict[str, object]:
    """The document of `tocsin status --json`."""
    load = at.load
    found = load.standing
    return {
        "at": found.at.isoformat(),
        "level": worst(results),
        "checks": results_json(results),
        "stuck": [each.what for each in results if not each.level.is_well],
        "trial": list(at.trials.among(tuple(at.routes))),
        "workers": found.workers,
        "lanes": [_queue_json(each, load) for each in found.queues],
        "resting": [
            {
                "channel": each.channel,
                "lane": each.lane,
                "why": each.why,
                "since": each.since.isoformat(),
                "until": each.until.isoformat(),
            }
            for each in found.resting
        ],
        "receipts_set_aside": found.set_aside,
        "held_since": found.held_at.isoformat() if found.held_at else None,
    }


def show_lanes(at: Situation, results: Sequence[CheckResult]) -> None:
    """Show it in 80 columns, the trouble first."""
    local, standing = at.home.config.municipality.local, at.load.standing
    workers = counted(standing.workers, "{count} worker at work", "{count} workers at work")
    if not standing.workers and cannot_write(results):
        workers = said("nobody can write down who is at work")
    show(said("{at:%a %d/%m/%Y %H:%M:%S}  {workers}", at=local(standing.at), workers=workers))
    if tried := at.trials.among(tuple(at.routes)):
        media = joined(", ", (MEDIUM_WORDS[each] for each in tried))
        show(said("TRIAL: nothing leaves this machine by {media}", media=media))
    wrong = [each for each in results if not each.level.is_well]
    show_results(sorted(wrong, key=lambda each: -each.level.rank))
    for rest in standing.resting:
        if (rest.channel, rest.lane) in at.load.stopped:
            continue
        show(_resting(rest, standing.at, local(rest.since), local(rest.until)))
    show()
    table(HEADINGS, [_row(queue, at.load) for queue in standing.queues])
    show()
    for queue in standing.queues:
        _show_postponed(queue)
    if standing.set_aside:
        show(said("receipts set aside: {number:,}", number=standing.set_aside))
    moving = any(queue.waiting for queue in standing.queues)
    untried = sorted({each.channel for each in standing.resting})
    show(_in_short(wrong, moving=moving, untried=untried))


def _show_postponed(queue: QueueLoad) -> None:
    names = {"lane": LANE_WORDS[queue.lane], "medium": MEDIUM_WORDS[queue.medium]}
    if queue.again:
        show(
            counted(
                queue.again,
                "of these, {count} {lane} ({medium}) is tried again later",
                "of these, {count} {lane} ({medium}) are tried again later",
                **names,
            )
        )
    if queue.later:
        show(
            counted(
                queue.later,
                "{count} {lane} ({medium}) waits for the morning",
                "{count} {lane} ({medium}) wait for the morning",
                **names,
            )
        )


def _in_short(wrong: Sequence[CheckResult], *, moving: bool, untried: Sequence[str]) -> str:
    if not wrong and moving:
        return said("Nothing is wrong, and messages are on their way.")
    if not wrong and untried:
        return said(
            "Nothing waits. The next message will show whether this sends again: {names}",
            names=joined(", ", untried),
        )
    if not wrong:
        return said("All is well.")
    if worst(wrong) is Level.WARN:
        return said("Somebody should look at what is above; tocsin doctor looks at everything.")
    if {each.check for each in wrong} == {"refusals"}:
        return said("Nothing is lost meanwhile.")
    return said("tocsin doctor says what is wrong. Nothing is lost meanwhile.")


def _queue_json(queue: QueueLoad, load: Load) -> dict[str, object]:
    return {
        "lane": queue.lane,
        "medium": queue.medium,
        "waiting": queue.waiting,
        "due": queue.due,
        "again": queue.again,
        "oldest": queue.since.isoformat() if queue.since else None,
        "later": queue.later,
        "sending": queue.sending,
        "unknown": queue.unknown,
        "accepted_last_minute": queue.accepted,
        "seconds_left": load.seconds_left(queue),
    }


def _row(queue: QueueLoad, load: Load) -> tuple[str, ...]:
    age = span_of(load.age(queue).total_seconds()) if queue.since else "-"
    left = load.seconds_left(queue)
    empty = "-" if not queue.waiting else "?" if left is None else span_of(left)
    numbers = (queue.sending, queue.unknown, queue.accepted)
    return (
        LANE_WORDS[queue.lane],
        MEDIUM_WORDS[queue.medium],
        said("{number:,}", number=queue.waiting),
        age,
        *(said("{number:,}", number=each) for each in numbers),
        empty,
    )


def _resting(rest: RestingChannel, now: datetime, since: datetime, until: datetime) -> str:
    words = mark("  {channel}, {lane}: since {since:%H:%M:%S}, {again}")
    return said(
        words,
        channel=rest.channel,
        lane=LANE_WORDS[rest.lane],
        since=since,
        again=_next_try(rest, now, until),
    )


def _next_try(rest: RestingChannel, now: datetime, until: datetime) -> str:
    if rest.until > now:
        return said("tried again {until:%H:%M:%S}", until=until)
    return said("tried again with the next message")
