"""Channel senders: one channel as one lane uses it, with connections, slots and a breaker of its
own."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from channels import ChannelFailure, ChannelSettings, Message, Receipt
from channels.registry import Contained
from delivery.sending.batches import LONGEST_BATCH, LaneQueue
from delivery.sending.breakers import LaneBreaker
from delivery.sending.messages import ClaimedMessage

# With the epoch of the breaker in which it leaves.
QueuedMessage = tuple[ClaimedMessage, int]

log = structlog.get_logger(__name__)


class ChannelSender:
    """Sends what stands in its queue, many at once; `peers` are the breakers of the same channel in
    this process."""

    def __init__(
        self,
        lane_queue: LaneQueue,
        channel: Contained,
        settings: ChannelSettings,
        peers: list[LaneBreaker],
    ) -> None:
        self.lane_queue = lane_queue
        self.channel = channel
        # The next batch is claimed while the last one leaves.
        self.breaker = LaneBreaker(settings.concurrency + LONGEST_BATCH, peers)
        self.queue: asyncio.Queue[QueuedMessage] = asyncio.Queue()
        self._concurrency = settings.concurrency
        self.deadline = settings.deadline  # seconds after which one message is given up
        self._slots: list[asyncio.Task[None]] = []

    @property
    def longest(self) -> int:
        """How many messages may be claimed at once: a channel on probation is given no more than
        may leave."""
        return LONGEST_BATCH if self.breaker.closed else self.breaker.spare

    def start(self, serve: "Callable[[ChannelSender], Awaitable[None]]") -> None:
        """Let the slots serve the queue, unless they do already."""
        if not self._slots:
            self._slots = [asyncio.ensure_future(serve(self)) for _ in range(self._concurrency)]

    async def stop(self) -> None:
        """Let the slots go."""
        slots, self._slots = self._slots, []
        for slot in slots:
            slot.cancel()
        await asyncio.gather(*slots, return_exceptions=True)

    def take_back(self) -> list[ClaimedMessage]:
        """Those who wait for a slot and have not left."""
        back = []
        while not self.queue.empty():
            claimed, epoch = self.queue.get_nowait()
            back.append(claimed)
            self.queue.task_done()
            self.breaker.gives(epoch)
        return back

    async def send(self, message: Message, epoch: int) -> Receipt:
        """Hand a message to the channel, and tell the breaker; raises ChannelFailure when the
        channel is the cause."""
        try:
            receipt = await self.channel.send(message, seconds=self.deadline)
        except ChannelFailure as failure:
            self._rest(failure, epoch)
            raise
        blocked = self.channel.blocked()
        if blocked is None:
            worked = self.breaker.closed
            self.breaker.answered(receipt, epoch)
            if worked is not self.breaker.closed:
                self._log("channel breaks" if worked else "channel recovers")
        else:
            self._rest(blocked, epoch)
        return receipt

    def _rest(self, failure: ChannelFailure, epoch: int) -> None:
        worked = self.breaker.closed
        self.breaker.failed(failure, epoch)
        self._log("channel breaks" if worked else "channel rests")

    def _log(self, what: str) -> None:
        log.warning(
            what, channel=self.lane_queue.channel, lane=self.lane_queue.lane, why=self.breaker.why
        )
