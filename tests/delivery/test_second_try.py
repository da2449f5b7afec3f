"""A phone that was off is tried again ten minutes later: whoever watches the sending does not wait that long."""

from datetime import timedelta

from sqlalchemy import update

from delivery import State, finished
from delivery.tables import DELIVERIES
from runtime import moment


def _waits(post_room, dispatch_id: int, minutes: float) -> bool:
    """Whether the dispatch counts as under way when its only message is to be tried again so much later."""
    with post_room.database.writing() as session:
        due = moment(session) + timedelta(minutes=minutes)
        tried = update(DELIVERIES).where(DELIVERIES.c.dispatch_id == dispatch_id)
        session.execute(tried.values(state=State.QUEUED, attempt=1, not_before=due))
    with post_room.database.reading() as session:
        return not finished(session, dispatch_id)


async def test_a_second_try_in_ten_minutes_is_left_to_a_worker(post_room) -> None:
    dispatch_id = post_room.hand_over(post_room.contacts(1))

    waited = {minutes: _waits(post_room, dispatch_id, minutes) for minutes in (1, 5, 10)}

    assert waited == {1: True, 5: True, 10: False}
