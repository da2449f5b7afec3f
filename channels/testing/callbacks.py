"""Callbacks, questions and probes: what a channel is told afterwards, what it asks, and what it
says of itself."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from channels.contract import Channel, Finding, Medium, Probes
from channels.events import Answers, Callback, Event, TakesCallbacks
from channels.failures import ChannelFailure, ForgedCallback, UnreadableCallback
from channels.registry.checked import event_of
from channels.testing.bench import Bench, a_message, accepted, end_of, ended

GARBAGE = (b"", b"{}", b"[]", b"\xff\xfe\x00", b"a=1&a=2&%zz", b"\x00" * 65536, b'{"d": NaN}')


class TellingContract:
    """The tests of ChannelContract that are about what a provider tells; a channel without one
    skips them."""

    medium: ClassVar[Medium]
    patience: ClassVar[float]
    bench: Callable[..., AbstractAsyncContextManager[Bench]]

    @pytest.mark.asyncio
    @pytest.mark.parametrize("body", GARBAGE)
    async def test_garbage_is_refused(self, body: bytes, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            for headers in (
                {},
                {"content-type": "application/json"},
                {"content-type": "text/plain"},
            ):
                assert refused(telling(bench.channel), Callback("d=1&n=x", headers, body))

    @pytest.mark.asyncio
    async def test_a_callback_belongs_to_its_message(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            callback, token = await genuine(bench, self.medium, self.patience)

            events = telling(bench.channel).read_callback(callback)

            assert [event.token for event in events] == [token]
            assert [event_of(event) for event in events] == list(events)

    @pytest.mark.asyncio
    async def test_a_changed_callback_is_forged(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            callback, _ = await genuine(bench, self.medium, self.patience)
            channel = telling(bench.channel)

            assert refused(
                channel, replace(callback, body=callback.body + b"x", query=callback.query + "x")
            )
            assert refused(channel, replace(callback, headers={}))

    @pytest.mark.asyncio
    async def test_a_callback_signed_with_another_channels_secret_is_forged(
        self, tmp_path: Path
    ) -> None:
        async with self.bench(tmp_path) as bench:
            callback, _ = await genuine(bench, self.medium, self.patience)
            if bench.stranger is None:
                pytest.fail("give Bench.stranger: the same channel with other secrets")

            with pytest.raises(ForgedCallback):
                telling(bench.stranger).read_callback(callback)

    @pytest.mark.asyncio
    async def test_a_question_has_an_answer_or_none(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            if not isinstance(channel := bench.channel, Answers):
                pytest.skip("this channel cannot be asked")
            receipt = accepted(await end_of(channel, a_message(self.medium), self.patience))

            for provider_id in (receipt.provider_id, "no-such-message", "../x?y=1"):
                [told] = await answered(channel, provider_id, self.patience)
                assert told is None or isinstance(told, ChannelFailure) or event_of(told) == told

    @pytest.mark.asyncio
    async def test_a_probe_sends_nothing_and_tells_no_secret(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            if not isinstance(bench.channel, Probes):
                pytest.skip("this channel cannot examine itself")

            found = await probed(bench.channel, self.patience)

            assert list(found)
            assert all(isinstance(each, Finding) for each in found)
            assert not any(secret in repr(found) for secret in bench.secrets)
            assert list(bench.received()) == []
            if isinstance(bench.unreachable, Probes):
                assert not all(each.good for each in await probed(bench.unreachable, self.patience))


def telling(channel: Channel) -> TakesCallbacks:
    """The channel, if its provider tells anything."""
    if not isinstance(channel, TakesCallbacks):
        pytest.skip("this channel's provider tells nothing")
    return channel


def refused(channel: TakesCallbacks, callback: Callback) -> bool:
    """Whether it does not believe or not understand a callback; any other exception fails the
    test."""
    try:
        channel.read_callback(callback)
    except (ForgedCallback, UnreadableCallback):
        return True
    return False


async def genuine(bench: Bench, medium: Medium, patience: float) -> tuple[Callback, str]:
    """What the peer tells of a message it took, and that message's token."""
    telling(bench.channel)
    if bench.callback is None:
        pytest.fail("give Bench.callback: what your peer tells of a message")
    message = a_message(medium)
    receipt = accepted(await end_of(bench.channel, message, patience))
    return bench.callback(message, receipt), message.token


async def answered(
    channel: Answers, provider_id: str, patience: float
) -> Sequence[Event | ChannelFailure | None]:
    """What it answers, as the one thing in a list."""

    async def asked() -> list[Event | None]:
        return [await channel.ask(provider_id)]

    told = await ended(asked, patience)
    return [told] if isinstance(told, ChannelFailure) else told


async def probed(channel: Probes, patience: float) -> Sequence[Finding]:
    """What it finds in itself."""
    found = await ended(channel.probe, patience)
    assert not isinstance(found, ChannelFailure), "a probe tells what fails as a Finding"
    return found
