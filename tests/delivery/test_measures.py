"""What is counted for monitoring equals what happened, on both databases and for all processes
together."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select

from channels import Event, Fate, Outcome, Receipt
from channels.testing import Memory
from delivery import Lane
from delivery.links import delivery_token
from delivery.measures import (
    DELIVERIES_ENDED,
    HAND_OVER,
    PARTS_ACCEPTED,
    RECEIPT_TIME,
    RECEIPTS_ASIDE,
    RECEIPTS_TAKEN,
    MetricDefinition,
    count,
    measured,
)
from delivery.monitoring import MetricValue, list_counters
from delivery.outcomes import record_results
from delivery.receipts.effects import apply_events
from delivery.receipts.events import ReceivedEvent
from delivery.send_log import SendResult
from delivery.tables import DELIVERIES
from delivery.workers import DeliveryClaim
from runtime import Database, moment
from tests.delivery.conftest import PostRoom
from tests.delivery.waiting import until

SPOILT = "+306900000000"


def found(database: Database, measure: MetricDefinition) -> list[MetricValue]:
    with database.reading() as session:
        return [each for each in measured(session) if each.measure is measure]


def totals(database: Database, measure: MetricDefinition) -> Mapping[tuple[str, ...], float]:
    return {each.labels: each.total for each in found(database, measure)}


async def test_attempts_are_counted_by_lane_channel_and_outcome(post_room: PostRoom) -> None:
    channel = Memory().says(SPOILT, Receipt(Outcome.INVALID_RECIPIENT, code="21614"))
    post_room.hand_over(post_room.contacts(5), lane=Lane.EMERGENCY)

    await post_room.lane_sender(channel, lane=Lane.EMERGENCY).drain()

    assert totals(post_room.database, DELIVERIES_ENDED) == {
        ("emergency", "sms", "memory", "accepted"): 4,
        ("emergency", "sms", "memory", "invalid_recipient"): 1,
    }
    assert totals(post_room.database, PARTS_ACCEPTED) == {("sms", "memory"): 4}


async def test_every_acceptance_has_a_time_of_hand_over(post_room: PostRoom) -> None:
    post_room.hand_over(post_room.contacts(3))

    await post_room.lane_sender(Memory()).drain()

    [times] = found(post_room.database, HAND_OVER)
    assert times.labels == ("routine", "sms", "memory")
    assert [number for _, number in times.buckets][-1] == 3
    assert times.total >= 0


async def test_an_end_that_is_told_twice_is_counted_once(post_room: PostRoom) -> None:
    post_room.hand_over(post_room.contacts(1))
    await post_room.lane_sender(Memory()).drain()
    with post_room.database.reading() as session:
        number = session.scalars(select(DELIVERIES.c.id)).one()

    with post_room.database.writing() as session:
        record_results(session, [SendResult(DeliveryClaim(number, 1), Receipt(Outcome.ACCEPTED))])

    assert totals(post_room.database, DELIVERIES_ENDED) == {
        ("routine", "sms", "memory", "accepted"): 1
    }


async def test_receipts_are_counted_with_the_time_they_took(post_room: PostRoom) -> None:
    post_room.hand_over(post_room.contacts(1))
    await post_room.lane_sender(Memory()).drain()

    with post_room.database.writing() as session:
        row = session.execute(DELIVERIES.select()).one()
        token = delivery_token(row.dispatch_id, row.id, post_room.keys)
        told = Event("SM1", "delivered", Fate.DELIVERED, token=token, attempt=1)
        later = row.accepted_at + timedelta(seconds=7)
        events = [ReceivedEvent("memory", told, later), ReceivedEvent("memory", told, later)]
        apply_events(session, post_room.keys, events, now=later)

    [times] = found(post_room.database, RECEIPT_TIME)
    assert totals(post_room.database, RECEIPTS_TAKEN) == {("memory", "delivered"): 1}
    assert (times.total, dict(times.buckets)[5], dict(times.buckets)[10]) == (7, 0, 1)


def told(room: PostRoom, fate: Fate) -> None:
    """Let the provider tell something of the only message that there is."""
    with room.database.writing() as session:
        row = session.execute(DELIVERIES.select()).one()
        token = delivery_token(row.dispatch_id, row.id, room.keys)
        event, now = Event("SM1", fate, fate, token=token, attempt=1), moment(session)
        apply_events(session, room.keys, [ReceivedEvent("memory", event, now)], now=now)


async def test_receipts_before_our_own_answer_count_the_message_once(post_room: PostRoom) -> None:
    post_room.hand_over(post_room.contacts(1))
    channel = Memory()
    channel.gate = asyncio.Event()
    sending = asyncio.create_task(post_room.lane_sender(channel, deadline=600).drain())
    await until(lambda: channel.sent, 600)

    told(post_room, Fate.ACCEPTED)
    told(post_room, Fate.DELIVERED)
    channel.gate.set()
    await sending

    assert totals(post_room.database, DELIVERIES_ENDED) == {
        ("routine", "sms", "memory", "accepted"): 1
    }
    assert totals(post_room.database, PARTS_ACCEPTED) == {("sms", "memory"): 1}
    assert [each.buckets[-1][1] for each in found(post_room.database, HAND_OVER)] == [1]


async def test_a_receipt_of_what_was_unknown_counts_it_as_accepted(post_room: PostRoom) -> None:
    post_room.hand_over(post_room.contacts(1))
    await post_room.lane_sender(Memory().says("+306900000000", Receipt(Outcome.UNKNOWN))).drain()

    told(post_room, Fate.DELIVERED)

    ended = totals(post_room.database, DELIVERIES_ENDED)
    assert {labels[-1]: number for labels, number in ended.items()} == {"unknown": 1, "accepted": 1}


def test_a_forged_receipt_is_counted_aside(post_room: PostRoom) -> None:
    told = Event("SM1", "delivered", Fate.DELIVERED, token="nobody")

    with post_room.database.writing() as session:
        now = moment(session)
        apply_events(session, post_room.keys, [ReceivedEvent("memory", told, now)], now=now)

    assert totals(post_room.database, RECEIPTS_ASIDE) == {("memory", "token not ours"): 1}
    assert totals(post_room.database, RECEIPTS_TAKEN) == {}


def test_a_counter_without_an_event_is_zero(post_room: PostRoom) -> None:
    with post_room.database.writing() as session:
        count(session, RECEIPTS_ASIDE, "memory", "token not ours")
    with post_room.database.reading() as session:
        found = {
            (each.measure, each.labels): each.total
            for each in list_counters(session, {"sms": ["memory"]})
        }

    assert found[DELIVERIES_ENDED, ("emergency", "sms", "memory", "invalid_recipient")] == 0
    assert found[RECEIPTS_TAKEN, ("memory", "delivered")] == 0
    assert found[RECEIPTS_ASIDE, ("memory", "token not ours")] == 1
    assert found[RECEIPTS_ASIDE, ("memory", "older attempt")] == 0
    assert len(found) == 3 * 9 + 1 + len(Fate) + 4


def test_an_undone_transaction_is_not_counted(post_room: PostRoom) -> None:
    with pytest.raises(LookupError), post_room.database.writing() as session:
        count(session, PARTS_ACCEPTED, "sms", "memory")
        raise LookupError

    assert totals(post_room.database, PARTS_ACCEPTED) == {}


async def test_three_writers_that_count_at_once_lose_nothing(database: Database) -> None:
    rows = [("sms", "a"), ("sms", "b")]

    def grow() -> None:
        for order in (rows, rows[::-1]) * 20:
            with database.writing() as session:
                for labels in order:
                    count(session, PARTS_ACCEPTED, *labels)

    await asyncio.gather(*(asyncio.to_thread(grow) for _ in range(3)))

    assert totals(database, PARTS_ACCEPTED) == dict.fromkeys(rows, 120)
