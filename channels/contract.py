"""The contract of a channel: one message in, one receipt out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import inf
from pathlib import Path
from time import monotonic
from typing import ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field


class Medium(StrEnum):
    """What a message travels by, whoever carries it."""

    SMS = "sms"
    EMAIL = "email"


class Variant(StrEnum):
    """For whom words are: the people an alert concerns, or those told before whom an update
    concerns no more."""

    MAIN = "main"
    RELEASED = "released"


class Letters(StrEnum):
    """In which letters an SMS is written: the usual ones, by the template's policy (capitals of
    GSM 03.38, many of them Latin), or the normal ones, which a screen reader reads as words."""

    USUAL = "usual"
    UNICODE = "unicode"


class Outcome(StrEnum):
    """How one attempt ended: a closed set, the same word in the table, the metric and the
    report."""

    ACCEPTED = "accepted"
    INVALID_RECIPIENT = "invalid_recipient"
    OPTED_OUT = "opted_out"
    CONTENT_REJECTED = "content_rejected"
    MISCONFIGURED = "misconfigured"
    UNAUTHORISED = "unauthorised"
    THROTTLED = "throttled"
    TRANSIENT = "transient"
    UNKNOWN = "unknown"


class Trial(StrEnum):
    """How a channel that cannot leave this machine ends each message: nobody gets it."""

    NONE = ""  # it leaves, as far as we know
    FILE = "file"
    SANDBOX = "sandbox"


# Stands in a wording where each person's own unsubscribe link goes; a channel puts
# `Message.unsubscribe` there.
UNSUBSCRIBE_SLOT = "%unsubscribe%"


@dataclass(frozen=True, slots=True)
class Wording:
    """The frozen words of one medium, language, variant and letters; the same object for every
    message that carries them."""

    id: int
    medium: Medium
    language: str
    text: str
    subject: str = ""
    html: str = ""
    parts: int = 1
    variant: Variant = Variant.MAIN
    letters: Letters = Letters.USUAL


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address; `token` is the delivery's own and stays the same when it is
    repeated.

    `replies_to` are the tokens of the messages to the same address that this one follows, the first
    one first: what an update updates. `leave_by` is `expires_at` by `time.monotonic()`, so that no
    clock that is set wrong makes it late. `requested` is whether its recipient has just asked for
    it, as for a code of the form; strangers can ask for those."""

    token: str
    to: str
    wording: Wording
    expires_at: datetime
    unsubscribe: str = ""
    attempt: int = 1
    leave_by: float = inf
    replies_to: tuple[str, ...] = ()
    requested: bool = False

    @property
    def seconds_left(self) -> float:
        """How long it is still true."""
        return self.leave_by - monotonic()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one message: the outcome, the provider's id for it and the provider's code
    (never its text)."""

    outcome: Outcome
    provider_id: str = ""
    code: str = ""


class PartLimits(BaseModel):
    """Units a part of an SMS holds, alone and in a chain: septets for GSM-7, UTF-16 units for UCS-2
    (3GPP TS 23.040)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gsm7_single: int = Field(160, gt=0)
    gsm7_chained: int = Field(153, gt=0)
    ucs2_single: int = Field(70, gt=0)
    ucs2_chained: int = Field(67, gt=0)


class ChannelSettings(BaseModel):
    """What every channel can be told in its `[channels.<name>]`; an adapter's own settings add to
    it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field("", description="the section's own name; it is filled in")
    home: Path = Path()
    municipality: Mapping[str, str] = Field(
        {}, description="its names by language; they are filled in, for a sender without a name"
    )
    rate: float | None = Field(
        None, gt=0, description="parts a second; none means as fast as the provider answers"
    )
    concurrency: int = Field(
        10, ge=1, le=500, description="messages under way at once in each lane"
    )
    deadline: float = Field(
        60.0, gt=0, description="seconds after which one message is given up as unknown"
    )
    price_per_part: float = Field(0.0, ge=0)
    part_limits: PartLimits = PartLimits()

    @property
    def provider(self) -> str:
        """What staff call whoever carries it."""
        return f"'{self.name}'"

    @property
    def trial(self) -> Trial:
        """What becomes of messages that cannot leave this machine; NONE, the default, for a channel
        that reaches people."""
        return Trial.NONE

    @property
    def tells_at(self) -> str:
        """The address at which the provider tells afterwards what became of a message; empty when
        it tells nothing."""
        return ""

    @property
    def tells(self) -> bool:
        """Whether the provider tells afterwards what became of a message it accepted."""
        return bool(self.tells_at)


class Channel(Protocol):
    """A way to carry messages: built from its settings, then asked to send, many messages at once.

    `send` returns a Receipt for what concerns this one person and raises a ChannelFailure for what
    concerns the whole channel, always before the message was accepted. It runs on one event loop;
    `close` frees what it pooled."""

    medium: ClassVar[Medium]
    Settings: ClassVar[type[ChannelSettings]]

    def __init__(self, settings: ChannelSettings) -> None: ...

    async def send(self, message: Message) -> Receipt: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a channel's self-examination, for `tocsin doctor`; `fix` is what to do about
    it."""

    good: bool
    what: str
    fix: str = ""


@runtime_checkable
class Writes(Protocol):
    """A channel that shows a message whole, as it would go out, and sends nothing; raises
    UnsafeHeader for what it would refuse."""

    def write(self, message: Message) -> bytes: ...


@runtime_checkable
class TellsTime(Protocol):
    """A channel whose provider's answers show the time there; None when it has told nothing for an
    hour."""

    def told_time(self) -> datetime | None: ...


@runtime_checkable
class Probes(Protocol):
    """A channel that can examine itself without sending anything."""

    async def probe(self) -> Sequence[Finding]: ...
