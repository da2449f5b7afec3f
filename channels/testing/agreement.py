"""The agreement: what Tocsin relies on in every channel, as tests that an adapter's author inherits.

class TestPager(ChannelContract):
    @asynccontextmanager
    async def bench(self, folder):
        async with a_peer() as peer:
            yield Bench(channel=Pager(PagerSettings(url=peer.url)), received=peer.received)
"""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from channels.contract import (
    UNSUBSCRIBE_SLOT,
    Channel,
    ChannelSettings,
    Medium,
    Message,
    Outcome,
    Receipt,
    Wording,
)
from channels.failures import ChannelFailure, Unavailable

LINK = "https://tocsin.example.gr/u/AbC-123_x?t=snow&k=1"
WORDS = f"Χιονόπτωση από τις 18:00.\n.Μείνετε σπίτι = ασφαλείς. {UNSUBSCRIBE_SLOT}"
SMS_WORDS = "ΔΗΜΟΣ: Χιονόπτωση από τις 18:00. Μείνετε σπίτι."
ADDRESSES: Mapping[Medium, str] = {Medium.SMS: "+3069000000{:02}", Medium.EMAIL: "resident{:02}@example.org"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as the peer got it."""

    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Bench:
    """A channel, and the peer it talks to.

    `fault` makes the peer answer as one of the class's `outcomes` names; `unreachable` is the same channel with nobody
    at the other end; `secrets` are the texts that must never be told. What does not apply is left out.
    """

    channel: Channel
    received: Callable[[], Sequence[Seen]]
    fault: Callable[[str], Awaitable[None]] | None = None
    unreachable: Channel | None = None
    secrets: tuple[str, ...] = ()


class ChannelContract:
    """Subclass it with a name that begins with Test and override `bench`; `outcomes` is the table of your peer's answers."""

    outcomes: ClassVar[Mapping[str, Outcome]] = {}
    medium: ClassVar[Medium] = Medium.SMS
    peer_logs: ClassVar[tuple[str, ...]] = ()  # loggers of the peer, when it runs in the same process

    def bench(self, folder: Path) -> AbstractAsyncContextManager[Bench]:
        """A channel ready to send and its peer; `folder` is empty and the test's own."""
        raise NotImplementedError

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each row of `outcomes`."""
        if "fault" in metafunc.fixturenames:
            metafunc.parametrize("fault", list(self.outcomes))

    @pytest.fixture
    def told(self, caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
        """Everything that was logged so far, at every level."""
        caplog.set_level(logging.DEBUG)
        return lambda: "\n".join(
            each.getMessage() for each in caplog.records if not each.name.startswith(self.peer_logs)
        )

    @pytest.mark.asyncio
    async def test_it_declares_what_it_carries_and_its_settings(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            assert type(bench.channel).medium is self.medium
            assert issubclass(type(bench.channel).Settings, ChannelSettings)

    @pytest.mark.asyncio
    async def test_an_accepted_message_arrives_once_word_for_word(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            message = a_message(self.medium)

            receipt = await bench.channel.send(message)

            assert receipt.outcome is Outcome.ACCEPTED
            assert receipt.provider_id
            assert list(bench.received()) == [Seen(message.to, words_of(message))]

    @pytest.mark.asyncio
    async def test_many_at_once_each_get_a_receipt_of_their_own(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            messages = [a_message(self.medium, number) for number in range(25)]

            receipts = await asyncio.gather(*map(bench.channel.send, messages))

            assert len({receipt.provider_id for receipt in receipts}) == len(messages)
            assert sorted(seen.to for seen in bench.received()) == sorted(message.to for message in messages)

    @pytest.mark.asyncio
    async def test_a_message_may_be_repeated(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            message = a_message(self.medium)

            receipts = [await bench.channel.send(message), await bench.channel.send(message)]

            assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED] * 2
            assert 1 <= len(bench.received()) <= 2

    @pytest.mark.asyncio
    async def test_a_peer_that_is_not_there_is_the_channels_failure(
        self, tmp_path: Path, told: Callable[[], str]
    ) -> None:
        async with self.bench(tmp_path) as bench:
            if bench.unreachable is None:
                pytest.skip("this channel has no peer that could be away")
            message = a_message(self.medium)

            with pytest.raises(Unavailable) as caught:
                await bench.unreachable.send(message)

            await bench.unreachable.close()
            assert_discreet(bench, message, told(), caught.value)

    @pytest.mark.asyncio
    async def test_an_answer_means_what_the_table_says(
        self, fault: str, tmp_path: Path, told: Callable[[], str]
    ) -> None:
        async with self.bench(tmp_path) as bench:
            assert bench.fault is not None, "outcomes need a fault hook"
            message = a_message(self.medium)
            await bench.fault(fault)

            ended = await end_of(bench.channel, message)

            assert ended.outcome is self.outcomes[fault]
            assert_discreet(bench, message, told(), ended)

    @pytest.mark.asyncio
    async def test_nothing_personal_is_logged_when_all_goes_well(
        self, tmp_path: Path, told: Callable[[], str]
    ) -> None:
        async with self.bench(tmp_path) as bench:
            message = a_message(self.medium)

            receipt = await bench.channel.send(message)

            assert_discreet(bench, message, told(), receipt)

    @pytest.mark.asyncio
    async def test_it_may_be_closed_twice(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            await bench.channel.send(a_message(self.medium))

            await bench.channel.close()
            await bench.channel.close()


def a_message(medium: Medium, number: int = 1) -> Message:
    """A message to an invented address, in Greek, with a link if it is a mail."""
    html = f'<p>Χιονόπτωση. <a href="{UNSUBSCRIBE_SLOT}">Διαγραφή</a></p>' if medium is Medium.EMAIL else ""
    wording = Wording(1, medium, "el", SMS_WORDS)
    if medium is Medium.EMAIL:
        wording = replace(wording, text=WORDS, subject="Προειδοποίηση για έντονη χιονόπτωση", html=html)
    return Message(
        token=f"delivery-{number:02}",
        to=ADDRESSES[medium].format(number),
        wording=wording,
        expires_at=datetime.now(UTC) + timedelta(hours=1),
        unsubscribe=LINK if medium is Medium.EMAIL else "",
    )


def words_of(message: Message) -> str:
    """The text that must arrive."""
    return message.wording.text.replace(UNSUBSCRIBE_SLOT, message.unsubscribe)


async def end_of(channel: Channel, message: Message) -> Receipt | ChannelFailure:
    """How an attempt ended, as a value: both kinds have `outcome` and `code`."""
    try:
        return await channel.send(message)
    except ChannelFailure as failure:
        return failure


def assert_discreet(bench: Bench, message: Message, log: str, ended: Receipt | ChannelFailure) -> None:
    """Neither the address, nor the words, nor a secret stands in an error, a receipt, the channel's repr or the log."""
    raised = "".join(traceback.format_exception(ended)) if isinstance(ended, ChannelFailure) else ""
    everything = "\n".join([log, repr(ended), str(ended), raised, repr(bench.channel)])
    for private in (message.to, message.to.lstrip("+"), message.wording.text, *bench.secrets):
        assert private not in everything
