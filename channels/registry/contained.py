"""Contained: a channel as Tocsin uses it. Whatever its adapter does, the trouble stays its own.

Every call ends in time. What is raised is a ChannelFailure, an AdapterFault, a TimeoutError, or
what the contract names."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

import structlog

from channels.contract import Channel, Finding, Message, Outcome, Probes, Receipt, TellsTime, Writes
from channels.events import Answers, Callback, Event, TakesCallbacks
from channels.failures import ChannelFailure, ForgedCallback, UnreadableCallback
from channels.headers import UnsafeHeader
from channels.registry.bounded import bounded, caught
from channels.registry.checked import AdapterFault, event_of, events_of, findings_of, receipt_of
from channels.registry.threads import AdapterThread
from runtime import Exit, Problem, said

T = TypeVar("T")

DEADLINE = "deadline"  # the code of a message that was given up
CLOSE_SECONDS, PROBE_SECONDS, ASK_SECONDS, READ_SECONDS = 5.0, 30.0, 30.0, 5.0

log = structlog.get_logger(__name__)


class CallbackFailed(Problem):
    """What the provider told could not be read because the channel's own program has a fault:
    `tocsin doctor` names the channel. Messages of which nothing is heard are asked after."""

    exit = Exit.UNREACHABLE
    status = 500


class Contained:
    """One channel object; `thread` is where an adapter runs that is not ours, None for one that
    is."""

    def __init__(self, name: str, channel: Channel, thread: AdapterThread | None = None) -> None:
        self.name = name
        self._channel = channel
        self._thread = thread

    @property
    def takes_callbacks(self) -> bool:
        """Whether its provider tells what became of messages."""
        return isinstance(self._channel, TakesCallbacks)

    @property
    def answers(self) -> bool:
        """Whether its provider can be asked what became of a message."""
        return isinstance(self._channel, Answers)

    @property
    def writes(self) -> bool:
        """Whether it shows what it would send."""
        return isinstance(self._channel, Writes)

    @property
    def tells_time(self) -> bool:
        """Whether its provider's answers show the time."""
        return isinstance(self._channel, TellsTime)

    def blocked(self) -> ChannelFailure | None:
        """The failure of an adapter that has kept its event loop waiting since this was last asked;
        None when it has not."""
        return self._thread.blocked() if self._thread is not None else None

    async def send(self, message: Message, *, seconds: float) -> Receipt:
        """How it ended; unknown, with the code of the fault, when the adapter does not say. Raises
        ChannelFailure alone."""
        try:
            return receipt_of(await self._do(lambda: self._channel.send(message), seconds))
        except AdapterFault as fault:
            self._tell(fault)
            return Receipt(Outcome.UNKNOWN, code=fault.code)
        except TimeoutError:
            return Receipt(Outcome.UNKNOWN, code=DEADLINE)

    async def ask(self, provider_id: str, *, seconds: float = ASK_SECONDS) -> Event | None:
        """What became of a message; None when nobody knows. Raises ChannelFailure alone."""
        assert isinstance(self._channel, Answers)
        channel = self._channel
        try:
            told = await self._do(lambda: channel.ask(provider_id), seconds)
            return None if told is None else event_of(told)
        except AdapterFault as fault:
            self._tell(fault)
        except TimeoutError:
            log.warning("provider cannot be asked", channel=self.name, why=DEADLINE)
        return None

    async def probe(self, *, seconds: float = PROBE_SECONDS) -> Sequence[Finding]:
        """What it finds in itself; a fault of the adapter's is a finding too."""
        if not isinstance(self._channel, Probes):
            return [Finding(True, said("is set up; it cannot examine itself"))]
        try:
            return findings_of(await self._do(self._channel.probe, seconds))
        except TimeoutError:
            why = said("did not end its own check within {seconds:.0f} s", seconds=seconds)
        except ChannelFailure as failure:
            why = said("does not work: {code}", code=failure.code or failure.outcome)
        except AdapterFault as fault:
            self._tell(fault)
            why = said(
                "failed in its own check ({code}, {where})",
                code=fault.code,
                where=fault.where or "?",
            )
        return [Finding(False, why, said("Tell whoever wrote it; docs/channels.md, Its tests."))]

    async def told_time(self, *, seconds: float = READ_SECONDS) -> datetime | None:
        """What the provider's clock shows now; None when it has told nothing lately, or its adapter
        cannot say."""
        if not isinstance(self._channel, TellsTime):
            return None
        try:
            told = await self._at_once(self._channel.told_time, (), seconds)
        except AdapterFault as fault:
            self._tell(fault)
        except (ChannelFailure, TimeoutError):
            log.warning("provider's time cannot be read", channel=self.name)
        else:
            return told if isinstance(told, datetime) and told.tzinfo else None
        return None

    async def read_callback(
        self, callback: Callback, *, seconds: float = READ_SECONDS
    ) -> Sequence[Event]:
        """What a provider tells; raises ForgedCallback, UnreadableCallback or CallbackFailed."""
        assert isinstance(self._channel, TakesCallbacks)
        channel = self._channel
        meant = (ForgedCallback, UnreadableCallback)
        try:
            return events_of(
                await self._at_once(lambda: channel.read_callback(callback), meant, seconds)
            )
        except AdapterFault as fault:
            self._tell(fault)
        except (ChannelFailure, TimeoutError):
            log.warning("callback cannot be read", channel=self.name)
        raise CallbackFailed(said("The channel '{name}' has a fault.", name=self.name))

    async def write(self, message: Message, *, seconds: float = READ_SECONDS) -> bytes:
        """The whole message as it would go out; raises UnsafeHeader, AdapterFault or
        TimeoutError."""
        assert isinstance(self._channel, Writes)
        channel = self._channel
        raw = await self._at_once(lambda: channel.write(message), (UnsafeHeader,), seconds)
        if not isinstance(raw, bytes):
            raise AdapterFault("no_bytes")
        return raw

    async def close(self, *, seconds: float = CLOSE_SECONDS) -> None:
        """Free what it pooled; what does not let go in time is left to the end of the process."""
        try:
            if self._thread is None or self._thread.is_running:
                await self._do(self._channel.close, seconds)
        except AdapterFault as fault:
            self._tell(fault)
        except (ChannelFailure, TimeoutError):
            log.warning("channel does not close", channel=self.name)
        if self._thread is not None:
            await self._thread.end()

    async def _do(self, work: Callable[[], Awaitable[T]], seconds: float) -> T:
        if self._thread is None:
            return await bounded(work, seconds)
        return await self._thread.do(work, seconds)

    async def _at_once(
        self, work: Callable[[], T], meant: tuple[type[Exception], ...], seconds: float
    ) -> T:
        """What is no coroutine: here, or for somebody else's adapter on its thread."""
        if self._thread is None:
            return caught(work, *meant)

        async def there() -> T | Exception:
            try:
                return work()
            except meant as problem:
                return problem

        ended = await self._thread.do(there, seconds)
        if isinstance(ended, Exception):
            raise ended
        return ended

    def _tell(self, fault: AdapterFault) -> None:
        log.error("adapter has a fault", channel=self.name, code=fault.code, where=fault.where)
