"""Whether the lanes of a worker move, which a service manager is told."""

from channels import Unavailable
from channels.testing import Memory
from delivery.sending import DeliveryWorker
from delivery.sending.loop import LaneSender
from delivery.sending.worker import STILL_SECONDS
from tests.delivery.conftest import PostRoom

DEADLINE = 5.0


def worker_of(room: PostRoom, lane_sender: LaneSender) -> DeliveryWorker:
    return DeliveryWorker((lane_sender,), room.worker()[1].recorder, {})


async def test_a_lane_that_stands_still_is_noticed(post_room: PostRoom) -> None:
    lane_sender = post_room.lane_sender(Memory(), deadline=DEADLINE)
    worker = worker_of(post_room, lane_sender)
    assert worker.moves()

    lane_sender.moved_at -= DEADLINE + STILL_SECONDS

    assert not worker.moves()


async def test_a_lane_with_nothing_to_send_moves(post_room: PostRoom) -> None:
    lane_sender = post_room.lane_sender(Memory(), deadline=DEADLINE)
    lane_sender.moved_at -= DEADLINE + STILL_SECONDS

    await lane_sender.drain()

    assert worker_of(post_room, lane_sender).moves()


async def test_a_lane_whose_channel_rests_does_not_stand_still(post_room: PostRoom) -> None:
    lane_sender = post_room.lane_sender(Memory(), deadline=DEADLINE)
    lane_sender.moved_at -= DEADLINE + STILL_SECONDS
    breaker = lane_sender.senders[0].breaker

    breaker.failed(Unavailable("503"), breaker.epoch)

    assert worker_of(post_room, lane_sender).moves()
