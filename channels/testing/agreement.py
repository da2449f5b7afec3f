"""The agreement: what Tocsin relies on in every channel, as tests that an adapter's author
inherits.

class TestPager(ChannelContract):
    @asynccontextmanager
    async def bench(self, folder):
        async with a_peer() as peer:
            yield Bench(channel=Pager(PagerSettings(url=peer.url)), received=peer.received)
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import ClassVar

import pytest

from channels.contract import ChannelSettings, Medium, Outcome
from channels.failures import Unavailable
from channels.registry.installed import find_adapter
from channels.testing.bench import (
    PATIENCE_SECONDS,
    Bench,
    Seen,
    a_message,
    accepted,
    assert_discreet,
    end_of,
    words_of,
)
from channels.testing.callbacks import TellingContract
from channels.testing.conduct import ConductContract
from channels.testing.loop_watch import LONGEST_BLOCK, blocked_for


class ChannelContract(ConductContract, TellingContract):
    """Subclass it with a name that begins with Test and override `bench`; `outcomes` is the table
    of your peer's answers."""

    outcomes: ClassVar[Mapping[str, Outcome]] = {}
    medium: ClassVar[Medium] = Medium.SMS
    name: ClassVar[str] = ""  # of its entry point, where it is installed
    patience: ClassVar[float] = PATIENCE_SECONDS
    peer_logs: ClassVar[
        tuple[str, ...]
    ] = ()  # loggers of the peer, when it runs in the same process

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
    async def test_an_adapter_declares_its_medium_and_its_settings(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            assert type(bench.channel).medium is self.medium
            assert issubclass(type(bench.channel).Settings, ChannelSettings)
            assert not self.name or find_adapter(self.name, {}) is type(bench.channel)

    @pytest.mark.asyncio
    async def test_an_accepted_message_arrives_once_word_for_word(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        async with self.bench(tmp_path) as bench:
            message = a_message(self.medium)

            accepted(await end_of(bench.channel, message, self.patience))

            assert capsys.readouterr().out == "", "standard output is Tocsin's"
            assert list(bench.received()) == [Seen(message.to, words_of(message))]

    @pytest.mark.asyncio
    async def test_many_messages_at_once_each_get_a_receipt(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            messages = [a_message(self.medium, number) for number in range(25)]

            async with blocked_for() as blocked:
                ends = await asyncio.gather(
                    *(end_of(bench.channel, each, self.patience) for each in messages)
                )

            receipts = [accepted(each) for each in ends]
            assert blocked() < LONGEST_BLOCK, (
                "it blocks its event loop: use await, or asyncio.to_thread"
            )
            assert len({receipt.provider_id for receipt in receipts}) == len(messages)
            assert sorted(seen.to for seen in bench.received()) == sorted(
                message.to for message in messages
            )

    @pytest.mark.asyncio
    async def test_a_message_may_be_repeated(self, tmp_path: Path) -> None:
        async with self.bench(tmp_path) as bench:
            message = a_message(self.medium)

            for _ in range(2):
                accepted(await end_of(bench.channel, message, self.patience))

            assert 1 <= len(bench.received()) <= 2

    @pytest.mark.asyncio
    async def test_a_peer_that_is_not_there_is_the_channels_failure(
        self, tmp_path: Path, told: Callable[[], str]
    ) -> None:
        async with self.bench(tmp_path) as bench:
            if bench.unreachable is None:
                pytest.skip("this channel has no peer that could be away")
            message = a_message(self.medium)

            failure = await end_of(bench.unreachable, message, self.patience)

            await bench.unreachable.close()
            assert isinstance(failure, Unavailable)
            assert_discreet(bench, message, told(), failure)

    @pytest.mark.asyncio
    async def test_an_answer_means_what_the_table_says(
        self, fault: str, tmp_path: Path, told: Callable[[], str]
    ) -> None:
        async with self.bench(tmp_path) as bench:
            assert bench.fault is not None, "outcomes need a fault hook"
            message = a_message(self.medium)
            await bench.fault(fault)

            came = await end_of(bench.channel, message, self.patience)

            assert came.outcome is self.outcomes[fault]
            assert_discreet(bench, message, told(), came)

    @pytest.mark.asyncio
    async def test_a_send_that_goes_well_logs_nothing_personal(
        self, tmp_path: Path, told: Callable[[], str]
    ) -> None:
        async with self.bench(tmp_path) as bench:
            message = a_message(self.medium)

            assert_discreet(
                bench, message, told(), await end_of(bench.channel, message, self.patience)
            )
