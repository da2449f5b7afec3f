"""The kit, given each of the broken adapters: run by test_broken_adapters, where each of these
classes fails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from channels import Callback, Channel, ChannelSettings, Message, Receipt
from channels.registry.configured import open_channel
from channels.testing import Bench, ChannelContract, Seen

if TYPE_CHECKING:
    from tests.channels.broken import tocsin_broken as broken
else:
    import tocsin_broken as broken


class Kit(ChannelContract):
    """The kit for an adapter that keeps in `taken` what it took."""

    made: ClassVar[type[broken.Working]] = broken.Working
    name = ""
    patience = 1.0

    def channel(self) -> Channel:
        return self.made(ChannelSettings(name="broken"))

    @asynccontextmanager
    async def bench(self, folder: Path) -> AsyncIterator[Bench]:  # noqa: ARG002
        channel = self.channel()
        assert isinstance(channel, broken.Working)

        async def asks(words: str) -> None:
            channel.pause = words

        yield Bench(
            channel,
            lambda: [Seen(each.to, each.wording.text) for each in channel.taken],
            asks_to_wait=asks if type(channel).pauses else None,
            callback=told if hasattr(channel, "read_callback") else None,
            stranger=self.channel(),
        )


def told(message: Message, receipt: Receipt) -> Callback:
    return Callback(message.token, {"x-signature": "broken"}, receipt.provider_id.encode())


class TestWorking(Kit):
    name = "works"


class TestHasAnotherOutcome(Kit):
    made = broken.HasAnotherOutcome


class TestNeverCloses(Kit):
    made = broken.NeverCloses


class TestNeverEndsItsProbe(Kit):
    made = broken.NeverEndsItsProbe


class TestExits(Kit):
    made = broken.Exits


class TestEndsAsGenerator(Kit):
    made = broken.EndsAsGenerator


class TestSaysSoon(Kit):
    made = broken.SaysSoon


class TestSaysNan(Kit):
    made = broken.SaysNan


class TestBlocks(Kit):
    """A tenth of a second each, of 25 at once."""

    class Blocks(broken.Blocks):
        seconds = 0.1

    made = Blocks
    patience = 30.0


class TestDoesNotLoad(Kit):
    def channel(self) -> Channel:
        return open_channel("does_not_load", {}, Path())


class TestTwice(Kit):
    def channel(self) -> Channel:
        return open_channel("twice", {}, Path())


class TestTellsNumbers(Kit):
    made = broken.TellsNumbers


class TestInterrupts(Kit):
    made = broken.Interrupts


class TestCallsItselfOff(Kit):
    made = broken.CallsItselfOff


class TestIsNotMade(Kit):
    made = broken.IsNotMade


class TestIsDeaf(Kit):
    class IsDeaf(broken.IsDeaf):
        seconds = 3.0

    made = IsDeaf


class TestCutsTexts(Kit):
    made = broken.CutsTexts


class TestBelievesAnybody(Kit):
    made = broken.BelievesAnybody


class TestFailsOverGarbage(Kit):
    made = broken.FailsOverGarbage


class TestFailsWhenAsked(Kit):
    made = broken.FailsWhenAsked


class TestForgetsWhenClosed(Kit):
    made = broken.ForgetsWhenClosed
