"""The bench: a channel and the peer it talks to, the messages it is given, and what it is asked to
end with."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from channels.contract import UNSUBSCRIBE_SLOT, Channel, Medium, Message, Outcome, Receipt, Wording
from channels.events import Callback
from channels.failures import ChannelFailure
from channels.registry.checked import code_of, seconds_of

T = TypeVar("T")

LINK = "https://tocsin.example.gr/u/AbC-123_x?t=snow&k=1"
WORDS = f"Χιονόπτωση από τις 18:00.\n.Μείνετε σπίτι = ασφαλείς. {UNSUBSCRIBE_SLOT}"
SMS_WORDS = "ΔΗΜΟΣ: Χιονόπτωση από τις 18:00. Μείνετε σπίτι."
PATIENCE_SECONDS = 30.0  # in which every call of an adapter ends, however slow the machine
LONGEST_ID = 80
ADDRESSES: Mapping[Medium, str] = {
    Medium.SMS: "+3069000000{:02}",
    Medium.EMAIL: "resident{:02}@example.org",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as the peer got it."""

    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Bench:
    """A channel, and the peer it talks to.

    `fault` makes the peer answer as one of the class's `outcomes` names; `unreachable` is the same
    channel with nobody at the other end; `secrets` are the texts that must never be told. `silence`
    lets the peer answer nothing any more, `asks_to_wait` lets it ask for a pause in these words, as
    in Retry-After. `callback` is what the peer tells of a message it took, and `stranger` the same
    channel with other secrets. What does not apply is left out."""

    channel: Channel
    received: Callable[[], Sequence[Seen]]
    fault: Callable[[str], Awaitable[None]] | None = None
    unreachable: Channel | None = None
    secrets: tuple[str, ...] = ()
    silence: Callable[[], Awaitable[None]] | None = None
    asks_to_wait: Callable[[str], Awaitable[None]] | None = None
    callback: Callable[[Message, Receipt], Callback] | None = None
    stranger: Channel | None = None


def a_message(medium: Medium, number: int = 1) -> Message:
    """A message to an invented address, in Greek, with a link if it is a mail."""
    html = (
        f'<p>Χιονόπτωση. <a href="{UNSUBSCRIBE_SLOT}">Διαγραφή</a></p>'
        if medium is Medium.EMAIL
        else ""
    )
    wording = Wording(1, medium, "el", SMS_WORDS)
    if medium is Medium.EMAIL:
        wording = replace(
            wording, text=WORDS, subject="Προειδοποίηση για έντονη χιονόπτωση", html=html
        )
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


async def end_of(
    channel: Channel, message: Message, seconds: float = PATIENCE_SECONDS
) -> Receipt | ChannelFailure:
    """How an attempt ended, as a value: both kinds have `outcome` and `code`. Any other end fails
    the test."""
    return await ended(lambda: channel.send(message), seconds)


async def ended(
    work: Callable[[], Awaitable[T]], seconds: float = PATIENCE_SECONDS
) -> T | ChannelFailure:
    """What a call of an adapter brought; fails the test when it raises what it must not raise, or
    does not end."""
    task = asyncio.ensure_future(as_value(work))
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        task.cancel()
        pytest.fail(f"it does not end within {seconds:g} s")
    if task.cancelled():
        pytest.fail("it ended itself with CancelledError")
    brought, raised = task.result()
    if isinstance(raised, ChannelFailure):
        return raised
    if raised is not None or brought is None:
        pytest.fail(
            f"it raised {type(raised).__name__}, or returned nothing: an adapter raises ChannelFailure alone"
        )
    return brought


async def as_value(work: Callable[[], Awaitable[T]]) -> tuple[T | None, BaseException | None]:
    """What work brought or raised."""
    try:
        return await work(), None
    except asyncio.CancelledError:
        raise
    except BaseException as raised:
        # SystemExit and the like would end the event loop, and the tests with it.
        return None, raised


def accepted(told: Receipt | ChannelFailure) -> Receipt:
    """The receipt of a message that was taken, with an id that can be kept."""
    assert isinstance(told, Receipt)
    assert told.outcome is Outcome.ACCEPTED
    assert isinstance(told.provider_id, str)
    assert told.provider_id.isprintable()
    assert 1 <= len(told.provider_id) <= LONGEST_ID
    return told


def assert_discreet(
    bench: Bench, message: Message, log: str, ended: Receipt | ChannelFailure
) -> None:
    """Neither the address, nor the words, nor a secret stands in an error, a receipt, the channel's
    repr or the log."""
    raised = "".join(traceback.format_exception(ended)) if isinstance(ended, ChannelFailure) else ""
    everything = "\n".join([log, repr(ended), str(ended), raised, repr(bench.channel)])
    for private in (message.to, message.to.lstrip("+"), message.wording.text, *bench.secrets):
        assert private not in everything
    assert ended.code == code_of(ended.code), (
        "a code has at most 40 of A-Za-z0-9_.- and no telephone number"
    )
    if isinstance(ended, ChannelFailure):
        assert ended.retry_after == seconds_of(ended.retry_after), (
            "Retry-After is a finite number of seconds"
        )
