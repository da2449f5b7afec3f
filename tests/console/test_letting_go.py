"""When a sending in the foreground lets go, and what it says of the last messages."""

import asyncio
from math import inf

import pytest

from channels import Medium
from console.live import Ending, Watched, _land, _Watch
from console.nextsteps import _last_ones
from delivery import State, Tally
from delivery.counting import Count
from runtime import open_home
from tests.journeys.conftest import Installation


@pytest.mark.parametrize(
    ("troubles", "patience", "quiet"),
    [({"smtp": "transient 451"}, 0.0, inf), ({}, inf, 0.0)],
    ids=["a channel that fails", "every channel works"],
)
async def test_a_sending_of_which_nothing_moves_lets_go(
    bare: Installation, troubles, patience, quiet
) -> None:
    home = open_home(bare.home, bare.environment)

    async def is_done() -> bool:
        return False

    watch = _Watch(home, (), asyncio.Event(), lambda: troubles, is_done, patience, quiet)

    assert (await watch.go_on()).ending is Ending.STUCK


async def test_what_hangs_in_the_air_keeps_nobody() -> None:
    hanging = asyncio.ensure_future(asyncio.Event().wait())

    await _land(hanging, Ending.STUCK, seconds=0)

    assert hanging.cancelled()


def test_the_reason_why_the_last_messages_stay_is_said() -> None:
    counts = (
        Count(Medium.EMAIL, State.ACCEPTED, "accepted", 96, "smtp"),
        Count(Medium.EMAIL, State.QUEUED, "transient 4.2.2", 3, "smtp"),
        Count(Medium.EMAIL, State.SENDING, "", 1, "smtp"),
    )

    said = list(_last_ones(Watched(Ending.STUCK, Tally(counts))))

    assert said == [
        "3 messages do not get through now: the mailbox is full (4.2.2).",
        "1 message does not get through now: no answer has come yet.",
    ]
