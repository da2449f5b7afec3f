"""Watching: what a monitor asks. /health lives, /ready can do its work, /metrics counts (Prometheus); no addresses in any."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlmodel import Session

from alerts import count_by_state
from checks import CHECKS, CheckResult, Level, Situation, check_at_night, worst
from delivery import DeliveryWorker, Ended, Lane, Standing, ended_lately, standing
from runtime import Home, moment, read_witness

FRESH_SECONDS = 10.0
PATIENCE_SECONDS = 5.0


@dataclass(slots=True)
class Pulse:
    """What this process can say of itself and of the database, looked up at most every ten seconds."""

    home: Home
    worker: DeliveryWorker
    _seen: "Seen | None" = field(default=None)
    _seen_at: float = 0.0
    _checks: Sequence[CheckResult] = ()
    _checked_at: float | None = None

    def look(self) -> "Seen":
        """How everything stands; the cost grows with the last day's messages."""
        if self._seen is None or monotonic() - self._seen_at > FRESH_SECONDS:
            with self.home.database.reading() as session:
                self._seen = _seen(session, self.checks())
            self._seen_at = monotonic()
        return self._seen

    def checks(self) -> Sequence[CheckResult]:
        """What the checks of `tocsin status` find, made at most every ten seconds."""
        if self._checked_at is None or monotonic() - self._checked_at > FRESH_SECONDS:
            self._checks = check_at_night(Situation.of(self.home))
            self._checked_at = monotonic()
        return self._checks

    def problems(self) -> list[str]:
        """Why this process cannot do its work now, in words that may be shown to anybody: the checks that fail, by name."""
        failed = {f"check {each.check}" for each in self.checks() if each.level is Level.FAIL}
        return sorted(failed | {f"channel {name}" for name in self.worker.troubles()})


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at the database, whose clock said `at`."""

    at: datetime
    standing: Standing
    ended: tuple[Ended, ...]
    alerts: dict[str, int]
    checks: Sequence[CheckResult]
    clock_ahead: float


def watched(app: FastAPI, pulse: Pulse) -> FastAPI:
    """The app with /health, /ready and /metrics, which need no token: keep its listener on loopback."""

    @app.get("/health", include_in_schema=False)
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/ready", include_in_schema=False)
    async def ready(response: Response) -> dict[str, object]:
        try:
            problems = await asyncio.wait_for(asyncio.to_thread(pulse.problems), PATIENCE_SECONDS)
        except TimeoutError:
            problems = ["the database does not answer"]
        response.status_code = 503 if problems else 200
        return {"status": "not ready" if problems else "ready", "problems": problems}

    registry = CollectorRegistry()
    registry.register(_Readings(pulse))

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return app


def _seen(session: Session, checks: Sequence[CheckResult]) -> Seen:
    now = moment(session)
    return Seen(
        now, standing(session, now=now), ended_lately(session, now=now), count_by_state(session), checks,
        _clock_ahead(session),
    )  # fmt: skip


def _clock_ahead(session: Session) -> float:
    """Seconds by which the clock is ahead of a provider's, else of the time that has passed since it was last believed."""
    reading, witness = read_witness(session)
    if witness is None:
        return 0.0
    right = witness.told_time(reading) or witness.seen.expected(reading) or reading.at
    return (reading.at - right).total_seconds()


class _Readings(Collector):
    """The gauges, read when they are asked for."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse

    def describe(self) -> list[Metric]:
        """Nothing beforehand, so that registering asks the database nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All gauges, from one look at the database."""
        seen = self._pulse.look()
        yield from _of_lanes(seen)
        yield _of_checks(seen)
        recent = GaugeMetricFamily(
            "tocsin_messages_last_day", "Messages of the last 24 hours by state: accepted is handed over, delivered is confirmed, unknown may have arrived",
            labels=["lane", "medium", "state", "outcome"],
        )  # fmt: skip
        for each in seen.ended:
            recent.add_metric([each.lane, each.medium, each.state, each.outcome or ""], each.messages)
        alerts = GaugeMetricFamily("tocsin_alerts", "Alerts by state", labels=["state"])
        for state, number in seen.alerts.items():
            alerts.add_metric([state], number)
        resting = GaugeMetricFamily(
            "tocsin_channel_rests", "1 while a lane leaves a channel alone after a failure",
            labels=["channel", "lane", "why"],
        )  # fmt: skip
        for rest in seen.standing.resting:
            resting.add_metric([rest.channel, rest.lane, rest.why], 1)
        clock = GaugeMetricFamily(
            "tocsin_clock_ahead_seconds", "How far the clock is ahead of what providers show, or of the time passed",
            value=seen.clock_ahead,
        )  # fmt: skip
        workers = GaugeMetricFamily("tocsin_workers", "Workers alive", value=seen.standing.workers)
        copied = GaugeMetricFamily(
            "tocsin_home_held", "1 while this home is stopped, because it is a copy",
            value=seen.standing.held_at is not None,
        )  # fmt: skip
        yield from (recent, alerts, resting, clock, workers, copied)


def _of_checks(seen: Seen) -> Metric:
    found = GaugeMetricFamily(
        "tocsin_check", "What a check of `tocsin status` finds: 0 OK, 1 WARN, 2 FAIL", labels=["check"]
    )
    for check in CHECKS:
        mine = [each for each in seen.checks if each.check == check.name]
        if mine:
            found.add_metric([check.name], worst(mine).rank)
    return found


def _of_lanes(seen: Seen) -> Iterator[Metric]:
    queued = GaugeMetricFamily(
        "tocsin_queued_messages",
        "Messages waiting in a lane: emergency is urgent, routine is ordinary",
        labels=["lane"],
    )
    unknown = GaugeMetricFamily(
        "tocsin_unknown_messages", "Messages that may have arrived, and nobody knows", labels=["lane"]
    )
    waiting = GaugeMetricFamily(
        "tocsin_waiting_messages",
        "Messages waiting in a lane: due now, again (to be tried later), held (until somebody's morning)",
        labels=["lane", "kind"],
    )
    oldest = GaugeMetricFamily("tocsin_oldest_seconds", "How long the oldest has waited", labels=["lane"])
    for lane in Lane:
        mine = [queue for queue in seen.standing.queues if queue.lane is lane]
        since = min((queue.since for queue in mine if queue.since), default=seen.at)
        queued.add_metric([lane], sum(queue.waiting + queue.later for queue in mine))
        kinds = {
            "due": [each.due for each in mine],
            "again": [each.again for each in mine],
            "held": [each.later for each in mine],
        }
        for kind, numbers in kinds.items():
            waiting.add_metric([lane, kind], sum(numbers))
        unknown.add_metric([lane], sum(queue.unknown for queue in mine))
        oldest.add_metric([lane], max(0.0, (seen.at - since).total_seconds()))
    yield from (queued, waiting, unknown, oldest)
