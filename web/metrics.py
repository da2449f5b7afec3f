"""Metrics: each one by its name, with what it tells and how it is read; docs/monitoring.md has its table from here.

Labels are words of ours and names of routes, channels, lanes and checks: never a number, an address or a code.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from checks import CHECKS, CheckResult, worst
from delivery import ALL_MEASURES, Lane, Measure, Measured, Queue
from web.seen import Pulse, Seen

Sample = tuple[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Gauge:
    """One gauge: its name, what it tells, how its values are read from one look, and its labels; without values it is left out."""

    name: str
    tells: str
    read: Callable[[Seen], Iterable[Sample]]
    labels: tuple[str, ...] = ()


def _by_kind(seen: Seen) -> Iterator[Sample]:
    for each in seen.standing.queues:
        kinds = {"due": each.due, "again": each.again, "held": each.later}
        yield from (((each.lane, each.medium, kind), number) for kind, number in kinds.items())


def _of_queues(value: Callable[[Queue], int]) -> Callable[[Seen], Iterator[Sample]]:
    def read(seen: Seen) -> Iterator[Sample]:
        return (((each.lane, each.medium), value(each)) for each in seen.standing.queues)

    return read


def _oldest(since: Callable[[Queue], datetime | None]) -> Callable[[Seen], Iterator[Sample]]:
    def read(seen: Seen) -> Iterator[Sample]:
        for lane in Lane:
            moments = [since(each) for each in seen.standing.queues if each.lane is lane]
            yield (lane,), _seconds(seen, min((each for each in moments if each), default=None))

    return read


def _rests(seen: Seen) -> Iterator[Sample]:
    # The provider's code stays out: it may be any number.
    return (((each.channel, each.lane, each.why.partition(" ")[0]), 1) for each in seen.standing.resting)


def _spend(seen: Seen) -> Iterator[Sample]:
    parts = (each for each in seen.measured if each.measure.name == "tocsin_parts_total")
    return ((each.labels, each.total * seen.prices.get(each.labels, 0.0)) for each in parts)


def _age(moment: Callable[[Seen], datetime | None]) -> Callable[[Seen], Iterator[Sample]]:
    """How long ago that was; nothing when it never was."""

    def read(seen: Seen) -> Iterator[Sample]:
        return iter([((), _seconds(seen, moment(seen)))] if moment(seen) else [])

    return read


def _one(value: Callable[[Seen], float | None]) -> Callable[[Seen], Iterator[Sample]]:
    def read(seen: Seen) -> Iterator[Sample]:
        found = value(seen)
        return iter([] if found is None else [((), found)])

    return read


def _seconds(seen: Seen, since: datetime | None) -> float:
    return max(0.0, (seen.at - since).total_seconds()) if since else 0.0


def _first_submitted(seen: Seen) -> float:
    return _seconds(seen, min(seen.submitted, default=None))


def _skews(seen: Seen) -> Iterator[Sample]:
    return (((other,), skew.total_seconds()) for other, skew in seen.skews.items())


def _tested(seen: Seen) -> Iterator[Sample]:
    return (((each.name,), not each.trouble) for each in seen.tests)


def _test_ages(seen: Seen) -> Iterator[Sample]:
    return (((each.name,), _seconds(seen, each.tried_at)) for each in seen.tests)


GAUGES = (
    Gauge("tocsin_waiting_messages", "Messages that wait: due now, to be tried again later, or held until somebody's morning", _by_kind, ("lane", "medium", "kind")),
    Gauge("tocsin_sending_messages", "Messages that a worker has claimed", _of_queues(lambda each: each.sending), ("lane", "medium")),
    Gauge("tocsin_unknown_messages", "Messages that may have arrived, and nobody knows", _of_queues(lambda each: each.unknown), ("lane", "medium")),
    Gauge("tocsin_oldest_due_seconds", "How long the oldest message that could leave now has been due", _oldest(lambda each: each.due_since), ("lane",)),
    Gauge("tocsin_oldest_seconds", "How long the oldest message that is due or tried again has waited", _oldest(lambda each: each.since), ("lane",)),
    Gauge("tocsin_channel_rests", "1 while a lane leaves a channel alone after a failure", _rests, ("channel", "lane", "why")),
    Gauge("tocsin_workers", "Workers alive, of all processes", _one(lambda seen: seen.standing.workers)),
    Gauge("tocsin_worker_heartbeat_age_seconds", "Since when no worker has renewed its lease (every 5 s); left out when none is at work", _age(lambda seen: seen.heartbeat)),
    Gauge("tocsin_alerts", "Alerts by state", lambda seen: (((state,), number) for state, number in seen.alerts.items()), ("state",)),
    Gauge("tocsin_approvals_waiting", "Alerts that wait for a second person", _one(lambda seen: len(seen.submitted))),
    Gauge("tocsin_approval_oldest_seconds", "How long the oldest of these has waited", _one(_first_submitted)),
    Gauge("tocsin_schedule_late_seconds", "For how long a scheduled message has been due and is not decided; 0 when none is", _one(lambda seen: _seconds(seen, seen.due))),
    Gauge("tocsin_spend", "What the accepted parts cost at today's prices, in the currency of the municipality", _spend, ("medium", "channel")),
    Gauge("tocsin_bounces_aside", "Mails in `bounces/aside`, which could not be read as bounces", _one(lambda seen: seen.unread_bounces)),
    Gauge("tocsin_backup_age_seconds", "Since the last `tocsin backup`; left out when there was none", _age(lambda seen: seen.backup)),
    Gauge("tocsin_mirror_lag_entries", "Entries of the journal that its mirror does not have; left out without a mirror", _one(lambda seen: seen.mirror_behind)),
    Gauge("tocsin_disk_free_bytes", "Free space where the home is", _one(lambda seen: seen.disk_free)),
    Gauge("tocsin_database_bytes", "Size of the database, with SQLite's log of changes", _one(lambda seen: seen.database_bytes)),
    Gauge("tocsin_clock_skew_seconds", "How far the clock is ahead of the database's, of the time passed since it was last believed, and of a provider's", _skews, ("against",)),
    Gauge("tocsin_home_held", "1 while this home is stopped, because it is a copy", _one(lambda seen: seen.standing.held_at is not None)),
    Gauge("tocsin_link_test_works", "1 when the channel took its last test message (`[watch] test_at`)", _tested, ("channel",)),
    Gauge("tocsin_link_test_age_seconds", "Since the last test message of the channel", _test_ages, ("channel",)),
    Gauge("tocsin_ping_age_seconds", "Since the address of `[watch] url` last answered; left out when it never did", _age(lambda seen: seen.pinged)),
)  # fmt: skip
CHECK = Gauge("tocsin_check", "What a check of `tocsin status` finds: 0 OK, 1 WARN, 2 FAIL", lambda _: (), ("check",))  # fmt: skip
READABLE = Gauge("tocsin_database_readable", "1 when the other numbers could be read; while it is 0 only those of the process and the checks are there", lambda _: ())  # fmt: skip
BUILD = Gauge("tocsin_build_info", "1, with the version of the program and the kind of database", lambda _: (), ("version", "database"))  # fmt: skip


class Readings(Collector):
    """All numbers of a home, read when they are asked for."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse

    def describe(self) -> list[Metric]:
        """Nothing beforehand, so that registering asks the database nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The gauges and what delivery has counted, from one look at the database."""
        database = self._pulse.home.database.engine.dialect.name
        yield _family(BUILD, [((version("tocsin"), database), 1)])
        yield _family(CHECK, _of_checks(self._pulse.checks()))
        seen = self._pulse.look()
        yield _family(READABLE, [((), seen is not None)])
        if seen:
            yield from (_family(each, each.read(seen)) for each in GAUGES)
            yield from (_counted(each, seen.measured) for each in ALL_MEASURES)


def _family(gauge: Gauge, samples: Iterable[Sample]) -> Metric:
    family = GaugeMetricFamily(gauge.name, gauge.tells, labels=gauge.labels)
    for labels, value in samples:
        family.add_metric(labels, value)
    return family


def _of_checks(results: Iterable[CheckResult]) -> Iterator[Sample]:
    found = list(results)
    for check in CHECKS:
        if mine := [each for each in found if each.check == check.name]:
            yield (check.name,), worst(mine).rank


def _counted(measure: Measure, found: Iterable[Measured]) -> Metric:
    mine = [each for each in found if each.measure is measure]
    if not measure.bounds:
        counter = CounterMetricFamily(measure.name, measure.tells, labels=measure.labels)
        for each in mine:
            counter.add_metric(each.labels, each.total)
        return counter
    histogram = HistogramMetricFamily(measure.name, measure.tells, labels=measure.labels)
    for each in mine:
        buckets = [(_bound(bound), number) for bound, number in each.buckets]
        histogram.add_metric(each.labels, buckets, each.total)
    return histogram


def _bound(seconds: float) -> str:
    return "+Inf" if seconds == float("inf") else str(float(seconds))
