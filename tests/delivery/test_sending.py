"""What becomes of a dispatch: who gets it, once, at the channel's pace, whatever the channel
answers."""

import asyncio
import time
from datetime import timedelta

from channels import Misconfigured, Outcome, Receipt, Throttled, Unavailable
from channels.testing import Memory
from delivery import Lane, Repeat, State
from delivery.sending.batches import claim_batch
from tests.delivery.conftest import PostRoom


def addresses(channel: Memory) -> set[str]:
    return {message.to for message in channel.accepted}


async def test_a_broadcast_reaches_everybody_once(post_room: PostRoom) -> None:
    channel = Memory()
    dispatch = post_room.hand_over(post_room.contacts(450))

    await post_room.lane_sender(channel).drain()

    assert len(addresses(channel)) == len(channel.sent) == 450
    assert post_room.states(dispatch) == {State.ACCEPTED: 450}


async def test_two_workers_share_a_dispatch_and_double_nobody(
    post_room: PostRoom,
) -> None:
    channels = (Memory(), Memory())
    dispatch = post_room.hand_over(post_room.contacts(600))

    await asyncio.gather(*(post_room.lane_sender(channel).drain() for channel in channels))

    assert len(channels[0].sent) + len(channels[1].sent) == 600
    assert len(addresses(channels[0]) | addresses(channels[1])) == 600
    assert post_room.states(dispatch) == {State.ACCEPTED: 600}


async def test_words_are_those_of_the_language_or_greek(post_room: PostRoom) -> None:
    channel = Memory()
    post_room.hand_over(post_room.contacts(1), language="en")
    post_room.hand_over(post_room.contacts(1), language="sq")

    await post_room.lane_sender(channel).drain()

    assert [message.wording.text for message in channel.sent] == ["SNOW", "ΧΙΟΝΙ"]


async def test_a_wrong_number_stops_nobody_else(post_room: PostRoom) -> None:
    channel = Memory().says("+306900000001", Receipt(Outcome.INVALID_RECIPIENT, code="21211"))
    dispatch = post_room.hand_over(post_room.contacts(3))

    await post_room.lane_sender(channel).drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 2, State.REFUSED: 1}


async def test_a_number_that_does_not_exist_is_skipped_next_time(
    post_room: PostRoom,
) -> None:
    channel = Memory().says("+306900000000", Receipt(Outcome.INVALID_RECIPIENT, code="21211"))
    contacts = post_room.contacts(1)
    post_room.hand_over(contacts)
    lane_sender = post_room.lane_sender(channel)
    await lane_sender.drain()

    second = post_room.hand_over(contacts)
    await lane_sender.drain()

    assert len(channel.sent) == 1
    assert post_room.states(second) == {State.SKIPPED: 1}


async def test_a_passing_refusal_is_tried_again_after_a_while(
    post_room: PostRoom,
) -> None:
    channel = Memory().says(
        "+306900000000", Receipt(Outcome.TRANSIENT, code="450"), Receipt(Outcome.ACCEPTED)
    )
    dispatch = post_room.hand_over(post_room.contacts(1))
    lane_sender = post_room.lane_sender(channel)
    await lane_sender.drain()
    assert post_room.rows(dispatch) == [(State.QUEUED, 1, False)]

    post_room.time_passes(6)
    await lane_sender.drain()

    assert post_room.rows(dispatch) == [(State.ACCEPTED, 2, False)]


async def test_an_adapters_bug_is_the_fate_of_one_message(
    post_room: PostRoom,
) -> None:
    channel = Memory().says("+306900000001", ValueError("a bug"))
    dispatch = post_room.hand_over(post_room.contacts(5))

    await post_room.lane_sender(channel).drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 4, State.UNKNOWN: 1}


async def test_a_hanging_answer_is_unknown_after_the_deadline(
    post_room: PostRoom,
) -> None:
    channel = Memory().says("+306900000000", 30.0)
    dispatch = post_room.hand_over(post_room.contacts(1))

    await post_room.lane_sender(channel, deadline=0.1).drain()

    assert post_room.states(dispatch) == {State.UNKNOWN: 1}


async def test_a_wrong_setting_burns_nobody(post_room: PostRoom) -> None:
    channel = Memory()
    for contact in range(200):
        channel.says(f"+3069{contact:08d}", Misconfigured("21606"))
    dispatch = post_room.hand_over(post_room.contacts(200))

    draining = asyncio.create_task(post_room.lane_sender(channel).drain())
    await asyncio.sleep(0.5)
    post_room.stop.set()
    await draining

    assert len(channel.sent) <= 5
    assert post_room.states(dispatch) == {State.QUEUED: 200}


async def test_a_throttled_channel_rests_and_goes_on(post_room: PostRoom) -> None:
    channel = Memory().says(
        "+306900000000", Throttled("429", retry_after=0.2), Receipt(Outcome.ACCEPTED)
    )
    dispatch = post_room.hand_over(post_room.contacts(50))

    await post_room.lane_sender(channel).drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 50}


async def test_a_message_not_begun_before_trouble_counts_no_attempt(
    post_room: PostRoom,
) -> None:
    channel = Memory().says("+306900000000", Unavailable("refused"))
    dispatch = post_room.hand_over(post_room.contacts(20))

    draining = asyncio.create_task(post_room.lane_sender(channel).drain())
    await asyncio.sleep(0.5)
    post_room.stop.set()
    await draining

    assert sum(attempt for _, attempt, _ in post_room.rows(dispatch)) == len(channel.sent)


async def test_the_pace_is_kept_in_parts(post_room: PostRoom) -> None:
    channel = Memory()
    post_room.hand_over(post_room.contacts(21))
    began = time.monotonic()

    await post_room.lane_sender(channel, rate=20).drain()

    assert time.monotonic() - began >= 0.95


async def test_the_pace_holds_across_workers(post_room: PostRoom) -> None:
    post_room.hand_over(post_room.contacts(40))
    began = time.monotonic()

    await asyncio.gather(*(post_room.lane_sender(Memory(), rate=40).drain() for _ in range(2)))

    assert time.monotonic() - began >= 0.9


async def test_an_emergency_does_not_wait_for_slots_held_by_others(
    post_room: PostRoom,
) -> None:
    slow, fast = Memory(), Memory()
    slow.gate = asyncio.Event()
    post_room.hand_over(post_room.contacts(50))
    routine = asyncio.create_task(post_room.lane_sender(slow).drain())
    await asyncio.sleep(0.2)
    post_room.hand_over(post_room.contacts(3, first=100), lane=Lane.EMERGENCY)

    await asyncio.wait_for(post_room.lane_sender(fast, lane=Lane.EMERGENCY).drain(), 300)

    assert len(fast.sent) == 3
    slow.gate.set()
    await routine


async def test_the_routine_lane_leaves_the_pace_to_an_emergency(
    post_room: PostRoom,
) -> None:
    post_room.hand_over(post_room.contacts(5))
    post_room.hand_over(post_room.contacts(5, first=100), lane=Lane.EMERGENCY)
    routine = post_room.lane_sender(Memory(), rate=100)

    with post_room.database.writing() as session:
        batch = claim_batch(session, routine.lane_queue, routine._context.builder)

    assert batch.messages == ()


async def test_the_more_severe_leaves_first(post_room: PostRoom) -> None:
    channel = Memory()
    post_room.hand_over(post_room.contacts(5), lane=Lane.EMERGENCY, priority=1)
    post_room.hand_over(post_room.contacts(1, first=100), lane=Lane.EMERGENCY, priority=2)

    await post_room.lane_sender(channel, lane=Lane.EMERGENCY).drain()

    assert channel.sent[0].to == "+306900000100"


async def test_an_expired_message_is_not_sent(post_room: PostRoom) -> None:
    channel = Memory()
    dispatch = post_room.hand_over(post_room.contacts(3), lasts=timedelta(seconds=60))
    lane_sender = post_room.lane_sender(channel)
    post_room.time_passes(61)

    await lane_sender.drain()
    post_room.sweep(lane_sender.lane_queue.worker_id)

    assert channel.sent == []
    assert post_room.states(dispatch) == {State.EXPIRED: 3}


async def test_an_unknown_emergency_is_sent_again_and_marked(
    post_room: PostRoom,
) -> None:
    channel = Memory().says("+306900000000", Receipt(Outcome.UNKNOWN), Receipt(Outcome.ACCEPTED))
    dispatch = post_room.hand_over(post_room.contacts(1), repeat=Repeat.RESEND)
    lane_sender = post_room.lane_sender(channel)
    await lane_sender.drain()

    post_room.time_passes(16)
    post_room.sweep(lane_sender.lane_queue.worker_id)
    await lane_sender.drain()

    assert post_room.rows(dispatch) == [(State.ACCEPTED, 2, True)]
    assert channel.sent[0].token == channel.sent[1].token


async def test_an_unknown_routine_message_is_held(post_room: PostRoom) -> None:
    channel = Memory().says("+306900000000", Receipt(Outcome.UNKNOWN))
    dispatch = post_room.hand_over(post_room.contacts(1), repeat=Repeat.HOLD)
    lane_sender = post_room.lane_sender(channel)
    await lane_sender.drain()

    post_room.time_passes(600)
    post_room.sweep(lane_sender.lane_queue.worker_id)
    await lane_sender.drain()

    assert post_room.rows(dispatch) == [(State.UNKNOWN, 1, False)]
