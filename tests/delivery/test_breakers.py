"""A channel that fails is left alone: within five messages, in the lanes it concerns, and nobody is
given up for it."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from channels import Misconfigured, Outcome, Receipt, Throttled, Unauthorised, Unavailable
from channels.registry import Suspected
from channels.testing import Memory
from delivery import Lane, State
from delivery.sending.batches import claim_batch
from delivery.sending.breakers import LONGEST_RETRY_AFTER, LaneBreaker
from delivery.sending.loop import LaneSender
from delivery.tables import DELIVERIES
from runtime import moment
from tests.delivery.conftest import PostRoom
from tests.delivery.moody import Moody
from tests.delivery.waiting import until

REVOKED = Unauthorised("20003", retry_after=0.3)


def waits(room: PostRoom, dispatch: int) -> timedelta:
    """The longest that a delivery of this dispatch is put off."""
    latest = select(func.max(DELIVERIES.c.not_before)).where(DELIVERIES.c.dispatch_id == dispatch)
    with room.database.reading() as session:
        until_then: datetime = session.scalars(latest).one()
        return until_then - moment(session)


def lanes_of(room: PostRoom, channels: Mapping[Lane, Memory]) -> dict[Lane, LaneSender]:
    """Lane senders of one worker whose lanes share one channel's section, and so its breaker."""
    worker_id, station = room.worker()
    told = Memory().settings.model_copy(update={"concurrency": 10})
    peers: list[LaneBreaker] = []
    return {
        lane: LaneSender([room.sender(channel, lane, told, worker_id, peers)], station)
        for lane, channel in channels.items()
    }


async def test_wrong_settings_meet_at_most_five_people_after_a_start(
    post_room: PostRoom,
) -> None:
    channel = Moody()
    channel.mood, channel.gate = Misconfigured("21606"), asyncio.Event()
    dispatch = post_room.hand_over(post_room.contacts(300))
    lane_sender = lanes_of(post_room, {Lane.ROUTINE: channel})[Lane.ROUTINE]

    draining = asyncio.create_task(lane_sender.drain())
    await until(lambda: len(channel.sent) == 5)
    await asyncio.sleep(0.1)
    channel.gate.set()
    await until(lambda: lane_sender.trouble)
    post_room.stop.set()
    await draining

    assert (len(channel.sent), lane_sender.trouble) == (5, "misconfigured 21606")
    assert post_room.states(dispatch) == {State.QUEUED: 300}


async def test_a_refused_login_stops_the_calls_in_every_lane(
    post_room: PostRoom,
) -> None:
    channels = {Lane.ROUTINE: Moody(), Lane.EMERGENCY: Moody()}
    lane_senders = lanes_of(post_room, channels)
    routine, urgent = channels.values()
    mine = post_room.hand_over(post_room.contacts(400))
    theirs = post_room.hand_over(post_room.contacts(400, first=400), lane=Lane.EMERGENCY)
    urgent.gate = asyncio.Event()
    routine.mood, routine.moody_from = Unauthorised("20003"), 51

    draining = [asyncio.create_task(lane_sender.drain()) for lane_sender in lane_senders.values()]
    await until(lambda: lane_senders[Lane.EMERGENCY].trouble)
    begun = len(routine.sent) + len(urgent.sent)
    urgent.gate.set()
    await asyncio.sleep(0.3)
    post_room.stop.set()
    await asyncio.gather(*draining)

    assert len(routine.sent) + len(urgent.sent) == begun
    assert {*post_room.states(mine), *post_room.states(theirs)} == {State.ACCEPTED, State.QUEUED}
    assert post_room.states(mine)[State.ACCEPTED] == len(routine.accepted)


async def test_a_login_that_works_again_reaches_everybody_once(post_room: PostRoom) -> None:
    channel = Moody()
    lane_sender = lanes_of(post_room, {Lane.ROUTINE: channel})[Lane.ROUTINE]
    dispatch = post_room.hand_over(post_room.contacts(400))
    channel.mood, channel.moody_from = REVOKED, 51
    draining = asyncio.create_task(lane_sender.drain())
    await until(lambda: lane_sender.trouble)

    channel.mood = None
    await draining

    assert len({message.to for message in channel.accepted}) == len(channel.accepted) == 400
    assert post_room.states(dispatch) == {State.ACCEPTED: 400}
    assert lane_sender.trouble == ""


async def test_a_single_probe_goes_first_after_a_pause(post_room: PostRoom) -> None:
    channel = Moody()
    lane_sender = lanes_of(post_room, {Lane.ROUTINE: channel})[Lane.ROUTINE]
    post_room.hand_over(post_room.contacts(60))
    channel.mood = Unavailable("refused", retry_after=0.1)
    draining = asyncio.create_task(lane_sender.drain())
    await until(lambda: lane_sender.trouble)
    channel.gate, channel.mood = asyncio.Event(), None
    begun = len(channel.sent)

    await until(lambda: len(channel.sent) > begun)
    await asyncio.sleep(0.2)
    probes = len(channel.sent) - begun
    channel.gate.set()
    await draining

    assert probes == 1
    assert len(channel.accepted) == 60


async def test_a_throttled_lane_keeps_no_other_lane_waiting(post_room: PostRoom) -> None:
    channels = {Lane.ROUTINE: Moody(), Lane.EMERGENCY: Moody()}
    lane_senders = lanes_of(post_room, channels)
    channels[Lane.ROUTINE].mood = Throttled("429", retry_after=300)
    slow = post_room.hand_over(post_room.contacts(50))
    draining = asyncio.create_task(lane_senders[Lane.ROUTINE].drain())
    await until(lambda: lane_senders[Lane.ROUTINE].trouble)
    urgent = post_room.hand_over(post_room.contacts(50, first=50), lane=Lane.EMERGENCY)

    await lane_senders[Lane.EMERGENCY].drain()
    post_room.stop.set()
    await draining

    assert post_room.states(urgent) == {State.ACCEPTED: 50}
    assert post_room.states(slow) == {State.QUEUED: 50}


async def test_a_storm_of_throttling_fails_nobody_and_doubles_nobody(post_room: PostRoom) -> None:
    channel = Moody()
    lane_sender = lanes_of(post_room, {Lane.ROUTINE: channel})[Lane.ROUTINE]
    dispatch = post_room.hand_over(post_room.contacts(300))
    channel.mood, channel.moody_from = Throttled("429", retry_after=0.02), 10_000
    channel.moody_at = frozenset(range(20, 400, 25))

    await lane_sender.drain()

    assert len(channel.sent) - len(channel.accepted) >= 12
    assert post_room.states(dispatch) == {State.ACCEPTED: 300}
    assert len({message.to for message in channel.accepted}) == len(channel.accepted) == 300


@pytest.mark.parametrize("asked", [40.0, 86_400.0])
async def test_a_message_waits_as_long_as_the_provider_asks(
    post_room: PostRoom, asked: float
) -> None:
    channel = Memory().says("+306900000000", Throttled("429", retry_after=asked))
    dispatch = post_room.hand_over(post_room.contacts(1))

    await _until_it_rests(post_room, channel)

    assert waits(post_room, dispatch) > timedelta(seconds=min(asked, LONGEST_RETRY_AFTER) - 5)
    assert waits(post_room, dispatch) <= timedelta(seconds=min(asked, LONGEST_RETRY_AFTER))


async def test_a_message_refused_often_by_its_channel_waits_only_briefly(
    post_room: PostRoom,
) -> None:
    channel = Memory().says("+306900000000", *[Unavailable("refused", retry_after=0.02)] * 8)
    dispatch = post_room.hand_over(post_room.contacts(1))

    await _until_it_rests(post_room, channel, calls=6)

    assert post_room.rows(dispatch)[0][1] >= 6
    assert waits(post_room, dispatch) < timedelta(seconds=1)


async def test_a_message_the_channel_fails_on_delays_nobody_for_ever(
    post_room: PostRoom,
) -> None:
    channel = Memory().says("+306900000007", Unavailable("disconnected", retry_after=0.6))
    dispatch = post_room.hand_over(post_room.contacts(30))
    lane_sender = post_room.lane_sender(channel)
    storing = asyncio.create_task(lane_sender._context.recorder.keep_storing())
    draining = asyncio.create_task(lane_sender.drain())

    await until(lambda: len(channel.accepted) == 29)  # without it they would wait until they expire
    post_room.stop.set()
    await asyncio.gather(draining, storing)

    assert post_room.states(dispatch) == {State.ACCEPTED: 29, State.QUEUED: 1}


async def test_a_message_the_channel_failed_on_goes_last(
    post_room: PostRoom,
) -> None:
    channel = Memory().says("+306900000000", Unavailable("disconnected", retry_after=0.2))
    post_room.hand_over(post_room.contacts(40))
    lane_sender = post_room.lane_sender(channel)
    storing = asyncio.create_task(lane_sender._context.recorder.keep_storing())
    draining = asyncio.create_task(lane_sender.drain())

    await until(lambda: len(channel.accepted) == 39)
    post_room.stop.set()
    await asyncio.gather(draining, storing)

    stumbles = [message.to for message in channel.sent].count("+306900000000")
    assert stumbles <= 2  # before any other at first, and not again after each rest


def test_a_fault_suspected_in_the_message_pauses_a_single_lane() -> None:
    peers: list[LaneBreaker] = []
    routine, emergency = LaneBreaker(200, peers), LaneBreaker(200, peers)

    routine.failed(Suspected("21408"), routine.takes())
    suspected = (routine.closed, emergency.closed)
    routine.failed(Misconfigured("21606"), routine.takes())

    assert suspected == (False, True)
    assert not emergency.closed


async def test_a_full_mailbox_is_put_off_by_its_own_attempts(post_room: PostRoom) -> None:
    channel = Memory().says("+306900000000", Receipt(Outcome.TRANSIENT, code="452"))
    dispatch = post_room.hand_over(post_room.contacts(1))
    lane_sender = post_room.lane_sender(channel)
    await lane_sender.drain()
    post_room.time_passes(6)

    await lane_sender.drain()

    assert waits(post_room, dispatch) > timedelta(seconds=10)
    assert lane_sender.trouble == ""


async def test_a_channel_that_never_answers_makes_few_unknown(post_room: PostRoom) -> None:
    channel = Memory()
    channel.gate = asyncio.Event()
    dispatch = post_room.hand_over(post_room.contacts(200))
    lane_sender = post_room.lane_sender(channel, deadline=0.05)

    draining = asyncio.create_task(lane_sender.drain())
    await until(lambda: lane_sender.trouble)
    post_room.stop.set()
    await draining

    assert lane_sender.trouble == "transient no answer"
    assert post_room.states(dispatch)[State.UNKNOWN] <= 9
    assert post_room.states(dispatch)[State.QUEUED] >= 191


async def test_a_hanging_message_delays_no_later_alert_of_its_lane(
    post_room: PostRoom,
) -> None:
    channel = Memory().says("+306900000000", 30.0)
    post_room.hand_over(post_room.contacts(1), lane=Lane.EMERGENCY)
    lane_sender = post_room.lane_sender(channel, lane=Lane.EMERGENCY, deadline=30)
    draining = asyncio.create_task(lane_sender.drain())
    await until(lambda: channel.sent)

    second = post_room.hand_over(post_room.contacts(5, first=1), lane=Lane.EMERGENCY)
    await until(lambda: len(channel.accepted) == 5)

    draining.cancel()
    assert not draining.done()
    await asyncio.gather(draining, return_exceptions=True)
    assert State.QUEUED not in post_room.states(second)


async def test_the_routine_lane_reserves_two_seconds_of_the_pace_altogether(
    post_room: PostRoom,
) -> None:
    post_room.hand_over(post_room.contacts(100))
    lane_senders = [post_room.lane_sender(Memory(), rate=10) for _ in range(3)]

    with post_room.database.writing() as session:
        batches = [
            claim_batch(session, lane_sender.lane_queue, lane_sender._context.builder)
            for lane_sender in lane_senders
        ]
    post_room.hand_over(post_room.contacts(1, first=100), lane=Lane.EMERGENCY)
    urgent = post_room.lane_sender(Memory(), lane=Lane.EMERGENCY, rate=10)
    with post_room.database.writing() as session:
        batch = claim_batch(session, urgent.lane_queue, urgent._context.builder)

    assert [len(each.messages) for each in batches] == [20, 0, 0]
    assert all(each.wait for each in batches[1:])
    assert len(batch.messages) == 1
    assert batch.wait <= 2


async def test_an_emergency_sender_waits_for_no_writer(post_room: PostRoom) -> None:
    lane_sender = post_room.lane_sender(Memory(), lane=Lane.EMERGENCY)

    with post_room.database.writing() as session:
        moment(session)
        await asyncio.wait_for(lane_sender.drain(), 20)

    assert lane_sender.trouble == ""


def test_many_failures_at_once_are_one() -> None:
    breaker = LaneBreaker(200, [])
    epochs = [breaker.takes() for _ in range(5)]

    for epoch in epochs:
        breaker.failed(Throttled("429"), epoch)

    assert breaker.until - breaker.since <= 0.5 * 1.25
    assert not breaker.ready()


def test_the_late_success_of_an_earlier_message_opens_nothing_again() -> None:
    breaker = LaneBreaker(200, [])
    first, second = breaker.takes(), breaker.takes()
    breaker.failed(Unauthorised("20003"), first)

    breaker.answered(Receipt(Outcome.ACCEPTED), second)

    assert (breaker.closed, breaker.ready()) == (False, False)


async def _until_it_rests(post_room: PostRoom, channel: Memory, calls: int = 1) -> None:
    """Drain until the channel was called so often and rests again."""
    lane_sender = post_room.lane_sender(channel)
    draining = asyncio.create_task(lane_sender.drain())
    await until(lambda: len(channel.sent) >= calls and lane_sender.trouble)
    post_room.stop.set()
    await draining
