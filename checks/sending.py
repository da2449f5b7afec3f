"""Sending: the channels that are refused, the workers, what does not move, and a home that is
stopped because it is a copy."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from alerts.approval import list_waiting_alerts
from alerts.plain_words import LANE_WORDS, MEDIUM_WORDS
from channels import Outcome
from channels.explanations import explain_cause
from checks.names import listed, reason
from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from delivery import Lane
from delivery.monitoring import (
    QueueLoad,
    RestingChannel,
    count_waiting_contacts,
    read_last_failure,
)
from delivery.quarantine import check_for_copy, quarantined_dispatches, quarantined_since
from runtime import Said, counted, joined, said
from subscribers.audience import count_awaiting

STILL = timedelta(seconds=15)  # what is due for so long, and nothing was accepted, does not move
LONG = timedelta(minutes=5)
MOST_NAMED = 3
LASTING = timedelta(minutes=1)  # what passes sooner is nobody's business
OURS = (Outcome.UNAUTHORISED, Outcome.MISCONFIGURED)


def check_channels(at: Situation) -> Iterator[CheckResult]:
    """A line for each channel that is left alone after a failure: why, who waits, and what carries
    the others."""
    load = at.load
    # Of those that are stopped until staff decide, check_refusals speaks.
    resting = [
        each
        for each in load.standing.resting
        if load.media_of(each.channel)
        and load.hurts(each)
        and (each.channel, each.lane) not in load.stopped
    ]
    for channel, rests in groupby(resting, key=lambda each: each.channel):
        yield replace(_refused(at, channel, list(rests)), channel=channel)
    if not resting and not load.stopped:
        yield ok(said("channels: none is refused by its provider"))


def check_worker(at: Situation) -> Iterator[CheckResult]:
    """Whether somebody is at work while something waits."""
    load = at.load
    if load.standing.workers:
        return (
            yield ok(
                counted(load.standing.workers, "{count} worker at work", "{count} workers at work")
            )
        )
    left = [each for each in load.standing.queues if each.waiting and not load.is_stopped(each)]
    for queue in left:
        urgent = queue.lane is Lane.EMERGENCY or load.age(queue) > LONG
        waits = counted(
            queue.waiting,
            "{count} {lane} message ({medium}) waits since {since:%H:%M} and no worker is at work",
            "{count} {lane} messages ({medium}) wait since {since:%H:%M} and no worker is at work",
            **_of(at, queue),
        )
        yield (fail if urgent else warn)(*_with_vain_try(at, queue, waits))
    if not left:
        yield ok(said("no worker is at work, and nothing waits for one"))


def _with_vain_try(at: Situation, queue: QueueLoad, waits: Said) -> tuple[Said, str]:
    """What waits and the next command; where the last of it that was tried did not get through,
    also why: then a worker alone does not help."""
    with at.home.database.reading() as session:
        cause = read_last_failure(session, queue.lane, queue.medium)
    if not cause:
        return waits, "tocsin worker"
    return (
        said("{waits}; the last try: {why}", waits=waits, why=explain_cause(cause)),
        said("tocsin worker tries it again; tocsin doctor says what to mend"),
    )


def check_progress(at: Situation) -> Iterator[CheckResult]:
    """Whether what waits goes out; where no worker is at work or a channel is known to fail, the
    other checks say so."""
    load = at.load
    still = [
        each
        for each in load.standing.queues
        if load.goes_on(each) and load.idle(each) > STILL
        if each.lane is Lane.EMERGENCY or load.seconds_left(each) is None
    ]
    for queue in still:
        yield (fail if queue.lane is Lane.EMERGENCY else warn)(
            counted(
                queue.waiting,
                "{count} {lane} message ({medium}) waits since {since:%H:%M}, and nobody can say until when",
                "{count} {lane} messages ({medium}) wait since {since:%H:%M}, and nobody can say until when",
                **_of(at, queue),
            ),
            said("tocsin doctor; if nothing is wrong there, start the worker anew"),
        )
    waiting = [each for each in load.standing.queues if each.waiting]
    if not waiting:
        yield ok(said("nothing waits"))
    elif not still and all(map(load.goes_on, waiting)):
        yield ok(said("what waits is on its way"))


def check_copy(at: Situation) -> Iterator[CheckResult]:
    """Whether this home is a copy, which cannot know what the other one has sent."""
    with at.home.database.reading() as session:
        since, copied = quarantined_since(session), check_for_copy(session, at.home).is_copy
        messages = sum(each.messages for each in quarantined_dispatches(session, now=at.now))
    if since is not None:
        when = at.home.config.municipality.local(since)
        yield warn(
            counted(
                messages,
                "stopped since {when:%a %d/%m/%Y %H:%M}: this home is a copy; {count} message that was open is not sent",
                "stopped since {when:%a %d/%m/%Y %H:%M}: this home is a copy; {count} messages that were open are not sent",
                when=when,
            ),
            "tocsin release",
        )
    elif copied:
        yield warn(
            said("this home is a copy: the next command stops what is open in it"), "tocsin release"
        )
    else:
        yield ok(said("this home is no copy"))


def _of(at: Situation, queue: QueueLoad) -> dict[str, object]:
    since = at.home.config.municipality.local(queue.since or at.load.standing.at)
    return {"lane": LANE_WORDS[queue.lane], "medium": MEDIUM_WORDS[queue.medium], "since": since}


def _refused(at: Situation, channel: str, rests: Sequence[RestingChannel]) -> CheckResult:
    load, lanes = at.load, [each.lane for each in rests]
    [medium, *_] = load.media_of(channel)
    worst = next((each for each in rests if each.why.startswith(OURS)), rests[0])
    with at.home.database.reading() as session:
        people = count_waiting_contacts(session, medium, lanes)
        residents = count_awaiting(session, medium, lanes)
        alerts = list_waiting_alerts(session, medium, lanes, most=MOST_NAMED)
    what = said(
        "{medium}: {provider} {why}{where}.{waiting}",
        medium=MEDIUM_WORDS[medium],
        provider=at.settings_of(channel).provider,
        why=reason(worst.why),
        where=_where(lanes),
        waiting=_waiting(people, residents.told),
    )
    others = sorted({name for lane in lanes for name in load.others(lane, medium, channel)})
    if others:
        return warn(
            what,
            said(
                "Meanwhile {names} carries it; tocsin doctor says what to mend.",
                names=listed(others),
            ),
        )
    passing = all(load.standing.at - each.since < LASTING for each in rests)
    return (warn if passing and worst.why.startswith(Outcome.THROTTLED) else fail)(
        what,
        _to_phone(alerts if residents.untold else ()),
    )


def _waiting(people: int, told: int) -> Said | str:
    """How many wait, and how many of them have it by another medium already."""
    if not people:
        return ""
    waiting = counted(people, " {count} person waits.", " {count} people wait.")
    if not told:
        return waiting
    if told == people:
        return said("{waiting} By another medium they have it already.", waiting=waiting)
    otherwise = counted(
        told,
        " {count} of them has it already by another medium.",
        " {count} of them have it already by another medium.",
    )
    return joined("", [waiting, otherwise])


def _where(lanes: Sequence[Lane]) -> str:
    if len(lanes) == len(Lane):
        return ""
    return said(" (lane: {lanes})", lanes=listed([LANE_WORDS[each] for each in lanes]))


def _to_phone(alerts: Sequence[int]) -> str:
    """Who waits, by alert: whoever has another medium is tried by it without a command."""
    if not alerts:
        return said("Mend what tocsin doctor names.")
    return said(
        "Tell whoever waits by telephone or radio: {commands}; tocsin doctor says what to mend.",
        commands=joined(", ", [f"tocsin alerts missed {each} --waiting" for each in alerts]),
    )
