"""Runways at work: claim a flight, send its messages many at once, note how each ended. Nothing
here waits for a stranger."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

import structlog
from sqlmodel import Session

from channels import ChannelFailure, Receipt, Suspected
from delivery.runs import FEWEST
from delivery.send_log import SendResult
from delivery.sending.batches import Batch, claim_batch, is_due
from delivery.sending.context import SendingContext
from delivery.sending.messages import ClaimedMessage
from delivery.sending.senders import ChannelSender
from delivery.sending.waits import wait_for_change, wait_unless
from delivery.workers import renew
from runtime import Problem

LOOK_SECONDS = 1.0  # while the last messages are in the air, something new may come due
PAUSED_SECONDS = 1.0
STOPPED_SECONDS = 5.0  # between two looks whether staff have let a stopped lane go on

log = structlog.get_logger(__name__)


class LaneSender:
    """Serves one lane of one medium. The first of its carriers sends; while that one rests, the
    next in order does."""

    def __init__(self, carriers: Sequence[ChannelSender], context: SendingContext) -> None:
        self.carriers = tuple(carriers)
        self.runway = self.carriers[0].runway
        self._context = context
        self._grounded = ""
        self._grounded_until = 0.0
        self._bell = asyncio.Event()
        # When this lane last looked for messages, or one of its messages ended.
        self.moved_at = monotonic()
        for carrier in self.carriers:
            carrier.breaker.bell = self._bell

    @property
    def trouble(self) -> str:
        """Why nothing can leave now; empty while any carrier works."""
        if self._grounded or any(carrier.breaker.closed for carrier in self.carriers):
            return self._grounded
        return self.carriers[0].breaker.why

    async def drain(self) -> None:
        """Send everything that is due in this lane; returns when nothing is and all has landed, or
        when the worker stops."""
        await wait_unless(self._context.stop, self._grounded_until - monotonic())
        try:
            if await self._look():
                await self._send_all()
            await self._land()
        except Exception:
            # What is in the air lands, whatever keeps the next flight from being claimed.
            for carrier in self.carriers:
                await carrier.queue.join()
            raise
        finally:
            for carrier in self.carriers:
                await carrier.dismiss()

    async def close(self) -> None:
        """Close the connections, all at once: each may take its time."""
        await asyncio.gather(*(carrier.channel.close() for carrier in self.carriers))

    async def _send_all(self) -> None:
        landed = False
        while carrier := await self._ready():
            era = carrier.breaker.era  # it may open while the flight is claimed
            flight = await self._claim(carrier)
            if flight.passengers:
                await self._feed(carrier, flight, era)
                landed = False
            elif flight.wait:
                await wait_unless(self._context.stop, flight.wait)
            elif landed:
                return
            else:
                landed = await self._landed()

    async def _ready(self) -> ChannelSender | None:
        """The first carrier in order that is not resting, once it has room; None when the worker
        stops."""
        while not self._context.stop.is_set():
            await wait_unless(self._context.stop, self._grounded_until - monotonic())
            if self._context.recorder.refused >= FEWEST:
                # They may stop the lane: no further flight before that is known.
                await self._context.recorder.store()
            resting = []
            for carrier in self.carriers:
                self._heed(carrier)
                if carrier.breaker.ready():
                    return carrier
                if carrier.breaker.closed:
                    break
                resting.append(carrier.breaker)
            # With a message out it is its landing that changes something, else the end of the first
            # rest.
            rest_over = min((each.until for each in resting if each.limit == 0), default=None)
            await wait_for_change(self._bell, self._context.stop, rest_over)
        return None

    def _heed(self, carrier: ChannelSender) -> None:
        """Let a carrier rest whose lane stands still until staff decide."""
        code, breaker = self._stopped(carrier), carrier.breaker
        if code is not None and (breaker.closed or monotonic() >= breaker.until):
            breaker.failed(Suspected(code, retry_after=STOPPED_SECONDS), breaker.era)

    def _stopped(self, carrier: ChannelSender) -> str | None:
        return self._context.stops.of_lane(carrier.runway.channel, carrier.runway.lane)

    async def _claim(self, carrier: ChannelSender) -> Batch:
        context, most, fresh_first = self._context, carrier.longest, carrier.breaker.shy

        def work(session: Session) -> Batch:
            renew(session, carrier.runway.worker_id)
            return claim_batch(
                session, carrier.runway, context.stationery, most, fresh_first=fresh_first
            )

        with self._grounding(), context.lease.renewing():
            return await context.database.write(work)

    async def _look(self) -> bool:
        """Whether anything is due here; looking takes no lock."""
        lane, medium = self.runway.lane, self.runway.medium
        with self._grounding():
            return await self._context.database.read(lambda session: is_due(session, lane, medium))

    async def _feed(self, carrier: ChannelSender, flight: Batch, era: int) -> None:
        """Hand a flight to the slots at the channel's pace; when trouble comes, the rest goes back
        to the queue."""
        carrier.man(self._serve)
        breaker, rate = carrier.breaker, carrier.runway.rate
        leaves = monotonic() + flight.wait
        for number, passenger in enumerate(flight.passengers):
            if rate is not None:
                await wait_unless(self._context.stop, leaves - monotonic())
                leaves += passenger.message.wording.parts / rate
            while breaker.era == era and breaker.out >= breaker.limit:
                self._bell.clear()
                await self._bell.wait()
            if breaker.era != era or self._context.stop.is_set():
                self._context.recorder.returned([*carrier.recall(), *flight.passengers[number:]])
                return
            carrier.queue.put_nowait((passenger, breaker.takes()))

    async def _serve(self, carrier: ChannelSender) -> None:
        while True:
            passenger, era = await carrier.queue.get()
            try:
                await self._carry(carrier, passenger, era)
            finally:
                carrier.breaker.gives(era)
                carrier.queue.task_done()

    async def _carry(self, carrier: ChannelSender, passenger: ClaimedMessage, era: int) -> None:
        context = self._context
        gone = passenger.message.seconds_left <= 0 or not context.lease.covers(passenger.claimed_at)
        called_off = context.stop.is_set() or era != carrier.breaker.era
        halted = called_off or self._stopped(carrier) is not None
        if gone or passenger.dispatch_id in context.stops or halted or not self._noted(passenger):
            context.recorder.returned([passenger])
            return
        context.recorder.begun()
        landing = await self._send(carrier, passenger, era)
        try:
            context.flight_log.ended(landing)
        except OSError:
            log.warning("flight log cannot be written")
        context.recorder.landed(landing)
        self.moved_at = monotonic()

    async def _send(
        self, carrier: ChannelSender, passenger: ClaimedMessage, era: int
    ) -> SendResult:
        try:
            receipt = await carrier.send(passenger.message, era)
        except ChannelFailure as failure:
            receipt = Receipt(failure.outcome, code=failure.code)
            # It is not the person's fault: they are next, as soon as anything can leave here.
            return SendResult(
                passenger.claim, receipt, min(each.breaker.until for each in self.carriers)
            )
        return SendResult(passenger.claim, receipt)

    def _noted(self, passenger: ClaimedMessage) -> bool:
        """Whether the flight log says that this message leaves; one that cannot be noted must not
        leave."""
        try:
            self._context.flight_log.begun(passenger.claim)
        except OSError:
            self._ground("flight log")
            return False
        return True

    async def _landed(self) -> bool:
        """Wait until all has landed and is stored; no longer than until something new is due, and
        then it is false."""
        landing = asyncio.ensure_future(self._land())
        try:
            while not (await asyncio.wait({landing}, timeout=LOOK_SECONDS))[0]:
                if await self._look():
                    return False
            await landing
        finally:
            landing.cancel()
        return True

    async def _land(self) -> None:
        for carrier in self.carriers:
            await carrier.queue.join()
        await self._context.recorder.store()

    @contextmanager
    def _grounding(self) -> Iterator[None]:
        """Keep this crew on the ground for a while when the database does not answer."""
        self.moved_at = monotonic()
        try:
            yield
        except Problem as problem:
            self._ground(type(problem).__name__)
            raise
        self._grounded = ""

    def _ground(self, why: str) -> None:
        self._grounded, self._grounded_until = why, monotonic() + PAUSED_SECONDS
