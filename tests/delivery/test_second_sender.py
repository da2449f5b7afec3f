"""While the first sender of a medium rests, the next in order carries it; what is known of a person
stays known."""

import asyncio

from sqlalchemy import select

from channels import Misconfigured, Outcome, Receipt, Unauthorised, Unavailable
from channels.testing import Memory
from delivery import State
from delivery.tables import DELIVERIES
from tests.delivery.conftest import PostRoom
from tests.delivery.moody import Moody
from tests.delivery.waiting import until


def carried_by(room: PostRoom, dispatch: int) -> dict[str | None, int]:
    d = DELIVERIES.c
    with room.database.reading() as session:
        names = session.scalars(select(d.channel).where(d.dispatch_id == dispatch)).all()
    return {name: names.count(name) for name in set(names)}


async def test_the_second_sender_carries_what_the_first_cannot(post_room: PostRoom) -> None:
    first, second = Moody("twilio"), Moody("twilio_backup")
    first.mood, first.moody_from = Unauthorised("20003"), 31
    dispatch = post_room.hand_over(post_room.contacts(300))
    lane_sender = post_room.lane_sender(first, second)

    await lane_sender.drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 300}
    reached = [message.to for message in (*first.accepted, *second.accepted)]
    assert len(set(reached)) == len(reached) == 300
    assert carried_by(post_room, dispatch) == {"twilio": 30, "twilio_backup": 270}
    assert lane_sender.trouble == ""


async def test_the_first_sender_is_tried_again_and_takes_over(post_room: PostRoom) -> None:
    first, second = Moody("twilio"), Moody("twilio_backup")
    first.mood = Unavailable("refused", retry_after=0.05)
    post_room.hand_over(post_room.contacts(5))
    lane_sender = post_room.lane_sender(first, second)
    await lane_sender.drain()
    assert len(second.accepted) == 5

    # Until its pause is over the second goes on, one by one.
    first.mood, handed = None, 5
    async with asyncio.timeout(20):
        while not first.accepted:
            post_room.hand_over(post_room.contacts(1, first=handed))
            await lane_sender.drain()
            handed += 1
    post_room.hand_over(post_room.contacts(600, first=handed))
    await lane_sender.drain()

    assert len(first.accepted) == 601
    assert len(second.accepted) == handed - 1


async def test_a_recipient_refused_by_the_second_sender_stays_refused(post_room: PostRoom) -> None:
    first, second = Moody("twilio"), Moody("twilio_backup")
    first.mood = Misconfigured("21606")
    second.says("+306900000001", Receipt(Outcome.INVALID_RECIPIENT, code="21211"))
    dispatch = post_room.hand_over(post_room.contacts(3))

    await post_room.lane_sender(first, second).drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 2, State.REFUSED: 1}


async def test_a_message_of_unknown_outcome_is_not_sent_by_another(
    post_room: PostRoom,
) -> None:
    first, second = Moody("twilio"), Memory()
    first.says("+306900000000", Receipt(Outcome.UNKNOWN, code="ServerDisconnectedError"))
    first.mood, first.moody_from = Unavailable("refused"), 2
    dispatch = post_room.hand_over(post_room.contacts(50))

    await post_room.lane_sender(first, second).drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 49, State.UNKNOWN: 1}
    assert "+306900000000" not in {message.to for message in second.sent}


async def test_a_pause_of_both_senders_fails_nobody(
    post_room: PostRoom,
) -> None:
    first, second = Moody("twilio"), Moody("twilio_backup")
    first.mood = second.mood = Unauthorised("20003", retry_after=0.1)
    dispatch = post_room.hand_over(post_room.contacts(100))
    lane_sender = post_room.lane_sender(first, second)
    draining = asyncio.create_task(lane_sender.drain())
    await until(lambda: lane_sender.trouble)
    assert len(first.sent) + len(second.sent) <= 10

    second.mood = None
    await draining

    assert post_room.states(dispatch) == {State.ACCEPTED: 100}
    assert len(second.accepted) == 100


async def test_a_slow_first_sender_is_no_reason_to_pay_another(post_room: PostRoom) -> None:
    first, second = Moody("twilio"), Moody("twilio_backup")
    first.gate = asyncio.Event()
    post_room.hand_over(post_room.contacts(5))
    post_room.hand_over(post_room.contacts(295, first=5))
    draining = asyncio.create_task(post_room.lane_sender(first, second).drain())
    await until(lambda: first.sent)

    await asyncio.sleep(0.2)
    first.gate.set()
    await draining

    assert (len(first.accepted), len(second.sent)) == (300, 0)
