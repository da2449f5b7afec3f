"""Metrics: the gauges and what delivery has counted, as Prometheus collects them."""

from collections.abc import Iterable, Iterator
from importlib.metadata import version

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from checks import CHECKS, CheckResult, worst
from delivery.monitoring import ALL_METRICS, MetricDefinition, MetricValue
from web.gauges import BUILD, CHECK, GAUGES, READABLE, Gauge
from web.samples import Sample
from web.snapshot import ProcessHealth


class Readings(Collector):
    """All numbers of a home, read when they are asked for."""

    def __init__(self, health: ProcessHealth) -> None:
        self._health = health

    def describe(self) -> list[Metric]:
        """Nothing beforehand, so that registering asks the database nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The gauges and what delivery has counted, from one look at the database."""
        database = self._health.home.database.engine.dialect.name
        yield _family(BUILD, [((version("tocsin"), database), 1)])
        yield _family(CHECK, _of_checks(self._health.checks()))
        seen = self._health.look()
        yield _family(READABLE, [((), seen is not None)])
        if seen:
            yield from (_family(each, each.read(seen)) for each in GAUGES)
            yield from (_counted(each, seen.measured) for each in ALL_METRICS)


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


def _counted(measure: MetricDefinition, found: Iterable[MetricValue]) -> Metric:
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
