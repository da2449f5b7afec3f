"""Time: a second try in ten minutes keeps nobody waiting, and no clock that is set wrong makes a
message late."""

from datetime import timedelta
from time import monotonic

from sqlalchemy import update

from channels.testing import Memory
from delivery import State
from delivery.status import is_finished
from delivery.tables import DELIVERIES
from runtime import moment
from tests.delivery.conftest import PostRoom


def _waits(post_room: PostRoom, dispatch_id: int, minutes: float) -> bool:
    """Whether the dispatch counts as under way when its only message is to be tried again so much
    later."""
    with post_room.database.writing() as session:
        due = moment(session) + timedelta(minutes=minutes)
        tried = update(DELIVERIES).where(DELIVERIES.c.dispatch_id == dispatch_id)
        session.execute(tried.values(state=State.QUEUED, attempt=1, not_before=due))
    with post_room.database.reading() as session:
        return not is_finished(session, dispatch_id)


async def test_a_retry_in_ten_minutes_is_left_to_a_worker(
    post_room: PostRoom,
) -> None:
    dispatch_id = post_room.hand_over(post_room.contacts(1))

    waited = {minutes: _waits(post_room, dispatch_id, minutes) for minutes in (1, 5, 10)}

    assert waited == {1: True, 5: True, 10: False}


async def test_the_validity_of_a_message_follows_a_monotonic_clock(
    post_room: PostRoom,
) -> None:
    channel, before = Memory(), monotonic()
    post_room.hand_over(post_room.contacts(1), lasts=timedelta(minutes=10))

    await post_room.lane_sender(channel).drain()

    [message] = channel.sent
    assert before - 1 < message.leave_by - 600 < monotonic()
