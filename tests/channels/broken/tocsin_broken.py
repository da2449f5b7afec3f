"""Ten broken adapters and some more, each broken in one way; Working is what they would be."""

import asyncio
import time
from collections.abc import Sequence
from math import nan
from typing import ClassVar

from channels import ChannelSettings, Finding, Medium, Message, Outcome, Receipt, Throttled, Unavailable

NUMBER = "+306900000001"


class Working:
    """Takes every message."""

    medium: ClassVar[Medium] = Medium.SMS
    Settings: ClassVar[type[ChannelSettings]] = ChannelSettings

    def __init__(self, settings: ChannelSettings) -> None:
        self.settings = settings
        self.taken: list[Message] = []

    async def send(self, message: Message) -> Receipt:
        self.taken.append(message)
        return Receipt(Outcome.ACCEPTED, provider_id=f"{self.settings.name}-{len(self.taken)}")

    async def close(self) -> None:
        """Nothing is held open."""


class HasAnotherOutcome(Working):
    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        return Receipt("gone")  # type: ignore[arg-type]


class NeverCloses(Working):
    async def close(self) -> None:
        await asyncio.Event().wait()


class NeverEndsItsProbe(Working):
    async def probe(self) -> Sequence[Finding]:
        await asyncio.Event().wait()
        return ()


class Exits(Working):
    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        raise SystemExit(1)


class EndsAsGenerator(Working):
    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        raise GeneratorExit


class SaysSoon(Working):
    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        raise Throttled("429", retry_after="soon")  # type: ignore[arg-type]


class Blocks(Working):
    async def send(self, message: Message) -> Receipt:
        time.sleep(3)
        return await super().send(message)


class TellsNumbers(Working):
    async def send(self, message: Message) -> Receipt:
        print("to", message.to)
        raise Unavailable(message.to.removeprefix("+"))


# The tenth does not load (tocsin_broken_import), and the ninth is in two packages.


class SaysNan(Working):
    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        raise Throttled("429", retry_after=nan)


class Interrupts(Working):
    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        raise KeyboardInterrupt


class CallsItselfOff(Working):
    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        raise asyncio.CancelledError


class ExitsBehind(Working):
    """A task of its own ends the loop that everything runs on."""

    async def send(self, message: Message) -> Receipt:
        async def behind() -> None:
            raise SystemExit(1)

        asyncio.ensure_future(behind())
        await asyncio.sleep(0.05)
        return await super().send(message)


class IsNotMade(Working):
    def __init__(self, settings: ChannelSettings) -> None:
        super().__init__(settings)
        raise SystemExit("no licence for " + NUMBER)


class IsDeaf(Working):
    """It is not to be called off, for a minute."""

    async def send(self, message: Message) -> Receipt:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                continue
        return await super().send(message)
