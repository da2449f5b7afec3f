"""A crowd at the residents' door keeps nobody waiting at the other door, nor whoever delivers."""

import asyncio
from time import monotonic, sleep

import httpx
from fastapi import FastAPI

from runtime import Database
from web.listening import Listener, bind

CROWD, SLOW, SOON = 44, 0.8, 0.4  # a crowd for more threads than there are; seconds


def door(seconds: float) -> Listener:
    """A door that answers on a thread, so slowly."""
    app = FastAPI()

    @app.get("/")
    def answers() -> str:
        sleep(seconds)
        return "here"

    return Listener(bind("127.0.0.1:0"), app)


async def asked_beside_a_crowd() -> float:
    """How long a question at one door takes while a crowd asks at the other; both close when told to stop."""
    stop, pages, api = asyncio.Event(), door(SLOW), door(0)
    serving = [asyncio.create_task(pages.serve_apart(stop)), asyncio.create_task(api.serve(stop))]
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(trust_env=False, limits=limits, timeout=30) as visitor:
        assert (await visitor.get(pages.url)).status_code == 200
        crowd = [asyncio.create_task(visitor.get(pages.url)) for _ in range(CROWD)]
        await asyncio.sleep(SLOW / 4)
        begun = monotonic()
        assert (await visitor.get(api.url)).status_code == 200
        took = monotonic() - begun
        assert not all(each.done() for each in crowd)
        assert {each.status_code for each in await asyncio.gather(*crowd)} == {200}
    stop.set()
    await asyncio.wait_for(asyncio.gather(*serving), 20)
    return took


def test_the_other_door_answers_at_once_beside_a_crowd() -> None:
    assert asyncio.run(asked_beside_a_crowd()) < SOON


def test_who_holds_all_connections_apart_holds_none_of_the_others(database: Database) -> None:
    crowded = database.apart(1)

    with crowded.reading(), database.reading(), database.reading():
        pass

    crowded.close()
