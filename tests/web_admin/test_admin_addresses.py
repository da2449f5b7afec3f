"""With other settings `tocsin serve` listens at their addresses, and whoever asks at the old ones
is refused at once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from runtime import Database, Home, Keys, Problem
from runtime.config import Config
from tests.journeys.conftest import LONGEST, free_port
from web import Doors, Operation, serve
from web.listening import CannotListen, OpenToOthers, bind

ASKED = b"GET /health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"
Ports = tuple[int, ...]  # of the residents' pages and of the admin API


@dataclass
class Server:
    """A server of one home, and why settings were not taken up."""

    home: Home
    renewed: "asyncio.Queue[Operation]"
    refusals: list[Problem]

    def told(self, ports: Ports) -> Operation:
        public, admin = (f"127.0.0.1:{port}" for port in ports)
        doors = Doors(public, admin)
        return Operation(self.home, doors, lambda _: {}, self.refusals.append)

    async def takes_up(self, ports: Ports) -> None:
        self.renewed.put_nowait(self.told(ports))
        await until(lambda: answer(ports), equals=[True, True])


@pytest.fixture
def home(database: Database, vault: Keys, tmp_path: Path) -> Home:
    return Home(tmp_path, Config(), vault, database)


@asynccontextmanager
async def serving(home: Home, ports: Ports) -> AsyncIterator[Server]:
    stop, server = asyncio.Event(), Server(home, asyncio.Queue(), [])
    running = asyncio.create_task(serve(server.told(ports), stop, lambda _: None, server.renewed))
    await until(lambda: answer(ports), equals=[True, True])
    yield server
    stop.set()
    await running


async def until(
    look: Callable[[], Coroutine[None, None, list[bool]]], *, equals: list[bool]
) -> None:
    deadline = monotonic() + LONGEST
    while await look() != equals:
        assert monotonic() < deadline, "it took too long"
        await asyncio.sleep(0.02)


async def answer(ports: Ports) -> list[bool]:
    """Whether each port answers; False where the connection is refused, and an error where it
    hangs."""
    return [await _answers(port) for port in ports]


async def _answers(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(ASKED)
        answered = await asyncio.wait_for(reader.read(), LONGEST)
    except ConnectionError:
        return False
    writer.close()
    return bool(answered)


def two_ports() -> Ports:
    return free_port(), free_port()


async def test_the_old_addresses_refuse_there_and_back(home: Home) -> None:
    first, second = two_ports(), two_ports()
    async with serving(home, first) as server:
        await server.takes_up(second)
        await until(lambda: answer(first), equals=[False, False])

        await server.takes_up(first)
        await until(lambda: answer(second), equals=[False, False])


async def test_an_address_that_stays_goes_on_answering(home: Home) -> None:
    first, other = two_ports(), free_port()
    async with serving(home, first) as server:
        await server.takes_up((other, first[1]))

        await until(lambda: answer((*first, other)), equals=[False, True, True])


async def test_settings_that_cannot_be_taken_up_leave_no_address_open(home: Home) -> None:
    first, (free, taken) = two_ports(), two_ports()
    with bind(f"127.0.0.1:{taken}"):
        async with serving(home, first) as server:
            server.renewed.put_nowait(server.told((free, taken)))
            await until(lambda: refused(server), equals=[True])

            assert await answer((free, *first)) == [False, True, True]
    assert [type(problem) for problem in server.refusals] == [CannotListen]


async def refused(server: Server) -> list[bool]:
    return [bool(server.refusals)]


@pytest.mark.parametrize("address", ["0.0.0.0:0", "[::]:0", "192.0.2.7:0", "example.gr:0"])
def test_the_admin_api_stays_on_this_machine(address: str) -> None:
    with pytest.raises(OpenToOthers) as refused:
        Doors("127.0.0.1:0", address).listen(("admin", address))

    assert refused.value.details == (f"{address} can be reached by other machines.",)


def test_the_admin_api_listens_anywhere_when_that_is_said() -> None:
    doors = Doors("127.0.0.1:0", "0.0.0.0:0", anywhere=True)

    with doors.listen(doors.places[1]) as bound:
        assert bound.getsockname()[0] == "0.0.0.0"
