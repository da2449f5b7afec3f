"""The inline engine: a ring wakes it, a sweep does anyway, and one job's trouble is nobody else's."""

import asyncio

from engine import InlineEngine


async def _run(engine: InlineEngine, seconds: float) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(engine.run(stop))
    await asyncio.sleep(seconds)
    stop.set()
    await asyncio.wait_for(running, 2)


async def test_each_job_runs_at_once_and_at_every_sweep() -> None:
    ran: list[str] = []

    async def job() -> None:
        ran.append("job")

    await _run(InlineEngine({"job": job}, sweep_seconds=0.1), 0.25)

    assert len(ran) >= 3


async def test_a_ring_is_heard_before_the_sweep() -> None:
    heard: list[str] = []

    async def job() -> None:
        heard.append("job")

    engine = InlineEngine({"job": job}, sweep_seconds=60)
    running = asyncio.create_task(_run(engine, 0.2))
    await asyncio.sleep(0.05)
    engine.ring()
    await running

    assert len(heard) == 2


async def test_a_ring_during_a_job_is_not_lost() -> None:
    heard: list[str] = []

    async def job() -> None:
        heard.append("job")
        await asyncio.sleep(0.1)

    engine = InlineEngine({"job": job}, sweep_seconds=60)
    running = asyncio.create_task(_run(engine, 0.4))
    await asyncio.sleep(0.05)
    engine.ring()
    await running

    assert len(heard) >= 2


async def test_a_job_that_fails_or_hangs_stops_no_other() -> None:
    ran: list[str] = []

    async def fails() -> None:
        raise ValueError("a bug")

    async def slow() -> None:
        await asyncio.sleep(0.3)

    async def good() -> None:
        ran.append("good")

    await _run(InlineEngine({"fails": fails, "slow": slow, "good": good}, sweep_seconds=0.05), 0.3)

    assert len(ran) >= 4


async def test_what_is_under_way_may_finish() -> None:
    finished: list[str] = []

    async def job() -> None:
        await asyncio.sleep(0.2)
        finished.append("job")

    await _run(InlineEngine({"job": job}, sweep_seconds=60), 0.05)

    assert finished == ["job"]
