"""A crowd at the residents' door keeps nobody waiting at the other door, nor whoever delivers."""

import asyncio
import threading

import httpx
from fastapi import FastAPI

from runtime import Database
from web.listening import THREADS_APART, Listener, bind

CROWD = 44  # more than all threads, apart or not


class Door:
    """A door whose visitors are kept waiting on its threads until it is opened."""

    def __init__(self) -> None:
        self.waiting, self.opened = 0, threading.Event()
        app = FastAPI()

        @app.get("/")
        def answers() -> str:
            self.waiting += 1
            assert self.opened.wait(60)
            return "here"

        self.listener = Listener(bind("127.0.0.1:0"), app)


async def asks_beside_a_crowd() -> None:
    """One door answers while a crowd holds all threads of the other; both close when told to
    stop."""
    stop, pages, api = asyncio.Event(), Door(), Door()
    api.opened.set()
    serving = [
        asyncio.create_task(pages.listener.serve_apart(stop)),
        asyncio.create_task(api.listener.serve(stop)),
    ]
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(trust_env=False, limits=limits, timeout=300) as visitor:
        crowd = [asyncio.create_task(visitor.get(pages.listener.url)) for _ in range(CROWD)]
        while pages.waiting < THREADS_APART:
            await asyncio.sleep(0.01)
        assert (await visitor.get(api.listener.url)).status_code == 200
        assert not any(each.done() for each in crowd)
        pages.opened.set()
        assert {each.status_code for each in await asyncio.gather(*crowd)} == {200}
    stop.set()
    await asyncio.wait_for(asyncio.gather(*serving), 60)


def test_the_other_door_answers_beside_a_crowd() -> None:
    asyncio.run(asks_beside_a_crowd())


def test_an_exhausted_separate_pool_takes_no_connection_of_the_others(database: Database) -> None:
    crowded = database.apart(1)

    with crowded.reading(), database.reading(), database.reading():
        pass

    crowded.close()
