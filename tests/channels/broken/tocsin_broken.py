"""Ten broken adapters and some more, each broken in one way; Working is what they would be."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from math import nan
from typing import ClassVar

from channels import (
    Callback,
    ChannelSettings,
    Event,
    Fate,
    Finding,
    ForgedCallback,
    Medium,
    Message,
    Outcome,
    Receipt,
    Throttled,
    Unavailable,
)

NUMBER = "+306900000001"


class Working:
    """Takes every message."""

    medium: ClassVar[Medium] = Medium.SMS
    Settings: ClassVar[type[ChannelSettings]] = ChannelSettings
    pauses: ClassVar[bool] = False

    def __init__(self, settings: ChannelSettings) -> None:
        self.settings = settings
        self.taken: list[Message] = []
        self.pause = ""

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
    pauses = True

    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        raise Throttled("429", retry_after=self.pause or "soon")  # type: ignore[arg-type]


class Blocks(Working):
    seconds = 3.0

    async def send(self, message: Message) -> Receipt:
        time.sleep(self.seconds)
        return await super().send(message)


class TellsNumbers(Working):
    async def send(self, message: Message) -> Receipt:
        print("to", message.to)
        raise Unavailable(message.to.removeprefix("+"))


# The tenth does not load (tocsin_broken_import), and the ninth is in two packages.


class SaysNan(Working):
    pauses = True

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

    seconds = 60.0

    async def send(self, message: Message) -> Receipt:
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                continue
        return await super().send(message)


# What the kit alone can find: nothing that was sent is lost by these.


class CutsTexts(Working):
    async def send(self, message: Message) -> Receipt:
        words = replace(message.wording, text=message.wording.text[:160])
        return await super().send(replace(message, wording=words))


class BelievesAnybody(Working):
    def read_callback(self, callback: Callback) -> Sequence[Event]:
        return [
            Event(
                callback.body.decode("latin-1"), "delivered", Fate.DELIVERED, token=callback.query
            )
        ]


class FailsOverGarbage(Working):
    def read_callback(self, callback: Callback) -> Sequence[Event]:
        if callback.headers["x-signature"] != self.settings.name:
            raise ForgedCallback
        return [
            Event(callback.body.decode("ascii"), "delivered", Fate.DELIVERED, token=callback.query)
        ]


class FailsWhenAsked(Working):
    async def ask(self, provider_id: str) -> Event | None:
        return {f"{self.settings.name}-1": Event(provider_id, "sent", Fate.ACCEPTED)}[provider_id]


class ForgetsWhenClosed(Working):
    """Messages in the air never end when it is closed."""

    def __init__(self, settings: ChannelSettings) -> None:
        super().__init__(settings)
        self.closed = False

    async def send(self, message: Message) -> Receipt:
        await asyncio.sleep(0.01)
        if self.closed:
            await asyncio.Event().wait()
        return await super().send(message)

    async def close(self) -> None:
        self.closed = True
