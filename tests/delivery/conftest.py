"""A post room: contacts to write to, dispatches to hand over, and a worker whose channel only
remembers."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from channels import ChannelSettings, Medium, Wording
from channels.registry import Contained
from channels.testing import Memory
from delivery import (
    Lane,
    Parcel,
    Repeat,
    State,
    add_recipients,
    prepare_dispatch,
    select_recipients,
)
from delivery.contacts import Address, keep_contacts
from delivery.leases import Lease
from delivery.send_log import SendLog
from delivery.sending.batches import LaneQueue
from delivery.sending.breakers import LaneBreaker
from delivery.sending.context import SendingContext
from delivery.sending.loop import LaneSender
from delivery.sending.messages import MessageBuilder
from delivery.sending.recorder import Recorder
from delivery.sending.senders import ChannelSender
from delivery.sending.sweeping import recover_crashed, sweep
from delivery.status import Tally, count_dispatch
from delivery.stopping import Stops
from delivery.tables import DELIVERIES
from delivery.workers import enlist
from runtime import Database, Keys, moment

WORDS = (
    Wording(0, Medium.SMS, "el", "ΧΙΟΝΙ"),
    Wording(0, Medium.SMS, "en", "SNOW"),
    Wording(0, Medium.EMAIL, "el", "Χιόνι", "Χιόνι"),
)


@dataclass
class PostRoom:
    """What the tests of delivery speak to."""

    database: Database
    keys: Keys
    flights: Path
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def contacts(self, count: int, first: int = 0) -> list[int]:
        numbers = [Address(Medium.SMS, f"+3069{first + n:08d}") for n in range(count)]
        with self.database.writing() as session:
            return list(keep_contacts(session, self.keys, numbers).values())

    def hand_over(
        self,
        contacts: list[int],
        *,
        lane: Lane = Lane.ROUTINE,
        repeat: Repeat = Repeat.HOLD,
        priority: int = 0,
        lasts: timedelta = timedelta(hours=1),
        language: str = "el",
    ) -> int:
        with self.database.writing() as session:
            now = moment(session)
            parcel = Parcel(lane, repeat, now + lasts, WORDS, priority)
            dispatch_id = prepare_dispatch(session, parcel, now=now)
            add_recipients(session, dispatch_id, select_recipients(contacts, language=language))
        return dispatch_id

    def worker(self) -> tuple[int, SendingContext]:
        with self.database.writing() as session:
            worker_id = enlist(session)
        log = SendLog(self.flights, worker_id)
        stops = Stops(self.database)
        recorder = Recorder(self.database, log, self.stop, stops)
        builder = MessageBuilder(self.keys, "")
        return worker_id, SendingContext(
            self.database, builder, log, recorder, self.stop, stops, Lease()
        )

    def lane_sender(
        self,
        channel: Memory,
        *relief: Memory,
        lane: Lane = Lane.ROUTINE,
        rate: float | None = None,
        deadline: float = 5,
    ) -> LaneSender:
        """A lane sender of a worker of its own, whose first channel is `channel`."""
        worker_id, station = self.worker()
        told = ChannelSettings(rate=rate, concurrency=4, deadline=deadline)
        senders = [self.sender(each, lane, told, worker_id, []) for each in (channel, *relief)]
        return LaneSender(senders, station)

    def sender(
        self,
        channel: Memory,
        lane: Lane,
        told: ChannelSettings,
        worker_id: int,
        peers: list[LaneBreaker],
    ) -> ChannelSender:
        name = channel.settings.name or "memory"
        return ChannelSender(
            LaneQueue(lane, channel.medium, name, told.rate, worker_id),
            Contained(name, channel),
            told,
            peers,
        )

    def tally(self, dispatch_id: int) -> Tally:
        with self.database.reading() as session:
            return count_dispatch(session, dispatch_id)

    def states(self, dispatch_id: int) -> dict[State, int]:
        return dict(self.tally(dispatch_id).by_state)

    def rows(self, dispatch_id: int) -> list[tuple[State, int, bool]]:
        d = DELIVERIES.c
        query = (
            select(d.state, d.attempt, d.doubled).where(d.dispatch_id == dispatch_id).order_by(d.id)
        )
        with self.database.reading() as session:
            return [(row.state, row.attempt, row.doubled) for row in session.execute(query)]

    def sweep(self, worker_id: int) -> None:
        recover_crashed(self.database, self.flights)
        with self.database.writing() as session:
            sweep(session, worker_id)

    def time_passes(self, seconds: float) -> None:
        """Move everything that waits, and every lease, this much nearer."""
        from sqlalchemy import update

        from delivery.tables import DISPATCHES, WORKERS

        back = timedelta(seconds=seconds)
        with self.database.writing() as session:
            for table, column in (
                (DELIVERIES, "not_before"),
                (DISPATCHES, "expires_at"),
                (WORKERS, "lease_until"),
            ):
                key = table.primary_key.columns.values()[0]
                for row in session.execute(
                    select(key, table.c[column]).where(table.c[column].is_not(None))
                ).all():
                    session.execute(
                        update(table).where(key == row[0]).values({column: row[1] - back})
                    )


@pytest.fixture
async def post_room(database: Database, vault: Keys, tmp_path: Path) -> PostRoom:
    return PostRoom(database, vault, tmp_path / "flights")


@pytest.fixture
def today() -> datetime:
    return datetime.now(UTC)
