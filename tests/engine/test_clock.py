"""The clock wakes when something is due, looks anyway now and then, and outlives a failing pass."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import monotonic

from engine import AlarmClock


class Diary:
    """What is due, and when it was done."""

    def __init__(self, *seconds: float) -> None:
        start = datetime.now(UTC)
        self.ahead = [start + timedelta(seconds=each) for each in seconds]
        self.done: list[datetime] = []

    async def next_due(self) -> datetime | None:
        return min(self.ahead, default=None)

    async def run_pass(self) -> None:
        now = datetime.now(UTC)
        self.done += [each for each in self.ahead if each <= now]
        self.ahead = [each for each in self.ahead if each > now]


async def _run(clock: AlarmClock, until: Callable[[], object], seconds: float = 300) -> None:
    """Let it run until that is true; on a busy machine that takes what it takes."""
    stop = asyncio.Event()
    running = asyncio.create_task(clock.run(stop))
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not until():
                await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, 300)


async def test_a_pass_is_run_when_it_is_due() -> None:
    diary = Diary(-5, 0.2, 0.4)
    wanted = list(diary.ahead)

    await _run(AlarmClock(diary.next_due, diary.run_pass), lambda: len(diary.done) == 3)

    assert diary.done == wanted


async def test_a_moment_added_by_another_process_is_found_next_time() -> None:
    diary = Diary()
    clock = AlarmClock(diary.next_due, diary.run_pass, look_seconds=0.1)
    running = asyncio.create_task(_run(clock, lambda: diary.done))
    await asyncio.sleep(0.15)

    diary.ahead.append(datetime.now(UTC))
    await running

    assert len(diary.done) == 1


async def test_a_failing_pass_is_tried_again() -> None:
    diary = Diary(0)
    failures = ["once"]

    async def run_pass() -> None:
        if failures:
            raise RuntimeError(failures.pop())
        await diary.run_pass()

    await _run(AlarmClock(diary.next_due, run_pass, look_seconds=0.1), lambda: diary.done)

    assert len(diary.done) == 1


async def test_a_moment_left_due_does_not_make_the_clock_spin() -> None:
    passes: list[float] = []

    async def run_pass() -> None:
        passes.append(monotonic())

    await _run(AlarmClock(Diary(-1).next_due, run_pass, rest_seconds=0.2), lambda: len(passes) >= 3)

    assert len(passes) >= 3
    assert all(later - earlier > 0.15 for earlier, later in pairwise(passes))


async def test_the_clock_fires_nothing_before_its_time() -> None:
    diary = Diary(-1)  # for whoever believes the clock of this machine

    behind = AlarmClock(
        diary.next_due, diary.run_pass, now=lambda: datetime.now(UTC) - timedelta(hours=2)
    )
    await _run(behind, lambda: diary.done, 0.3)

    assert diary.done == []
