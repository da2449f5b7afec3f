"""The inline engine: a ring wakes it, a sweep does anyway, and one job's trouble is nobody
else's."""

import asyncio

from engine import InlineEngine

LONGEST = 300


async def _run(engine: InlineEngine, enough: asyncio.Event) -> None:
    """Run the engine until a job has seen enough."""
    stop = asyncio.Event()
    running = asyncio.create_task(engine.run(stop))
    await asyncio.wait_for(enough.wait(), LONGEST)
    stop.set()
    await asyncio.wait_for(running, LONGEST)


async def test_each_job_runs_again_at_every_sweep() -> None:
    ran, enough = [], asyncio.Event()

    async def job() -> None:
        ran.append("job")
        if len(ran) == 3:
            enough.set()

    await _run(InlineEngine({"job": job}, sweep_seconds=0.05), enough)

    assert len(ran) == 3


async def test_an_urgent_job_runs_more_often_than_the_rest() -> None:
    ran, enough = [], asyncio.Event()

    async def urgent() -> None:
        ran.append("urgent")
        if ran.count("urgent") == 4:
            enough.set()

    async def routine() -> None:
        ran.append("routine")

    jobs = {"urgent": urgent, "routine": routine}
    await _run(InlineEngine(jobs, sweep_seconds=60, every={"urgent": 0.05}), enough)

    assert sorted(ran) == ["routine", *["urgent"] * 4]


async def test_a_job_runs_at_once_and_again_when_rung() -> None:
    heard, once, twice = [], asyncio.Event(), asyncio.Event()

    async def job() -> None:
        heard.append("job")
        (twice if once.is_set() else once).set()

    engine = InlineEngine({"job": job}, sweep_seconds=600)
    running = asyncio.create_task(_run(engine, twice))
    await asyncio.wait_for(once.wait(), LONGEST)
    await asyncio.sleep(0.05)
    assert heard == ["job"]

    engine.ring()

    await running
    assert heard == ["job", "job"]


async def test_a_ring_during_a_job_is_not_lost() -> None:
    begun, rung, twice = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def job() -> None:
        if begun.is_set():
            twice.set()
        begun.set()
        await rung.wait()

    engine = InlineEngine({"job": job}, sweep_seconds=600)
    running = asyncio.create_task(_run(engine, twice))
    await asyncio.wait_for(begun.wait(), LONGEST)
    engine.ring()
    rung.set()

    await running


async def test_a_job_that_fails_or_hangs_stops_no_other() -> None:
    ran, enough = [], asyncio.Event()

    async def fails() -> None:
        raise ValueError("a bug")

    async def hangs() -> None:
        await enough.wait()

    async def good() -> None:
        ran.append("good")
        if len(ran) == 4:
            enough.set()

    await _run(
        InlineEngine({"fails": fails, "hangs": hangs, "good": good}, sweep_seconds=0.05), enough
    )

    assert ran == ["good"] * 4


async def test_a_job_under_way_may_finish() -> None:
    begun, finished = asyncio.Event(), []

    async def job() -> None:
        begun.set()
        await asyncio.sleep(0.2)
        finished.append("job")

    await _run(InlineEngine({"job": job}, sweep_seconds=600), begun)

    assert finished == ["job"]


async def test_a_ring_for_one_job_wakes_no_other() -> None:
    heard, once, twice = [], asyncio.Event(), asyncio.Event()

    async def codes() -> None:
        heard.append("codes")
        (twice if once.is_set() else once).set()

    async def warnings() -> None:
        heard.append("warnings")

    engine = InlineEngine({"codes": codes, "warnings": warnings}, sweep_seconds=600)
    running = asyncio.create_task(_run(engine, twice))
    await asyncio.wait_for(once.wait(), LONGEST)
    await asyncio.sleep(0)
    engine.ring("codes")
    await running

    assert sorted(heard) == ["codes", "codes", "warnings"]
