"""Conduct: how a channel ends what it began, when it is called off, closed, out of time, or given
much to say."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import ClassVar

import pytest

from channels.contract import Medium, Message, Outcome
from channels.failures import ChannelFailure, Throttled
from channels.testing.bench import (
    Bench,
    Seen,
    a_message,
    accepted,
    as_value,
    assert_discreet,
    end_of,
    ended,
    words_of,
)

# Of ten parts in Greek; and as much as nobody writes by hand.
LONG = {Medium.SMS: 670, Medium.EMAIL: 60_000}
# What stands in Retry-After on bad days.
PAUSES = ("7", "soon", "nan", "inf", "-1", "1e999", "Wed, 25 Nov 2026 10:00:00 GMT", "")


class ConductContract:
    """The tests of ChannelContract that are about its manners."""

    medium: ClassVar[Medium]
    patience: ClassVar[float]
    bench: Callable[..., AbstractAsyncContextManager[Bench]]

    @pytest.mark.asyncio
    async def test_a_cancelled_send_lets_go(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            if bench.silence is not None:
                await bench.silence()
            message = a_message(self.medium)
            sending = asyncio.ensure_future(as_value(lambda: bench.channel.send(message)))
            await asyncio.sleep(0.05)

            sending.cancel()
            done, _ = await asyncio.wait({sending}, timeout=self.patience)

            assert done, "it does not let itself be called off"
            if not sending.cancelled():
                _, raised = sending.result()
                assert raised is None or isinstance(raised, ChannelFailure)

    @pytest.mark.asyncio
    @pytest.mark.parametrize("seconds", [-1.0, 0.0, 0.4])
    async def test_a_message_whose_time_is_up_ends_in_good_order(
        self, seconds: float, tmp_path: Path
    ) -> None:
        async with self.bench(tmp_path) as bench:
            late = replace(a_message(self.medium), leave_by=monotonic() + seconds)

            came = await end_of(bench.channel, late, self.patience)

            assert came.outcome in set(Outcome)

    @pytest.mark.asyncio
    async def test_a_long_text_arrives_whole_or_is_refused(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            message = at_length(a_message(self.medium))

            came = await end_of(bench.channel, message, self.patience)

            if came.outcome is Outcome.ACCEPTED:
                assert list(bench.received()) == [Seen(message.to, words_of(message))]
            else:
                assert came.outcome is Outcome.CONTENT_REJECTED
                assert list(bench.received()) == []

    @pytest.mark.asyncio
    async def test_a_channel_may_be_closed_twice(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            accepted(await end_of(bench.channel, a_message(self.medium), self.patience))

            for _ in range(2):
                await ended(lambda: closed(bench), self.patience)

    @pytest.mark.asyncio
    async def test_a_message_in_the_air_ends_when_it_is_closed(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            messages = [a_message(self.medium, number) for number in range(5)]
            sending = asyncio.gather(
                *(end_of(bench.channel, each, self.patience) for each in messages)
            )
            await asyncio.sleep(0)

            await ended(lambda: closed(bench), self.patience)

            assert all(each.outcome in set(Outcome) for each in await sending)

    @pytest.mark.asyncio
    @pytest.mark.parametrize("words", PAUSES)
    async def test_a_pause_is_a_number_of_seconds_or_none(
        self, words: str, tmp_path: Path, told: Callable[[], str]
    ) -> None:
        async with self.bench(tmp_path) as bench:
            if bench.asks_to_wait is None:
                pytest.skip("this channel's peer does not ask for pauses")
            message = a_message(self.medium)
            await bench.asks_to_wait(words)

            failure = await end_of(bench.channel, message, self.patience)

            assert isinstance(failure, Throttled)
            assert words != "7" or failure.retry_after == 7
            assert_discreet(bench, message, told(), failure)


def at_length(message: Message) -> Message:
    """The same message with a very long text."""
    words = message.wording
    more = ("Μείνετε σπίτι. " * LONG[words.medium])[: LONG[words.medium] - 1]
    return replace(message, wording=replace(words, text=f"{words.text}\n{more}."))


async def closed(bench: Bench) -> bool:
    """Close the channel; true."""
    await bench.channel.close()
    return True
