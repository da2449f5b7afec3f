"""Memory: a channel that remembers what it was given and answers as it was told."""

import asyncio
from collections import deque
from typing import ClassVar

from channels.contract import ChannelSettings, Medium, Message, Outcome, Receipt

# A receipt to return, an exception to raise, or seconds to wait before the next answer (or before
# accepting).
Answer = Receipt | Exception | float


class Memory:
    """Carries SMS, or what `Memory.carrying(medium)` is asked for; accepts everything until it is
    told otherwise.

    `sent` holds every message that was begun, `accepted` those that were taken; while `gate` is not
    set, nothing is answered; `at_once` is the most that were under way together."""

    medium: ClassVar[Medium] = Medium.SMS
    Settings: ClassVar[type[ChannelSettings]] = ChannelSettings

    def __init__(self, settings: ChannelSettings | None = None) -> None:
        self.settings = settings or ChannelSettings()
        self.sent: list[Message] = []
        self.accepted: list[Message] = []
        self.gate: asyncio.Event | None = None
        self.at_once = 0
        self.closed = False
        self._answers: dict[str, deque[Answer]] = {}
        self._under_way = 0

    @classmethod
    def carrying(cls, medium: Medium, settings: ChannelSettings | None = None) -> "Memory":
        """A memory of that medium."""
        return _CARRIERS[medium](settings)

    def says(self, address: str, *answers: Answer) -> "Memory":
        """What it answers for an address, one after another; the last answer stands for all that
        follow."""
        self._answers[address] = deque(answers)
        return self

    async def send(self, message: Message) -> Receipt:
        """Remember the message and answer."""
        self.sent.append(message)
        number = len(self.sent)
        self._under_way += 1
        self.at_once = max(self.at_once, self._under_way)
        try:
            if self.gate is not None:
                await self.gate.wait()
            receipt = await self._answer(message, number)
        finally:
            self._under_way -= 1
        if receipt.outcome is Outcome.ACCEPTED:
            self.accepted.append(message)
        return receipt

    async def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True

    async def _answer(self, message: Message, number: int) -> Receipt:
        accepted = Receipt(Outcome.ACCEPTED, provider_id=f"memory-{number}")
        answers = self._answers.get(message.to, deque())
        while answers:
            last = len(answers) == 1
            answer = answers[0] if last else answers.popleft()
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, Receipt):
                return answer
            await asyncio.sleep(answer)
            if last:
                break
        return accepted


class _MemoryOfMail(Memory):
    medium: ClassVar[Medium] = Medium.EMAIL


_CARRIERS: dict[Medium, type[Memory]] = {Medium.SMS: Memory, Medium.EMAIL: _MemoryOfMail}
