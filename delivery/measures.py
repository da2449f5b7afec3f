"""Measures: what delivery counts, kept in the database: one number for all processes, exact with
what it counts, and never lost.

A row for each combination of labels, so that reading them costs the same however many messages
there were. Labels are words of ours and names of channels: never a number, an address or a code.
"""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from sqlalchemy import event, select
from sqlmodel import Session

from delivery.tables import MEASURES
from runtime.database import insert_into

_PENDING = "measures"
_SUM = "_sum"
_Pending = dict[tuple[str, tuple[str, ...]], float]


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """What only grows, by its name and labels in Prometheus; with `bounds`, in seconds, it is a
    histogram."""

    name: str
    tells: str
    labels: tuple[str, ...]
    bounds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricValue:
    """How far a measure has grown for some labels: its total, or the sum of what was observed and
    how often up to each bound."""

    measure: MetricDefinition
    labels: tuple[str, ...]
    total: float
    buckets: tuple[tuple[float, float], ...] = ()


DELIVERIES_ENDED = MetricDefinition(
    "tocsin_deliveries_total",
    "Attempts to deliver that came to an end, by what the provider answered",
    ("lane", "medium", "channel", "outcome"),
)
PARTS_ACCEPTED = MetricDefinition(
    "tocsin_parts_total", "Parts of the messages that providers accepted", ("medium", "channel")
)
HAND_OVER = MetricDefinition(
    "tocsin_handover_seconds",
    "From the moment a worker claims a message until its provider accepts it",
    ("lane", "medium", "channel"),
    (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300),
)
RECEIPTS_TAKEN = MetricDefinition(
    "tocsin_receipts_total",
    "What providers told afterwards, by what became of the message",
    ("channel", "fate"),
)
RECEIPTS_ASIDE = MetricDefinition(
    "tocsin_receipts_aside_total", "Receipts that moved nothing, by the reason", ("channel", "why")
)
RECEIPT_TIME = MetricDefinition(
    "tocsin_receipt_seconds",
    "From acceptance until the provider tells that a message has arrived",
    ("medium", "channel"),
    (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400),
)
ALL_METRICS = (
    DELIVERIES_ENDED,
    PARTS_ACCEPTED,
    HAND_OVER,
    RECEIPTS_TAKEN,
    RECEIPTS_ASIDE,
    RECEIPT_TIME,
)


def count(session: Session, measure: MetricDefinition, *labels: str, by: float = 1) -> None:
    """Let a measure grow, in the caller's transaction."""
    _add(session, {(measure.name, labels): by})


def observe(session: Session, measure: MetricDefinition, seconds: float, *labels: str) -> None:
    """Sort a span into the buckets of a histogram, in the caller's transaction."""
    place = bisect_left(measure.bounds, seconds)
    bound = str(measure.bounds[place]) if place < len(measure.bounds) else "+Inf"
    _add(
        session,
        {(measure.name, (*labels, bound)): 1, (measure.name + _SUM, labels): max(0.0, seconds)},
    )


def measured(session: Session) -> Iterator[MetricValue]:
    """Everything counted so far, by all processes; the cost grows with the number of channels
    alone."""
    rows = session.execute(select(MEASURES.c.name, MEASURES.c.labels, MEASURES.c.total))
    found = {(row.name, tuple(json.loads(row.labels))): row.total for row in rows}
    for measure in ALL_METRICS:
        if measure.bounds:
            yield from _histograms(measure, found)
            continue
        for name, labels in sorted(found):
            if name == measure.name:
                yield MetricValue(measure, labels, found[name, labels])


def _histograms(
    measure: MetricDefinition, found: Mapping[tuple[str, tuple[str, ...]], float]
) -> Iterator[MetricValue]:
    for name, labels in sorted(found):
        if name == measure.name + _SUM:
            counts = [
                (
                    bound,
                    found.get(
                        (measure.name, (*labels, "+Inf" if bound == inf else str(bound))), 0.0
                    ),
                )
                for bound in (*measure.bounds, inf)
            ]
            yield MetricValue(measure, labels, found[name, labels], tuple(_cumulated(counts)))


def _cumulated(counts: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    so_far = 0.0
    for bound, number in counts:
        so_far += number
        yield bound, so_far


def _add(session: Session, grown: Mapping[tuple[str, tuple[str, ...]], float]) -> None:
    """Keep it until the transaction ends: so two processes lock these rows last, in one order, and
    never wait for each other crosswise."""
    if _PENDING not in session.info:
        session.info[_PENDING] = defaultdict(float)
        event.listen(session, "before_commit", _store)
    pending: _Pending = session.info[_PENDING]
    for key, by in grown.items():
        pending[key] += by


def _store(session: Session) -> None:
    pending: _Pending = session.info.pop(_PENDING, {})
    encoded = sorted(
        (name, json.dumps([str(each) for each in labels]), by)
        for (name, labels), by in pending.items()
    )
    rows = [{"name": name, "labels": labels, "total": by} for name, labels, by in encoded]
    if rows:
        new = insert_into(session, MEASURES)
        grown = {"total": MEASURES.c.total + new.excluded.total}
        session.connection().execute(
            new.on_conflict_do_update(index_elements=["name", "labels"], set_=grown), rows
        )
