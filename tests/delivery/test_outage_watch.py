"""What the other processes and staff are told of a channel that does not send: once, and without
delaying anybody."""

from pathlib import Path

import pytest
from sqlalchemy import select

from channels import ChannelFailure, Outcome, Receipt, Throttled, Unauthorised, Unavailable
from channels.testing import Memory
from delivery import Lane
from delivery.sending.breakers import LaneBreaker
from delivery.sending.outage_watch import LASTING_SECONDS, OutageWatch
from delivery.sending.outages import forget_outages
from delivery.sending.senders import ChannelSender
from delivery.tables import BREAKERS, DISPATCHES, WORDINGS
from runtime import Home, moment
from runtime.config import Config, StaffNotice
from runtime.database import DatabaseBusy
from tests.delivery.conftest import PostRoom

DUTY = StaffNotice(emails=("duty@town.example.gr",), language="en")


class Watch:
    """A worker with one channel in two lanes, and its outage watch."""

    def __init__(self, room: PostRoom) -> None:
        self.room = room
        home = Home(Path(), Config(staff_notice=DUTY), room.keys, room.database)
        peers: list[LaneBreaker] = []
        told = Memory().settings
        self.senders: dict[Lane, ChannelSender] = {
            lane: room.sender(Memory(), lane, told, 1, peers)
            for lane in (Lane.ROUTINE, Lane.EMERGENCY)
        }
        self.watch = OutageWatch(home, self.senders.values())

    def fails(self, failure: ChannelFailure, *, ago: float = 0) -> None:
        breaker = self.senders[Lane.ROUTINE].breaker
        breaker.failed(failure, breaker.epoch)
        breaker.since -= ago

    def works(self) -> None:
        for sender in self.senders.values():
            sender.breaker.until = 0
            assert sender.breaker.ready()
            sender.breaker.answered(Receipt(Outcome.ACCEPTED), sender.breaker.epoch)

    def rows(self) -> list[tuple[str, str]]:
        query = select(BREAKERS.c.lane, BREAKERS.c.why).order_by(BREAKERS.c.lane)
        with self.room.database.reading() as session:
            return [tuple(row) for row in session.execute(query)]

    def notes(self) -> list[str]:
        query = select(WORDINGS.c.subject).join(
            DISPATCHES, DISPATCHES.c.id == WORDINGS.c.dispatch_id
        )
        named = query.where(WORDINGS.c.language == "en", WORDINGS.c.medium == "email")
        with self.room.database.reading() as session:
            return list(session.scalars(named))


@pytest.fixture
def watch(post_room: PostRoom) -> Watch:
    return Watch(post_room)


def test_staff_are_told_at_once_of_settings_the_provider_refuses(
    watch: Watch, post_room: PostRoom
) -> None:
    post_room.hand_over(post_room.contacts(3))
    watch.fails(Unauthorised("20003"))

    watch.watch.look()
    watch.watch.look()

    assert watch.rows() == [("emergency", "unauthorised 20003"), ("routine", "unauthorised 20003")]
    assert watch.notes() == [
        "The channel memory does not send: the provider refuses our password (20003)"
    ]


def test_a_passing_fault_is_told_only_after_a_minute(watch: Watch, post_room: PostRoom) -> None:
    watch.fails(Unavailable("refused"), ago=LASTING_SECONDS - 5)
    post_room.hand_over(post_room.contacts(3))
    watch.watch.look()
    assert (watch.rows(), watch.notes()) == ([("routine", "transient refused")], [])

    watch.senders[Lane.ROUTINE].breaker.since -= 10
    watch.watch.look()

    assert watch.notes() == ["The channel memory does not send: a fault that may pass (refused)"]


def test_an_outage_that_keeps_nobody_waiting_wakes_nobody(watch: Watch) -> None:
    watch.fails(Unavailable("refused"), ago=2 * LASTING_SECONDS)

    watch.watch.look()

    assert watch.notes() == []


def test_two_processes_tell_of_an_outage_once(watch: Watch, post_room: PostRoom) -> None:
    other = Watch(post_room)
    for each in (watch, other):
        each.fails(Unauthorised("20003"))

    for each in (watch, other):
        each.watch.look()

    assert len(watch.notes()) == 1


async def test_a_command_that_cron_repeats_tells_it_once(watch: Watch, post_room: PostRoom) -> None:
    for each in (watch, Watch(post_room)):
        each.fails(Unauthorised("20003"))
        each.watch.look()
        await each.watch.leave()

    assert len(watch.notes()) == 1


def test_a_channel_that_works_again_is_forgotten_by_all(watch: Watch, post_room: PostRoom) -> None:
    watch.fails(Unauthorised("20003"))
    watch.watch.look()
    other = Watch(post_room)
    other.works()

    other.watch.look()

    assert watch.rows() == []


async def test_a_worker_that_leaves_takes_its_rows_along(watch: Watch) -> None:
    watch.fails(Throttled("429"))
    watch.watch.look()

    await watch.watch.leave()

    assert watch.rows() == []


def test_an_outage_not_met_for_long_is_forgotten(watch: Watch, post_room: PostRoom) -> None:
    watch.fails(Throttled("429"))
    watch.senders[Lane.ROUTINE].breaker.until -= 500
    watch.watch.look()
    with post_room.database.writing() as session:
        forget_outages(session, now=moment(session))
    assert watch.rows() != []

    watch.senders[Lane.ROUTINE].breaker.until -= 110
    watch.watch.look()
    with post_room.database.writing() as session:
        forget_outages(session, now=moment(session))

    assert watch.rows() == []


def test_the_outage_watch_waits_for_no_writer(watch: Watch, post_room: PostRoom) -> None:
    if not post_room.database.is_sqlite:
        pytest.skip("writers of PostgreSQL do not wait for each other")
    watch.fails(Throttled("429"))

    with post_room.database.writing() as session:
        moment(session)
        with pytest.raises(DatabaseBusy):
            watch.watch.look()

    watch.watch.look()
    assert watch.rows() == [("routine", "throttled 429")]
