"""Endings: what becomes of an accepted message, and which callbacks tell of it when; decided by the
script's seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from channels.sandbox.script import CallbackScript

SENT, DELIVERED, UNDELIVERED, CANCELED = "sent", "delivered", "undelivered", "canceled"
MOST_COPIES = 3


@dataclass(frozen=True, slots=True)
class TimedStatus:
    """One callback: the status it tells, and how many seconds after the message was accepted."""

    status: str
    after: float


@dataclass(frozen=True, slots=True)
class MessageEnding:
    """How a message ends, with Twilio's code when it is not delivered, and what the provider tells
    of it."""

    status: str
    code: int | None
    told: tuple[TimedStatus, ...]


class DrawnEndings:
    """Draws one ending after the other."""

    def __init__(self, script: CallbackScript, seed: int) -> None:
        self._script = script
        self._random = Random(f"{seed} callbacks")

    def draw(self, to: str) -> MessageEnding:
        """The next message's ending; every message takes the same number of draws, whatever the
        script says."""
        code = self._code(to)
        undelivered = self._script.undelivered
        status = (undelivered.status if undelivered else UNDELIVERED) if code else DELIVERED
        low, high = self._script.delay
        waits = [low + (high - low) * self._random.random() for _ in range(2)]
        times = [waits[0], sum(waits)]
        if self._falls(self._script.reorder):
            times.reverse()
        told = (
            copy
            for name, at in zip((SENT, status), times, strict=True)
            for copy in self._copies(name, at)
        )
        return MessageEnding(status, None if status == CANCELED else code, tuple(told))

    def _code(self, to: str) -> int | None:
        undelivered = self._script.undelivered
        falls = self._falls(undelivered.share if undelivered else 0)
        if to in self._script.to:
            return int(self._script.to[to])
        return undelivered.code if undelivered and falls else None

    def _copies(self, status: str, at: float) -> Iterator[TimedStatus]:
        dropped, repeated = self._falls(self._script.drop), self._falls(self._script.repeat)
        more = self._random.randint(1, MOST_COPIES - 1)
        gap = self._script.delay[1] * self._random.random()
        for number in range(0 if dropped else 1 + more * repeated):
            yield TimedStatus(status, at + gap * number)

    def _falls(self, share: float) -> bool:
        return self._random.random() < share
