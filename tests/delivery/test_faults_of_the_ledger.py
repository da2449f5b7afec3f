"""Faults that one delivery, one worker or one key brings, and what they may not do to all
others."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select, update

from channels.explanations import explain_cause
from channels.testing import Memory
from delivery import BlockReason, Lane, Repeat, State, withdraw_messages
from delivery.sending.batches import LaneQueue, claim_batch, give_back
from delivery.status import list_deliveries
from delivery.tables import CONTACTS
from delivery.workers import renew
from runtime import moment
from runtime.keys import WrongKey, create_keys
from tests.delivery.conftest import PostRoom
from tests.delivery.waiting import until

QUEUE = (Lane.ROUTINE, Memory.medium, "memory", None)


def _spoil(post_room: PostRoom, contact: int, address: bytes) -> None:
    with post_room.database.writing() as session:
        session.execute(update(CONTACTS).where(CONTACTS.c.id == contact).values(address=address))


def _swap(post_room: PostRoom, one: int, other: int, columns: str) -> None:
    """As somebody does who can write into the database."""
    mine = (CONTACTS.c.id, *(CONTACTS.c[name] for name in columns.split(", ")))
    with post_room.database.writing() as session:
        rows = [
            session.execute(select(*mine).where(CONTACTS.c.id == each)).one()
            for each in (one, other)
        ]
        for each in (one, other):
            session.execute(
                update(CONTACTS).where(CONTACTS.c.id == each).values(digest=bytes([each]) * 32)
            )
        for each, row in zip((other, one), rows, strict=True):
            values = {name: value for name, value in row._asdict().items() if name != "id"}
            session.execute(update(CONTACTS).where(CONTACTS.c.id == each).values(values))


@pytest.mark.parametrize("damage", [b"\x01", b"\x01short", b"\xff" * 60, b"\x01" + b"\x00" * 4096])
async def test_a_poisoned_recipient_is_named_and_stops_nobody_else(
    post_room: PostRoom, damage: bytes
) -> None:
    channel, contacts = Memory(), post_room.contacts(5)
    _spoil(post_room, contacts[0], damage)
    dispatch = post_room.hand_over(contacts)
    lane_sender = post_room.lane_sender(channel)

    await lane_sender.drain()
    await lane_sender.drain()

    assert len(channel.sent) == 4
    assert post_room.states(dispatch) == {State.ACCEPTED: 4, State.SKIPPED: 1}
    with post_room.database.reading() as session:
        [skipped] = list_deliveries(session, post_room.keys, dispatch, (State.SKIPPED,))
    assert (skipped.cause, skipped.address) == ("unreadable", "unreadable")


@pytest.mark.parametrize("column", ["address", "address, digest"])
async def test_addresses_that_were_swapped_reach_nobody(post_room: PostRoom, column: str) -> None:
    channel, contacts = Memory(), post_room.contacts(5)
    _swap(post_room, contacts[1], contacts[2], column)
    dispatch = post_room.hand_over(contacts)

    await post_room.lane_sender(channel).drain()

    told = [message.to for message in channel.sent]
    assert told == ["+306900000000", "+306900000003", "+306900000004"]
    with post_room.database.reading() as session:
        skipped = list(list_deliveries(session, post_room.keys, dispatch, (State.SKIPPED,)))
    assert [each.cause for each in skipped] == ["unreadable", "unreadable"]
    assert explain_cause("unreadable").endswith("put there from another row")


async def test_a_wrong_key_skips_nobody(post_room: PostRoom, tmp_path: Path) -> None:
    dispatch = post_room.hand_over(post_room.contacts(30))
    post_room.keys = create_keys(tmp_path / "another.key")
    lane_sender = post_room.lane_sender(Memory())

    with pytest.raises(WrongKey):
        await lane_sender.drain()

    assert post_room.states(dispatch) == {State.QUEUED: 30}


async def test_a_recipient_does_not_wait_behind_blocked_contacts(
    post_room: PostRoom,
) -> None:
    channel, blocked = Memory(), post_room.contacts(450)
    post_room.hand_over(blocked)
    post_room.hand_over(post_room.contacts(1, first=900))
    with post_room.database.writing() as session:
        left = (
            update(CONTACTS).where(CONTACTS.c.id.in_(blocked)).values(block=BlockReason.OPTED_OUT)
        )
        session.execute(left)

    await post_room.lane_sender(channel).drain()

    assert [message.to for message in channel.sent] == ["+306900000900"]


async def test_a_message_not_begun_is_queued_again_after_the_lease(
    post_room: PostRoom,
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(2))
    worker_id, station = post_room.worker()
    with post_room.database.writing() as session:
        first, second = claim_batch(session, LaneQueue(*QUEUE, worker_id), station.builder).messages
    post_room.time_passes(21)
    post_room.sweep(post_room.worker()[0])
    assert post_room.states(dispatch) == {State.UNKNOWN: 2}

    with post_room.database.writing() as session:
        give_back(session, [first.claim])

    assert post_room.rows(dispatch) == [(State.QUEUED, 0, False), (State.UNKNOWN, 1, False)]
    assert second.claim.attempt == 1


async def test_a_worker_gone_for_the_second_time_leaves_nothing_sending(
    post_room: PostRoom,
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(1), lane=Lane.EMERGENCY, repeat=Repeat.RESEND)
    stalled, station = post_room.worker()
    successor, _ = post_room.worker()
    post_room.time_passes(21)
    post_room.sweep(successor)
    with (
        post_room.database.writing() as session
    ):  # it wakes, claims before its next sweep, and its machine burns down
        claim_batch(session, LaneQueue(Lane.EMERGENCY, *QUEUE[1:], stalled), station.builder)
    post_room.time_passes(21)
    with post_room.database.writing() as session:
        renew(session, successor)

    post_room.sweep(successor)

    assert post_room.states(dispatch) == {State.UNKNOWN: 1}


async def test_a_person_who_leaves_in_mid_broadcast_is_not_told(
    post_room: PostRoom,
) -> None:
    channel, contacts = Memory(), post_room.contacts(450)
    last = post_room.contacts(1, first=449)
    channel.gate = asyncio.Event()
    dispatch = post_room.hand_over(contacts)
    sending = asyncio.create_task(post_room.lane_sender(channel).drain())
    await until(lambda: channel.sent)

    with post_room.database.writing() as session:
        withdraw_messages(session, last, now=moment(session))
    channel.gate.set()
    await sending

    assert "+306900000449" not in {message.to for message in channel.sent}
    assert post_room.states(dispatch) == {State.ACCEPTED: 449, State.SKIPPED: 1}
