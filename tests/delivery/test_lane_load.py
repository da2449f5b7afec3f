"""How the lanes stand: what the metrics and the duty officer are told."""

from datetime import timedelta

from sqlalchemy import select, update

from channels import Medium, Outcome, Receipt
from channels.testing import Memory
from delivery import Lane
from delivery.monitoring import DeliveryLoad, QueueLoad, count_load
from delivery.tables import DELIVERIES
from runtime import moment
from tests.delivery.conftest import PostRoom


def stands(room: PostRoom) -> DeliveryLoad:
    with room.database.reading() as session:
        return count_load(session, now=moment(session))


def queue(found: DeliveryLoad, lane: Lane) -> QueueLoad:
    return next(each for each in found.queues if (each.lane, each.medium) == (lane, Medium.SMS))


def test_waiting_messages_are_counted_by_lane_with_the_oldest(post_room: PostRoom) -> None:
    post_room.hand_over(post_room.contacts(2), lane=Lane.ROUTINE)

    found = stands(post_room)

    routine, urgent = queue(found, Lane.ROUTINE), queue(found, Lane.EMERGENCY)
    assert (routine.waiting, routine.parts, urgent.waiting, urgent.since) == (2, 2, 0, None)
    assert routine.since is not None
    assert timedelta() <= found.at - routine.since < timedelta(minutes=1)


async def test_finished_messages_are_counted_by_the_minute(post_room: PostRoom) -> None:
    channel = Memory().says("+306900000000", Receipt(Outcome.UNKNOWN, code="deadline"))
    post_room.hand_over(post_room.contacts(5))
    await post_room.lane_sender(channel).drain()

    routine = queue(stands(post_room), Lane.ROUTINE)

    assert (routine.waiting, routine.accepted, routine.unknown) == (0, 4, 1)


async def test_a_message_to_be_retried_waits_since_its_dispatch(post_room: PostRoom) -> None:
    channel = Memory().says("+306900000000", Receipt(Outcome.TRANSIENT, code="452"))
    post_room.hand_over(post_room.contacts(1))
    await post_room.lane_sender(channel).drain()

    routine = queue(stands(post_room), Lane.ROUTINE)

    assert (routine.waiting, routine.later) == (1, 0)


async def test_a_waiting_message_is_due_or_retried_or_put_off(
    post_room: PostRoom,
) -> None:
    post_room.hand_over(post_room.contacts(6))
    with post_room.database.writing() as session:
        now = moment(session)
        ids = session.scalars(select(DELIVERIES.c.id).order_by(DELIVERIES.c.id)).all()
        for number, (attempt, minutes) in zip(
            ids, ((1, -1), (1, 5), (0, 60), (0, 90), (0, -2)), strict=False
        ):
            put = {"attempt": attempt, "not_before": now + timedelta(minutes=minutes)}
            session.execute(update(DELIVERIES).where(DELIVERIES.c.id == number).values(put))

    routine = queue(stands(post_room), Lane.ROUTINE)

    assert (routine.waiting, routine.due, routine.again, routine.later) == (4, 3, 1, 2)
    assert routine.due_since == now - timedelta(minutes=2)
