"""When a sending in the foreground lets go, and what it says of the last messages."""

import asyncio
from collections.abc import Sequence
from math import inf
from typing import Self

import pytest

from channels import Medium
from console.alerts.advice import _last_ones
from console.terminal.live import WatchEnding, WatchResult, _finish_sending, _Watch
from delivery import NoticeText, State, tell_staff
from delivery.status import Tally
from delivery.status.counting import StateCount
from runtime import Said, open_home
from runtime.config import StaffNotice
from tests.journeys.conftest import Installation

NOTES = {"el": NoticeText("Δοκιμή", "Δοκιμή.", "DOKIMI", 1)}


async def _never() -> bool:
    return False


class _Board:
    """A scoreboard that remembers how many messages it was shown."""

    def __init__(self) -> None:
        self.shown: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to put back."""

    def show(self, standing: Tally, _: Sequence[Said]) -> None:
        self.shown.append(standing.messages)


@pytest.mark.parametrize(
    ("troubles", "patience", "quiet"),
    [({"smtp": "transient 451"}, 0.0, inf), ({}, inf, 0.0)],
    ids=["a channel that fails", "every channel works"],
)
async def test_a_sending_of_which_nothing_moves_lets_go(
    bare: Installation, troubles: dict[str, str], patience: float, quiet: float
) -> None:
    home = open_home(bare.home, bare.environment)

    watch = _Watch(home, (), asyncio.Event(), lambda: troubles, _never, patience, quiet)

    assert (await watch.go_on()).ending is WatchEnding.STUCK


def test_progress_counts_the_alert_and_not_what_staff_are_told(bare: Installation) -> None:
    home, board = open_home(bare.home, bare.environment), _Board()
    one, two = (
        StaffNotice(emails=("a@example.gr",)),
        StaffNotice(emails=("b@example.gr", "c@example.gr")),
    )
    with home.database.writing() as session:
        shown, beside = (
            tell_staff(session, home.keys, each, NOTES, now=home.now()) or 0 for each in (one, two)
        )

    watch = _Watch(home, (shown,), asyncio.Event(), dict, _never, beside=(beside,))
    counted = watch._look(board, {})

    assert (board.shown, counted.messages) == ([1], 3)


async def test_a_hanging_send_keeps_nobody_waiting() -> None:
    hanging = asyncio.ensure_future(asyncio.sleep(600))

    await _finish_sending(hanging, WatchEnding.STUCK, seconds=0)

    assert hanging.cancelled()


def test_the_reason_why_the_last_messages_stay_is_said() -> None:
    counts = (
        StateCount(Medium.EMAIL, State.ACCEPTED, "accepted", 96, "smtp"),
        StateCount(Medium.EMAIL, State.QUEUED, "transient 4.2.2", 3, "smtp"),
        StateCount(Medium.EMAIL, State.SENDING, "", 1, "smtp"),
    )

    said = list(_last_ones(WatchResult(WatchEnding.STUCK, Tally(counts))))

    assert said == [
        "3 messages do not get through now: the mailbox is full (4.2.2).",
        "1 message does not get through now: no answer has come yet.",
    ]
