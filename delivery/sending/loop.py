"""The loop of a lane: claim a batch, send its messages many at once, note how each ended. Nothing
here waits for a stranger."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

import structlog
from sqlmodel import Session

from channels import ChannelFailure, Receipt
from channels.registry import Suspected
from delivery.runs import FEWEST
from delivery.send_log import SendResult
from delivery.sending.batches import Batch, claim_batch, is_due
from delivery.sending.context import SendingContext
from delivery.sending.messages import ClaimedMessage
from delivery.sending.senders import ChannelSender
from delivery.sending.waits import wait_for_change
from delivery.workers import renew
from runtime import Problem
from runtime.waits import wait_for_event

# While the last messages are being sent, something new may come due.
LOOK_SECONDS = 1.0
PAUSED_SECONDS = 1.0
# Between two looks whether staff have let a stopped lane go on.
STOPPED_SECONDS = 5.0

log = structlog.get_logger(__name__)


class LaneSender:
    """Serves one lane of one medium. The first of its channels sends; while that one rests, the
    next in order does."""

    def __init__(self, senders: Sequence[ChannelSender], context: SendingContext) -> None:
        self.senders = tuple(senders)
        self.lane_queue = self.senders[0].lane_queue
        self._context = context
        self._paused = ""
        self._paused_until = 0.0
        self._changed = asyncio.Event()
        # When this lane last looked for messages, or one of its messages ended.
        self.moved_at = monotonic()
        for sender in self.senders:
            sender.breaker.changed = self._changed

    @property
    def trouble(self) -> str:
        """Why nothing can leave now; empty while any channel works."""
        if self._paused or any(sender.breaker.closed for sender in self.senders):
            return self._paused
        return self.senders[0].breaker.why

    async def drain(self) -> None:
        """Send everything that is due in this lane; returns when nothing is and all has ended, or
        when the worker stops."""
        await wait_for_event(self._context.stop, self._paused_until - monotonic())
        try:
            if await self._look():
                await self._send_all()
            await self._finish()
        except Exception:
            # What is being sent ends, whatever keeps the next batch from being claimed.
            for sender in self.senders:
                await sender.queue.join()
            raise
        finally:
            for sender in self.senders:
                await sender.stop()

    async def close(self) -> None:
        """Close the connections, all at once: each may take its time."""
        await asyncio.gather(*(sender.channel.close() for sender in self.senders))

    async def _send_all(self) -> None:
        finished = False
        while sender := await self._ready():
            epoch = sender.breaker.epoch  # it may open while the batch is claimed
            batch = await self._claim(sender)
            if batch.messages:
                await self._feed(sender, batch, epoch)
                finished = False
            elif batch.wait:
                await wait_for_event(self._context.stop, batch.wait)
            elif finished:
                return
            else:
                finished = await self._finished()

    async def _ready(self) -> ChannelSender | None:
        """The first channel in order that is not resting, once it has room; None when the worker
        stops."""
        while not self._context.stop.is_set():
            await wait_for_event(self._context.stop, self._paused_until - monotonic())
            if self._context.recorder.refused >= FEWEST:
                # They may stop the lane: no further batch before that is known.
                await self._context.recorder.store()
            resting = []
            for sender in self.senders:
                self._rest_if_stopped(sender)
                if sender.breaker.ready():
                    return sender
                if sender.breaker.closed:
                    break
                resting.append(sender.breaker)
            # With a message out it is its end that changes something, else the end of the first
            # rest.
            rest_over = min((each.until for each in resting if each.limit == 0), default=None)
            await wait_for_change(self._changed, self._context.stop, rest_over)
        return None

    def _rest_if_stopped(self, sender: ChannelSender) -> None:
        """Let a channel rest whose lane stands still until staff decide."""
        code, breaker = self._stopped(sender), sender.breaker
        if code is not None and (breaker.closed or monotonic() >= breaker.until):
            breaker.failed(Suspected(code, retry_after=STOPPED_SECONDS), breaker.epoch)

    def _stopped(self, sender: ChannelSender) -> str | None:
        return self._context.stops.of_lane(sender.lane_queue.channel, sender.lane_queue.lane)

    async def _claim(self, sender: ChannelSender) -> Batch:
        context, most, fresh_first = self._context, sender.longest, sender.breaker.cautious

        def work(session: Session) -> Batch:
            renew(session, sender.lane_queue.worker_id)
            return claim_batch(
                session, sender.lane_queue, context.builder, most, fresh_first=fresh_first
            )

        with self._pausing(), context.lease.renewing():
            return await context.database.write(work)

    async def _look(self) -> bool:
        """Whether anything is due here; looking takes no lock."""
        lane, medium = self.lane_queue.lane, self.lane_queue.medium
        with self._pausing():
            return await self._context.database.read(lambda session: is_due(session, lane, medium))

    async def _feed(self, sender: ChannelSender, batch: Batch, epoch: int) -> None:
        """Hand a batch to the slots at the channel's pace; when trouble comes, the rest goes back
        to the queue."""
        sender.start(self._serve)
        breaker, rate = sender.breaker, sender.lane_queue.rate
        leaves = monotonic() + batch.wait
        for number, claimed in enumerate(batch.messages):
            if rate is not None:
                await wait_for_event(self._context.stop, leaves - monotonic())
                leaves += claimed.message.wording.parts / rate
            while breaker.epoch == epoch and breaker.out >= breaker.limit:
                self._changed.clear()
                await self._changed.wait()
            if breaker.epoch != epoch or self._context.stop.is_set():
                self._context.recorder.returned([*sender.take_back(), *batch.messages[number:]])
                return
            sender.queue.put_nowait((claimed, breaker.takes()))

    async def _serve(self, sender: ChannelSender) -> None:
        while True:
            claimed, epoch = await sender.queue.get()
            try:
                await self._send_claimed(sender, claimed, epoch)
            finally:
                sender.breaker.gives(epoch)
                sender.queue.task_done()

    async def _send_claimed(
        self, sender: ChannelSender, claimed: ClaimedMessage, epoch: int
    ) -> None:
        context = self._context
        gone = claimed.message.seconds_left <= 0 or not context.lease.covers(claimed.claimed_at)
        called_off = context.stop.is_set() or epoch != sender.breaker.epoch
        halted = called_off or self._stopped(sender) is not None
        if gone or claimed.dispatch_id in context.stops or halted or not self._noted(claimed):
            context.recorder.returned([claimed])
            return
        context.recorder.begun()
        result = await self._send(sender, claimed, epoch)
        try:
            context.send_log.ended(result)
        except OSError:
            log.warning("flight log cannot be written")
        context.recorder.ended(result)
        self.moved_at = monotonic()

    async def _send(self, sender: ChannelSender, claimed: ClaimedMessage, epoch: int) -> SendResult:
        try:
            receipt = await sender.send(claimed.message, epoch)
        except ChannelFailure as failure:
            receipt = Receipt(failure.outcome, code=failure.code)
            # It is not the person's fault: they are next, as soon as anything can leave here.
            return SendResult(
                claimed.claim, receipt, min(each.breaker.until for each in self.senders)
            )
        return SendResult(claimed.claim, receipt)

    def _noted(self, claimed: ClaimedMessage) -> bool:
        """Whether the send log says that this message leaves; one that cannot be noted must not
        leave."""
        try:
            self._context.send_log.begun(claimed.claim)
        except OSError:
            self._pause_sending("flight log")
            return False
        return True

    async def _finished(self) -> bool:
        """Wait until all has ended and is stored; no longer than until something new is due, and
        then it is false."""
        result = asyncio.ensure_future(self._finish())
        try:
            while not (await asyncio.wait({result}, timeout=LOOK_SECONDS))[0]:
                if await self._look():
                    return False
            await result
        finally:
            result.cancel()
        return True

    async def _finish(self) -> None:
        for sender in self.senders:
            await sender.queue.join()
        await self._context.recorder.store()

    @contextmanager
    def _pausing(self) -> Iterator[None]:
        """Pause this lane for a while when the database does not answer."""
        self.moved_at = monotonic()
        try:
            yield
        except Problem as problem:
            self._pause_sending(type(problem).__name__)
            raise
        self._paused = ""

    def _pause_sending(self, why: str) -> None:
        self._paused, self._paused_until = why, monotonic() + PAUSED_SECONDS
