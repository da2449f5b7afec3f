"""Whether the lanes of a worker move, which a service manager is told."""

from channels import Unavailable
from channels.testing import Memory
from delivery.sending import DeliveryWorker
from delivery.sending.loop import LaneSender
from delivery.sending.worker import STILL_SECONDS
from tests.delivery.conftest import PostRoom

DEADLINE = 5.0


def worker_of(room: PostRoom, crew: LaneSender) -> DeliveryWorker:
    return DeliveryWorker((crew,), room.worker()[1].recorder, {})


async def test_a_lane_that_stands_still_is_noticed(post_room: PostRoom) -> None:
    crew = post_room.crew(Memory(), deadline=DEADLINE)
    worker = worker_of(post_room, crew)
    assert worker.moves()

    crew.moved_at -= DEADLINE + STILL_SECONDS

    assert not worker.moves()


async def test_a_lane_with_nothing_to_send_moves(post_room: PostRoom) -> None:
    crew = post_room.crew(Memory(), deadline=DEADLINE)
    crew.moved_at -= DEADLINE + STILL_SECONDS

    await crew.drain()

    assert worker_of(post_room, crew).moves()


async def test_a_lane_whose_channel_rests_does_not_stand_still(post_room: PostRoom) -> None:
    crew = post_room.crew(Memory(), deadline=DEADLINE)
    crew.moved_at -= DEADLINE + STILL_SECONDS
    breaker = crew.carriers[0].breaker

    breaker.failed(Unavailable("503"), breaker.era)

    assert worker_of(post_room, crew).moves()
