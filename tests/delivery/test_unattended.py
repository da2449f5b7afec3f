"""Dispatches that wait while no worker is at work, on both databases."""

from datetime import timedelta

from delivery.sending import list_unattended
from delivery.stopping import stop_dispatches
from delivery.tables import DELIVERIES, DISPATCHES
from delivery.workers import enlist
from runtime import moment
from tests.delivery.conftest import PostRoom


def unattended(post_room: PostRoom, *dispatch_ids: int) -> frozenset[int]:
    with post_room.database.reading() as session:
        return list_unattended(session, dispatch_ids)


def test_a_dispatch_that_waits_without_a_worker_is_unattended(post_room: PostRoom) -> None:
    first, second = (post_room.hand_over(post_room.contacts(2, first)) for first in (0, 10))

    assert unattended(post_room, first) == {first}
    assert unattended(post_room, first, second) == {first, second}


def test_a_dispatch_with_a_worker_at_work_is_attended(post_room: PostRoom) -> None:
    waiting = post_room.hand_over(post_room.contacts(2))
    with post_room.database.writing() as session:
        enlist(session)

    assert unattended(post_room, waiting) == frozenset()


def test_a_dispatch_for_the_morning_needs_no_worker_yet(post_room: PostRoom) -> None:
    waiting = post_room.hand_over(post_room.contacts(2))
    with post_room.database.writing() as session:
        later = moment(session) + timedelta(hours=8)
        session.execute(DELIVERIES.update().values(not_before=later))

    assert unattended(post_room, waiting) == frozenset()


def test_stopped_and_quarantined_dispatches_wait_for_no_worker(post_room: PostRoom) -> None:
    stopped, held = (post_room.hand_over(post_room.contacts(2, first)) for first in (0, 10))
    with post_room.database.writing() as session:
        now = moment(session)
        stop_dispatches(session, [stopped], now=now)
        quarantined = DISPATCHES.update().where(DISPATCHES.c.id == held)
        session.execute(quarantined.values(held_at=now))

    assert unattended(post_room, stopped, held) == frozenset()
