"""However many push, forms come in at a steady pace; a page is always open."""

import asyncio
from collections import Counter
from itertools import pairwise

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from web.public.rate_limiter import LONGEST_WAIT_SECONDS, LeakyBucket, RateLimiter


async def town(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("in")(scope, receive, send)


def busy(scope: Scope) -> Response:
    return PlainTextResponse(f"come again to {Request(scope).url.path}", 503)


def at_one_moment() -> float:
    """All come at the same moment, however busy the machine is; the waits are real."""
    return 1000.0


def visitor(rate: float) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(RateLimiter(town, rate=rate, refusal=busy, clock=at_one_moment))
    return httpx.AsyncClient(transport=transport, base_url="http://town.example.gr")


def test_a_bucket_drains_at_its_rate_within_the_longest_wait() -> None:
    bucket = LeakyBucket(2, at_one_moment)

    waits = [bucket.reserve() for _ in range(15)]

    moved = [wait for wait in waits[:11] if wait is not None]
    assert (len(moved), moved[0]) == (11, 0)
    assert all(0.4 < later - sooner <= 0.5 for sooner, later in pairwise(moved))
    assert waits[-1] is None
    assert max(wait for wait in waits if wait is not None) <= LONGEST_WAIT_SECONDS


async def test_a_crowd_is_let_in_up_to_the_longest_wait() -> None:
    async with visitor(rate=1) as crowd:
        asked = [asyncio.create_task(crowd.post("/subscribe")) for _ in range(20)]
        answers = [await each for each in asked]

    assert Counter(each.status_code for each in answers) == {200: 6, 503: 14}


async def test_pages_wait_for_no_form() -> None:
    async with visitor(rate=0.1) as crowd:
        await crowd.post("/subscribe")

        assert (await crowd.get("/")).status_code == 200
        assert (await crowd.get("/challenge")).status_code == 200
