"""Samples: how the values of a gauge are read from one look at a home."""

from collections.abc import Callable, Iterator
from datetime import datetime

from delivery import Lane
from delivery.monitoring import QueueLoad
from web.snapshot import HomeSnapshot

Sample = tuple[tuple[str, ...], float]


def waiting_by_kind(seen: HomeSnapshot) -> Iterator[Sample]:
    """Messages that wait, by lane, medium and why."""
    for each in seen.standing.queues:
        kinds = {"due": each.due, "again": each.again, "held": each.later}
        yield from (((each.lane, each.medium, kind), number) for kind, number in kinds.items())


def of_queues(value: Callable[[QueueLoad], int]) -> Callable[[HomeSnapshot], Iterator[Sample]]:
    """A number of each queue, by lane and medium."""

    def read(seen: HomeSnapshot) -> Iterator[Sample]:
        return (((each.lane, each.medium), value(each)) for each in seen.standing.queues)

    return read


def oldest_of_lanes(
    since: Callable[[QueueLoad], datetime | None],
) -> Callable[[HomeSnapshot], Iterator[Sample]]:
    """Seconds since the earliest such moment in each lane; 0 where nothing waits."""

    def read(seen: HomeSnapshot) -> Iterator[Sample]:
        for lane in Lane:
            moments = [since(each) for each in seen.standing.queues if each.lane is lane]
            yield (
                (lane,),
                seconds_since(seen, min((each for each in moments if each), default=None)),
            )

    return read


def resting_channels(seen: HomeSnapshot) -> Iterator[Sample]:
    """1 for each lane that leaves a channel alone, with the kind of failure."""
    # The provider's code stays out: it may be any number.
    return (
        ((each.channel, each.lane, each.why.partition(" ")[0]), 1) for each in seen.standing.resting
    )


def spend_by_channel(seen: HomeSnapshot) -> Iterator[Sample]:
    """What the accepted parts cost at today's prices, by medium and channel."""
    parts = (each for each in seen.measured if each.measure.name == "tocsin_parts_total")
    return ((each.labels, each.total * seen.prices.get(each.labels, 0.0)) for each in parts)


def age_of(
    moment: Callable[[HomeSnapshot], datetime | None],
) -> Callable[[HomeSnapshot], Iterator[Sample]]:
    """How long ago that was; nothing when it never was."""

    def read(seen: HomeSnapshot) -> Iterator[Sample]:
        return iter([((), seconds_since(seen, moment(seen)))] if moment(seen) else [])

    return read


def single(
    value: Callable[[HomeSnapshot], float | None],
) -> Callable[[HomeSnapshot], Iterator[Sample]]:
    """One number without labels; nothing when it is not known."""

    def read(seen: HomeSnapshot) -> Iterator[Sample]:
        found = value(seen)
        return iter([] if found is None else [((), found)])

    return read


def seconds_since(seen: HomeSnapshot, since: datetime | None) -> float:
    """Seconds since a moment, never below 0; 0 when there is none."""
    return max(0.0, (seen.at - since).total_seconds()) if since else 0.0


def approval_wait(seen: HomeSnapshot) -> float:
    """Seconds that the alert waits that was submitted first."""
    return seconds_since(seen, min(seen.submitted, default=None))


def clock_skews(seen: HomeSnapshot) -> Iterator[Sample]:
    """Seconds that the clock is ahead of each other one."""
    return (((other,), skew.total_seconds()) for other, skew in seen.skews.items())


def link_tests(seen: HomeSnapshot) -> Iterator[Sample]:
    """Whether each channel took its last test message."""
    return (((each.name,), not each.trouble) for each in seen.tests)


def link_test_ages(seen: HomeSnapshot) -> Iterator[Sample]:
    """Seconds since the last test message of each channel."""
    return (((each.name,), seconds_since(seen, each.tried_at)) for each in seen.tests)
