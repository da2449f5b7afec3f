"""The load: what of a queue is due, how long nothing has moved, and when nobody can say until
when."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from channels import Medium
from checks import Load
from delivery import Lane
from delivery.monitoring import DeliveryLoad, QueueLoad

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
EMPTY = QueueLoad(Lane.EMERGENCY, Medium.SMS, 0, None, 0, 0, 0, 0, 0)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def queue(
    waiting: int = 95,
    *,
    since: float = 20,
    again: int = 0,
    accepted: int = EMPTY.accepted,
    accepted_at: datetime | None = EMPTY.accepted_at,
) -> QueueLoad:
    due_since = ago(since) if waiting > again else None
    return replace(
        EMPTY,
        waiting=waiting,
        since=ago(since),
        due_since=due_since,
        again=again,
        parts=waiting,
        accepted=accepted,
        accepted_at=accepted_at,
    )


@dataclass(frozen=True)
class Case:
    name: str
    queue: QueueLoad
    idle: float
    left: float | None
    workers: int = 1
    rate: float | None = None


CASES = (
    Case("nothing waits", EMPTY, 0, 0),
    Case("nothing was accepted yet", queue(since=20), 20, None),
    Case("the pace tells, at first", queue(since=20), 20, 9.5, rate=10),
    Case("the pace tells no more", queue(since=61), 61, None, rate=10),
    Case("the last minute tells", queue(since=300, accepted=95, accepted_at=ago(2)), 2, 60),
    Case(
        "the sender is gone",
        queue(since=300, accepted=95, accepted_at=ago(40)),
        40,
        None,
        workers=0,
    ),
    Case(
        "it has stood still for a while", queue(since=300, accepted=95, accepted_at=ago(40)), 40, 60
    ),
    Case("all are tried again later", queue(3, since=900, again=3), 0, None),
    Case("some are tried again later", queue(4, since=900, again=3), 900, None),
    Case("a clock was ahead", queue(since=-31_535_950), 0, 9.5, rate=10),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_lane_that_stands_still_has_no_estimated_end(case: Case) -> None:
    load = Load(
        DeliveryLoad(NOW, (case.queue,), (), case.workers, 0, None),
        {Medium.SMS: case.rate},
        {Medium.SMS: ("twilio",)},
    )

    assert load.idle(case.queue) == timedelta(seconds=case.idle)
    assert load.seconds_left(case.queue) == case.left
    assert load.age(case.queue) >= timedelta()
