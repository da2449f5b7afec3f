"""Counter values: what was counted, and a zero for what has not happened yet.

Prometheus sees no increase in a series that is new: the first hundred refusals of a channel would
raise no alarm (https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from sqlmodel import Session

from channels import Fate, Outcome
from delivery.measures import (
    DELIVERIES_ENDED,
    PARTS_ACCEPTED,
    RECEIPTS_ASIDE,
    RECEIPTS_TAKEN,
    MetricDefinition,
    MetricValue,
    measured,
)
from delivery.states import IgnoredReason, Lane

Routes = Mapping[str, Sequence[str]]


def list_counters(session: Session, routes: Routes) -> Iterator[MetricValue]:
    """Everything counted so far, by all processes, and zeros for the channels of these routes; the
    cost grows with their number alone."""
    found = list(measured(session))
    yield from found
    known = {(each.measure.name, each.labels) for each in found}
    for measure, labels in _all(routes):
        if (measure.name, labels) not in known:
            yield MetricValue(measure, labels, 0.0)


def _all(routes: Routes) -> Iterator[tuple[MetricDefinition, tuple[str, ...]]]:
    for medium, channel in [(medium, name) for medium, names in routes.items() for name in names]:
        yield PARTS_ACCEPTED, (medium, channel)
        yield from (
            (DELIVERIES_ENDED, (lane, medium, channel, outcome))
            for lane, outcome in product(Lane, Outcome)
        )
        yield from ((RECEIPTS_TAKEN, (channel, fate)) for fate in Fate)
        yield from ((RECEIPTS_ASIDE, (channel, why)) for why in IgnoredReason if why)
