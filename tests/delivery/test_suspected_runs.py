"""When more than a fifth of a run is refused for good, our own settings are suspected: the lane
stops and nobody is blocked."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from channels import Message, Misconfigured, Outcome, Receipt
from channels.testing import Memory
from delivery import BlockReason, Lane, State
from delivery.monitoring import count_remainder
from delivery.outcomes import record_results
from delivery.runs import FEWEST, SHARE
from delivery.send_log import SendResult
from delivery.sending import accept_refusals, list_suspected_runs, resume_run
from delivery.sending.batches import LONGEST_BATCH
from delivery.sending.loop import LaneSender
from delivery.stopping import Stops
from delivery.tables import CONTACTS, DELIVERIES
from delivery.workers import DeliveryClaim
from runtime import moment
from tests.delivery.conftest import PostRoom
from tests.delivery.moody import Moody
from tests.delivery.sent_messages import SentMessages
from tests.delivery.waiting import until

NO_MOBILE = Receipt(Outcome.INVALID_RECIPIENT, code="21614")


class Refusing(Moody):
    """A channel that calls everybody's number wrong as long as it is told to."""

    broken = True

    async def _answer(self, message: Message, number: int) -> Receipt:
        return NO_MOBILE if self.broken else await super()._answer(message, number)


def blocked(room: PostRoom) -> int:
    with room.database.reading() as session:
        query = (
            select(func.count()).select_from(CONTACTS).where(CONTACTS.c.block != BlockReason.NONE)
        )
        return session.scalar(query) or 0


def decide(room: PostRoom, *, right: bool = False) -> None:
    with room.database.writing() as session:
        for each in list_suspected_runs(session):
            if right:
                accept_refusals(session, each, now=moment(session))
            else:
                resume_run(session, each)


async def sends_until_it_stops(room: PostRoom, lane_sender: LaneSender) -> None:
    storing = asyncio.create_task(lane_sender._context.recorder.keep_storing())
    draining = asyncio.create_task(lane_sender.drain())
    await until(lambda: lane_sender.trouble)
    room.stop.set()
    await asyncio.gather(draining, storing)
    await lane_sender._context.recorder.store()
    room.stop.clear()


async def test_a_run_that_is_refused_stops_and_blocks_nobody(post_room: PostRoom) -> None:
    channel = Refusing()
    dispatch = post_room.hand_over(post_room.contacts(600))

    await sends_until_it_stops(post_room, lane_sender := post_room.lane_sender(channel))

    assert lane_sender.trouble == "misconfigured 21614"
    assert 600 * SHARE < len(channel.sent) <= 600 * SHARE + LONGEST_BATCH
    assert post_room.states(dispatch) == {State.QUEUED: 600}
    assert blocked(post_room) == 0


async def test_mended_settings_reach_everybody_once(post_room: PostRoom) -> None:
    channel = Refusing()
    dispatch = post_room.hand_over(post_room.contacts(100))
    await sends_until_it_stops(post_room, post_room.lane_sender(channel))
    channel.broken = False

    decide(post_room)
    await post_room.lane_sender(channel).drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 100}
    assert len({message.to for message in channel.accepted}) == len(channel.accepted) == 100


async def test_a_stopped_lane_is_closed_to_a_later_worker(post_room: PostRoom) -> None:
    post_room.hand_over(post_room.contacts(50))
    await sends_until_it_stops(post_room, post_room.lane_sender(Refusing()))
    later, other = (
        post_room.lane_sender(fresh := Memory()),
        post_room.lane_sender(free := Memory(), lane=Lane.EMERGENCY),
    )
    for lane_sender in (later, other):
        await lane_sender._context.stops.look()
    post_room.hand_over(post_room.contacts(5, first=50), lane=Lane.EMERGENCY)

    await other.drain()
    await sends_until_it_stops(post_room, later)

    assert (len(fresh.sent), len(free.accepted)) == (0, 5)


async def test_refusals_that_are_right_stay_and_the_others_go_on(post_room: PostRoom) -> None:
    channel = Memory()
    for number in range(30):
        channel.says(f"+3069{number:08d}", NO_MOBILE)
    dispatch = post_room.hand_over(post_room.contacts(100))
    await sends_until_it_stops(post_room, post_room.lane_sender(channel))

    decide(post_room, right=True)
    await post_room.lane_sender(channel).drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 70, State.REFUSED: 30}
    assert blocked(post_room) == 30


async def test_refusals_after_the_accepted_ones_stop_the_lane_again(post_room: PostRoom) -> None:
    channel = Refusing()
    dispatch = post_room.hand_over(post_room.contacts(600))
    await sends_until_it_stops(post_room, post_room.lane_sender(channel))
    decide(post_room, right=True)
    first = blocked(post_room)

    await sends_until_it_stops(post_room, post_room.lane_sender(channel))

    assert post_room.states(dispatch) == {State.REFUSED: first, State.QUEUED: 600 - first}
    assert blocked(post_room) == first > 0
    with post_room.database.reading() as session:
        [again] = list_suspected_runs(session)
        assert count_remainder(session, again).messages == again.size == 600 - first
    decide(post_room, right=True)
    assert blocked(post_room) == first + again.refused < 600


async def test_the_second_sender_carries_a_suspected_run(post_room: PostRoom) -> None:
    first, second = Refusing("twilio"), Moody("twilio_backup")
    dispatch = post_room.hand_over(post_room.contacts(100))
    lane_sender = post_room.lane_sender(first, second)
    storing = asyncio.create_task(lane_sender._context.recorder.keep_storing())

    await lane_sender.drain()
    post_room.stop.set()
    await storing

    assert post_room.states(dispatch) == {State.ACCEPTED: 100}
    assert len(second.accepted) == 100
    assert blocked(post_room) == 0


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(size=st.integers(1, 80), share=st.floats(0, 1))
@pytest.mark.parametrize("late", [False, True], ids=["at once", "by receipts"])
def test_only_too_many_refusals_spare_everybody(
    post_room: PostRoom, late: bool, size: int, share: float
) -> None:
    bad = round(size * share)
    with post_room.database.reading() as session:
        first = session.scalar(select(func.count()).select_from(CONTACTS)) or 0
    before = blocked(post_room)
    messages = SentMessages.to(post_room, post_room.contacts(size, first=first))
    _refuse(messages, bad, late=late)

    suspected = bad >= FEWEST and bad > SHARE * size

    assert blocked(post_room) - before == (0 if suspected else bad)
    assert post_room.states(messages.dispatch_id).get(State.QUEUED, 0) == (bad if suspected else 0)
    decide(post_room, right=True)
    assert blocked(post_room) - before == bad


def _refuse(messages: SentMessages, bad: int, *, late: bool, lane: Lane = Lane.ROUTINE) -> None:
    """The last of these are refused, by the provider's own answers or by what it tells afterwards,
    in groups of seven."""
    claims = messages.leaves(lane)
    answer = Receipt(Outcome.ACCEPTED, provider_id="SM1") if late else NO_MOBILE
    wrong, fine = claims[len(claims) - bad :], claims[: len(claims) - bad]
    with messages.database.writing() as session:
        record_results(
            session,
            [SendResult(each, Receipt(Outcome.ACCEPTED, provider_id="SM0")) for each in fine],
        )
    for start in range(0, bad, 7):
        group: list[DeliveryClaim] = wrong[start : start + 7]
        with messages.database.writing() as session:
            record_results(session, [SendResult(each, answer) for each in group])
        if late:
            places = [messages.ids.index(each.delivery_id) for each in group]
            messages.told(
                *(
                    messages.received("no such phone", sid=f"SM{messages.ids[place]}", place=place)
                    for place in places
                )
            )


def test_few_wrong_numbers_are_blocked_as_ever(post_room: PostRoom) -> None:
    messages = SentMessages.of(post_room, 100)

    _refuse(messages, 3, late=False)

    assert blocked(post_room) == 3
    assert post_room.states(messages.dispatch_id)[State.REFUSED] == 3


def test_a_message_delivered_after_all_stays_delivered(post_room: PostRoom) -> None:
    messages = SentMessages.of(post_room, 12)
    _refuse(messages, 12, late=True)

    messages.told(messages.received("delivered"))
    messages.told(messages.received("sent", place=1))

    assert post_room.states(messages.dispatch_id) == {State.DELIVERED: 1, State.QUEUED: 11}


async def test_a_sender_that_cannot_be_written_burns_nobody(post_room: PostRoom) -> None:
    channel = Moody()
    channel.mood = Misconfigured("sender")
    dispatch = post_room.hand_over(post_room.contacts(40))

    await sends_until_it_stops(post_room, lane_sender := post_room.lane_sender(channel))

    assert lane_sender.trouble == "misconfigured sender"
    assert post_room.states(dispatch) == {State.QUEUED: 40}


async def test_a_worker_knows_what_another_has_stopped(post_room: PostRoom) -> None:
    messages = SentMessages.of(post_room, 12)
    _refuse(messages, 12, late=False)

    await (stops := Stops(post_room.database)).look()

    assert stops.of_lane("memory", Lane.ROUTINE) == "21614"
    assert stops.of_lane("memory", Lane.EMERGENCY) is None


def test_a_worker_claims_nothing_from_a_lane_that_has_stopped(
    post_room: PostRoom,
) -> None:
    messages = SentMessages.of(post_room, 12)
    _refuse(messages, 12, late=False)

    assert messages.leaves() == []

    decide(post_room, right=True)
    assert post_room.states(messages.dispatch_id) == {State.REFUSED: 12}


def test_a_stopped_urgent_lane_leaves_the_pace_to_the_ordinary(post_room: PostRoom) -> None:
    urgent = SentMessages.of(post_room, 12, lane=Lane.EMERGENCY)
    _refuse(urgent, 12, late=False, lane=Lane.EMERGENCY)
    post_room.hand_over(post_room.contacts(5, first=500))

    assert len(urgent.leaves(rate=10)) == 5


def test_a_message_told_by_another_medium_is_not_queued_again(post_room: PostRoom) -> None:
    messages = SentMessages.of(post_room, 12)
    [spare] = post_room.contacts(1, first=500)
    claims, d = messages.leaves(), DELIVERIES.c
    with post_room.database.writing() as session:
        row = dict(
            session.execute(select(DELIVERIES).where(d.id == messages.ids[0])).mappings().one()
        )
        instead = row | {"contact_id": spare, "state": State.ACCEPTED, "instead_of": row.pop("id")}
        session.execute(DELIVERIES.insert().values({**instead, "id": messages.ids[-1] + 1}))

    with post_room.database.writing() as session:
        record_results(session, [SendResult(each, NO_MOBILE) for each in claims])

    assert [row[0] for row in post_room.rows(messages.dispatch_id)[:2]] == [
        State.REFUSED,
        State.QUEUED,
    ]
