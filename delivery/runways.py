"""Runways at work: claim a flight, send its messages many at once, note how each ended. Nothing here waits for a stranger."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic, time

import structlog

from channels import (
    Channel,
    ChannelFailure,
    ChannelSettings,
    Message,
    Misconfigured,
    Outcome,
    Receipt,
    Throttled,
    Unavailable,
)
from delivery.flightlog import FlightLog, Landing
from delivery.flights import LONGEST_FLIGHT, Flight, Passenger, Runway, Stationery, claim
from delivery.recorder import Recorder
from delivery.stopping import Stops
from runtime import Database, Problem

QUEUE = LONGEST_FLIGHT  # the next flight is claimed while the last one leaves
# First pause in seconds after a failure of the channel, and the longest; each failure in a row doubles it.
RESTS: Mapping[type[ChannelFailure], tuple[float, float]] = {
    Throttled: (0.5, 30.0),
    Misconfigured: (30.0, 60.0),
    ChannelFailure: (1.0, 30.0),
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Station:
    """What the runways of one worker share."""

    database: Database
    stationery: Stationery
    flight_log: FlightLog
    recorder: Recorder
    stop: asyncio.Event
    stops: Stops


class Crew:
    """Serves one runway with slots and connections of its own."""

    def __init__(self, runway: Runway, channel: Channel, settings: ChannelSettings, station: Station) -> None:
        self.runway = runway
        self.channel = channel
        self.trouble = ""
        self._slots = settings.concurrency
        self._deadline = settings.deadline
        self._station = station
        self._failures = 0
        self._rest_until = 0.0

    async def drain(self) -> None:
        """Send everything that is due on this runway; returns when nothing is, or when the worker stops."""
        await self._rested()
        queue: asyncio.Queue[Passenger] = asyncio.Queue(QUEUE)
        slots: list[asyncio.Task[None]] = []
        try:
            while not self._station.stop.is_set():
                flight = await self._claim()
                if flight.passengers:
                    slots = slots or [asyncio.create_task(self._serve(queue)) for _ in range(self._slots)]
                    await self._feed(queue, flight)
                    if not self._halted():
                        continue
                # What could not leave is in the queue of the database again before anything else is claimed.
                await queue.join()
                await self._station.recorder.store()
                if not self._halted():
                    break
                await self._rested()
        except Problem:
            await queue.join()  # what is in the air lands, whatever keeps the next flight from being claimed
            raise
        finally:
            for slot in slots:
                slot.cancel()
            await asyncio.gather(*slots, return_exceptions=True)

    async def _claim(self) -> Flight:
        station = self._station
        try:
            return await station.database.write(
                lambda session: claim(session, self.runway, station.stationery)
            )
        except Problem as problem:
            self._rest(Unavailable(type(problem).__name__))
            raise

    async def _feed(self, queue: asyncio.Queue[Passenger], flight: Flight) -> None:
        """Hand a flight to the slots at the channel's pace; when trouble comes, the rest goes back to the queue."""
        leaves = monotonic() + flight.wait
        for number, passenger in enumerate(flight.passengers):
            if self.runway.rate is not None:
                await self._pause(leaves - monotonic())
                leaves += passenger.message.wording.parts / self.runway.rate
            if self._halted():
                self._station.recorder.returned(flight.passengers[number:])
                return
            await queue.put(passenger)

    async def _serve(self, queue: asyncio.Queue[Passenger]) -> None:
        while True:
            passenger = await queue.get()
            try:
                await self._carry(passenger)
            finally:
                queue.task_done()

    async def _carry(self, passenger: Passenger) -> None:
        station = self._station
        late = passenger.message.expires_at.timestamp() <= time()
        if late or passenger.dispatch_id in station.stops or self._halted() or not self._noted(passenger):
            station.recorder.returned([passenger])
            return
        station.recorder.begun()
        landing = Landing(passenger.claim, await self._send(passenger.message))
        try:
            station.flight_log.ended(landing)
        except OSError:
            log.warning("flight log cannot be written")
        station.recorder.landed(landing)

    def _noted(self, passenger: Passenger) -> bool:
        """Whether the flight log says that this message leaves; one that cannot be noted must not leave."""
        try:
            self._station.flight_log.begun(passenger.claim)
        except OSError:
            self._rest(Unavailable("flight log"))
            return False
        return True

    async def _send(self, message: Message) -> Receipt:
        try:
            async with asyncio.timeout(self._deadline):
                receipt = await self.channel.send(message)
        except ChannelFailure as failure:
            self._rest(failure)
            return Receipt(failure.outcome, code=failure.code)
        except TimeoutError:
            return Receipt(Outcome.UNKNOWN, code="deadline")
        except Exception as bug:  # an adapter's bug is this message's fate and nobody else's
            log.exception("channel raised what it must not raise", channel=self.runway.channel)
            return Receipt(Outcome.UNKNOWN, code=type(bug).__name__)
        self._failures, self.trouble = 0, ""
        return receipt

    def _halted(self) -> bool:
        """Whether nothing more may leave now: the worker stops, or the channel rests after a failure."""
        return self._station.stop.is_set() or monotonic() < self._rest_until

    def _rest(self, failure: ChannelFailure) -> None:
        """Leave the channel alone for a while; messages already in the air are waited for, not recalled."""
        first, longest = next(span for kind, span in RESTS.items() if isinstance(failure, kind))
        seconds = failure.retry_after or min(longest, first * 2**self._failures)
        self._failures = min(self._failures + 1, 10)
        self._rest_until = max(self._rest_until, monotonic() + seconds)
        self.trouble = f"{failure.outcome} {failure.code}".strip()
        log.warning("channel rests", channel=self.runway.channel, lane=self.runway.lane, why=self.trouble)

    async def _rested(self) -> None:
        await self._pause(self._rest_until - monotonic())

    async def _pause(self, seconds: float) -> None:
        """Wait, unless the worker is told to stop first."""
        if seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._station.stop.wait(), seconds)
