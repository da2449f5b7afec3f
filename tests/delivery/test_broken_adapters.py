"""Whatever adapter is plugged in: its trouble is its own, the next in order carries its messages,
and the office reads why."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from shutil import copy

import pytest

from channels import ChannelSettings, Medium
from channels.registry import Contained, open_contained
from checks.names import reason
from delivery import Lane, Repeat, State
from delivery.sending.batches import LaneQueue
from delivery.sending.loop import LaneSender
from delivery.sending.senders import ChannelSender
from runtime.database import sqlite_url
from tests.channels.plugged import BROKEN, MORE, plugged
from tests.delivery.conftest import PostRoom

PEOPLE = 8
FAULT = "does not send: the channel's own program has a fault"
UNLOADED = "does not send: the channel's own program does not load"
# What the office reads; empty for a channel that carries messages for all that.
READ: Mapping[str, str] = {
    "another_outcome": f"{FAULT} (no_such_outcome)",
    "never_closes": "",
    "never_ends_its_probe": "",
    "exits": f"{FAULT} (bug.SystemExit)",
    "ends_as_generator": f"{FAULT} (bug.GeneratorExit)",
    "says_soon": "asks us to slow down (429)",
    "blocks": "does not send: the channel's own program sends one message at a time and lets the others wait",
    "does_not_load": UNLOADED,
    "twice": UNLOADED,
    "tells_numbers": "does not answer: xxxxxxxxxxxx",
    "says_nan": "asks us to slow down (429)",
    "interrupts": f"{FAULT} (bug.KeyboardInterrupt)",
    "calls_itself_off": f"{FAULT} (bug.CancelledError)",
    "exits_behind": "",
    "is_not_made": UNLOADED,
    "is_deaf": "does not answer",
}
# What an adapter's own task raised is nobody's to fetch.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def database_address(tmp_path: Path, _sqlite_model: Path) -> str:
    """SQLite alone: which database it is makes no adapter worse."""
    copy(_sqlite_model, tmp_path / "tocsin.db")
    return sqlite_url(tmp_path / "tocsin.db")


@pytest.fixture(autouse=True)
def _plugged(tmp_path: Path) -> Iterator[None]:
    with plugged(tmp_path / "packages"):
        yield


def crew_of(room: PostRoom, *names: str) -> LaneSender:
    worker_id, station = room.worker()
    told = ChannelSettings(concurrency=4, deadline=4)
    return LaneSender(
        [
            ChannelSender(
                LaneQueue(Lane.EMERGENCY, Medium.SMS, name, None, worker_id),
                opened(room, name),
                told,
                [],
            )
            for name in names
        ],
        station,
    )


def opened(room: PostRoom, name: str) -> Contained:
    return open_contained(name, {}, room.flights)


def emergency(room: PostRoom) -> int:
    return room.hand_over(room.contacts(PEOPLE), lane=Lane.EMERGENCY, repeat=Repeat.RESEND)


async def until_read(lane_sender: LaneSender, name: str) -> None:
    """Until the breaker of the first says what it is to say."""
    async with asyncio.timeout(60):
        while reads(lane_sender) != READ[name]:
            await asyncio.sleep(0.02)


def reads(lane_sender: LaneSender) -> str:
    why = lane_sender.senders[0].breaker.why
    return str(reason(why)) if why else ""


def test_every_broken_adapter_is_in_the_table() -> None:
    assert set(READ) == {*BROKEN, *MORE}
    assert len(BROKEN) == 10


@pytest.mark.parametrize("name", READ)
async def test_a_second_adapter_reaches_everybody_if_the_first_is_broken(
    post_room: PostRoom, name: str
) -> None:
    lane_sender = crew_of(post_room, name, "works")
    dispatch = emergency(post_room)

    async with asyncio.timeout(120):
        reading = asyncio.create_task(until_read(lane_sender, name))
        while post_room.states(dispatch) != {State.ACCEPTED: PEOPLE}:
            await lane_sender.drain()
            post_room.time_passes(16)
            post_room.sweep(lane_sender.lane_queue.worker_id)
        await reading

    async with asyncio.timeout(30):
        await lane_sender.close()


@pytest.mark.parametrize("name", READ)
async def test_a_lone_broken_adapter_loses_nobody_and_can_end(
    post_room: PostRoom, name: str
) -> None:
    lane_sender = crew_of(post_room, name)
    dispatch = emergency(post_room)
    draining = asyncio.create_task(lane_sender.drain())

    await until_read(lane_sender, name)
    post_room.stop.set()
    async with asyncio.timeout(60):
        with suppress(asyncio.CancelledError):
            await draining
        await lane_sender.close()

    states = post_room.states(dispatch)
    assert sum(states.values()) == PEOPLE
    assert set(states) <= {State.ACCEPTED, State.QUEUED, State.UNKNOWN}
