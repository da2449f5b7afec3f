"""What a clock that was wrong has stored holds nothing back, and while the time is doubted nothing
is given up."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from channels import ChannelSettings, Finding
from channels.registry import Contained
from channels.testing import Memory
from delivery import Lane, Repeat, State
from delivery.sending import nobody_at_work
from delivery.sending.far_moments import bring_back_far_moments
from delivery.sending.pace import longest, reserve, reserved
from delivery.sending.sweeping import sweep_in_doubt
from delivery.sending.timekeeping import Timekeeper
from delivery.states import State as Stands
from delivery.tables import BREAKERS, DELIVERIES, PACE, WORKERS
from delivery.workers import LEASE, enlist, lapsed
from runtime import Database, moment
from runtime.witness import SeenTime, watch_clock
from tests.delivery.conftest import PostRoom

AHEAD = [timedelta(hours=2), timedelta(days=365)]
RATE = 0.1  # parts a second


@pytest.mark.parametrize("ahead", AHEAD)
def test_a_pace_that_was_reserved_far_ahead_keeps_nobody_waiting(
    database: Database, ahead: timedelta
) -> None:
    with database.writing() as session:
        until = moment(session) + ahead
        session.execute(insert(PACE).values(channel="sms", free_at=until.timestamp()))

        assert reserved(session, "sms", RATE) == 0
        assert reserve(session, "sms", parts=30, rate=RATE) == 0
        # Some of the 300 s that were reserved have passed on a slow machine.
        assert 100 < reserve(session, "sms", parts=30, rate=RATE) <= 300


@pytest.mark.parametrize("rate", [0.01, 1.0, 100.0])
def test_a_pace_that_is_meant_is_kept(database: Database, rate: float) -> None:
    with database.writing() as session:
        until = moment(session).timestamp() + longest(rate) - 10
        session.execute(insert(PACE).values(channel="sms", free_at=until))

        assert reserve(session, "sms", parts=1, rate=rate) == pytest.approx(
            longest(rate) - 10, abs=5
        )


@pytest.mark.parametrize("ahead", AHEAD)
def test_a_lease_set_far_ahead_still_ends_after_its_length(
    database: Database, ahead: timedelta
) -> None:
    with database.writing() as session:
        ghost = enlist(session)
        now = moment(session)
        session.execute(update(WORKERS).values(lease_until=now + ahead))
        assert nobody_at_work(session)

        assert lapsed(session) == []
        until = session.scalar(select(WORKERS.c.lease_until))
        assert until is not None
        assert until <= moment(session) + LEASE
        session.execute(update(WORKERS).values(lease_until=now - LEASE))

        assert lapsed(session) == [ghost]


@dataclass(frozen=True)
class Put:
    """What stands in the table, and whether it is brought back."""

    name: str
    state: Stands
    attempt: int
    hours: float
    back: bool


PUT = (
    Put("a retry two hours ahead", State.QUEUED, 1, 2, True),
    Put("a second try in half an hour", State.QUEUED, 1, 0.5, False),
    Put("somebody's morning", State.QUEUED, 0, 9, False),
    Put("a morning in a year", State.QUEUED, 0, 24 * 365, True),
    Put("a repetition two hours ahead", State.UNKNOWN, 1, 2, True),
    Put("a repetition in seconds", State.UNKNOWN, 1, 0.004, False),
)


@pytest.mark.parametrize("put", PUT, ids=lambda put: put.name)
async def test_a_message_put_off_too_far_is_due_now(post_room: PostRoom, put: Put) -> None:
    post_room.hand_over(post_room.contacts(1))
    with post_room.database.writing() as session:
        now = moment(session)
        not_before = now + timedelta(hours=put.hours)
        session.execute(
            update(DELIVERIES).values(state=put.state, attempt=put.attempt, not_before=not_before)
        )

        bring_back_far_moments(session, now=now)

        assert session.scalar(select(DELIVERIES.c.not_before)) == (now if put.back else not_before)


def test_a_channels_pause_that_lies_far_ahead_is_over(database: Database) -> None:
    with database.writing() as session:
        now = moment(session)
        rest = {"lane": Lane.ROUTINE, "why": "transient", "since": now}
        for channel, minutes in (("soon", 5), ("far", 120)):
            until = now + timedelta(minutes=minutes)
            session.execute(insert(BREAKERS).values(channel=channel, until=until, **rest))

        bring_back_far_moments(session, now=now)

        assert session.scalars(select(BREAKERS.c.channel)).all() == ["soon"]


async def test_a_doubted_time_expires_nothing_and_gives_up_no_worker(
    post_room: PostRoom,
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(1), repeat=Repeat.RESEND)
    other, _ = post_room.worker()
    worker, _ = post_room.worker()
    post_room.time_passes(7200)

    with post_room.database.writing() as session:
        sweep_in_doubt(session, worker)

    assert post_room.states(dispatch) == {State.QUEUED: 1}
    with post_room.database.reading() as session:
        ended = session.scalar(select(WORKERS.c.ended_at).where(WORKERS.c.id == other))
    assert ended is None


class Watched(Memory):
    """A channel whose provider shows the time once it has been asked something."""

    shows: datetime | None = None

    def told_time(self) -> datetime | None:
        return self.shows

    async def probe(self) -> list[Finding]:
        self.shows = datetime.now(UTC)
        return []


class Broken(Watched):
    def told_time(self) -> datetime | None:
        raise KeyError

    async def probe(self) -> list[Finding]:
        raise KeyError


def stepped(database: Database, ahead: timedelta) -> None:
    with database.writing() as session:
        watch_clock(session)
        session.scalars(select(SeenTime)).one().seen_at -= ahead


@pytest.mark.parametrize("ahead", [*AHEAD, timedelta(hours=-2)])
async def test_a_provider_is_asked_for_the_time_in_doubt(
    database: Database, ahead: timedelta
) -> None:
    stepped(database, ahead)
    channels = [
        Contained("broken", Broken(ChannelSettings())),
        Contained("memory", Watched(ChannelSettings())),
    ]

    doubt = await Timekeeper(database, channels).look()

    assert doubt is None


async def test_a_doubted_time_stays_doubted_without_a_provider(database: Database) -> None:
    stepped(database, timedelta(days=365))

    doubt = await Timekeeper(database, [Contained("memory", Memory(ChannelSettings()))]).look()

    assert doubt is not None


async def test_a_clock_set_back_makes_put_off_messages_due_again(post_room: PostRoom) -> None:
    post_room.hand_over(post_room.contacts(1))
    late = datetime.now(UTC) + timedelta(days=365)
    with post_room.database.writing() as session:
        session.execute(update(DELIVERIES).values(not_before=late))
    stepped(post_room.database, -timedelta(days=365))

    await Timekeeper(post_room.database, [Contained("memory", Watched(ChannelSettings()))]).look()

    with post_room.database.reading() as session:
        not_before = session.scalar(select(DELIVERIES.c.not_before))
    assert not_before is not None
    assert not_before < late
