"""What is queued while a sweep closes its dispatch is not left behind."""

from sqlalchemy import update

from channels import Medium
from delivery import State
from delivery.sending.batches import NOTHING_DUE, LaneQueue, claim_batch
from delivery.sending.messages import MessageBuilder
from delivery.sending.sweeping import sweep
from delivery.states import Lane
from delivery.tables import DISPATCHES
from delivery.workers import enlist
from runtime import moment
from tests.delivery.conftest import PostRoom


def test_a_message_queued_while_its_dispatch_closes_is_sent(
    post_room: PostRoom,
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(1))
    with post_room.database.writing() as session:
        worker_id = enlist(session)
        session.execute(update(DISPATCHES).values(settled_at=moment(session)))

    with post_room.database.writing() as session:
        sweep(session, worker_id)
        lane_queue = LaneQueue(Lane.ROUTINE, Medium.SMS, "memory", None, worker_id)
        assert (
            claim_batch(session, lane_queue, MessageBuilder(post_room.keys, "")) is not NOTHING_DUE
        )

    assert post_room.states(dispatch) == {State.SENDING: 1}


def test_a_stopped_message_in_a_closed_dispatch_is_cancelled(post_room: PostRoom) -> None:
    dispatch = post_room.hand_over(post_room.contacts(1))
    with post_room.database.writing() as session:
        worker_id = enlist(session)
        now = moment(session)
        session.execute(update(DISPATCHES).values(settled_at=now, stopped_at=now))

    with post_room.database.writing() as session:
        sweep(session, worker_id)

    assert post_room.states(dispatch) == {State.CANCELLED: 1}
