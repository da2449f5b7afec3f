"""Events: what a provider tells of a message after it took it, by a callback or when it is
asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from channels.contract import Outcome


class Fate(StrEnum):
    """What a provider tells of a message afterwards."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a provider tells of one message: `status` is its own word, `outcome` the cause when
    it was not delivered.

    `token` and `attempt` are the message's own, as they came back; empty and 0 when the provider
    does not know them. `understood` is false for a status that nobody has described yet: it proves
    no more than that the provider has the message."""

    provider_id: str
    status: str
    fate: Fate
    outcome: Outcome = Outcome.ACCEPTED
    code: str = ""
    token: str = ""
    attempt: int = 0
    understood: bool = True


@dataclass(frozen=True, slots=True)
class Callback:
    """A request as a provider made it: `query` is what stands behind the path, as it came; header
    names are in lower case."""

    query: str
    headers: Mapping[str, str]
    body: bytes


@runtime_checkable
class TakesCallbacks(Protocol):
    """A channel whose provider tells by HTTP what became of messages: POST /callbacks/<the
    channel's name>.

    `read_callback` raises ForgedCallback when the provider did not sign it, and UnreadableCallback
    when it makes no sense."""

    def read_callback(self, callback: Callback) -> Sequence[Event]: ...


@runtime_checkable
class Answers(Protocol):
    """A channel whose provider can be asked what became of a message it accepted; None when it does
    not know yet."""

    async def ask(self, provider_id: str) -> Event | None: ...
