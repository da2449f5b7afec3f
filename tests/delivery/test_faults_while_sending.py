"""Faults while messages are being sent: full disks, machines that go down, adapters and databases
that do what nobody foresaw."""

import asyncio
import os
import resource
import signal
import time
from collections.abc import Callable
from contextlib import _GeneratorContextManager
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session

from channels import Medium, Message, Outcome, Receipt, Unavailable
from channels.testing import Memory
from delivery import Lane, State
from delivery.send_log import SendLog, SendResult, crashed_logs
from delivery.sending.batches import LaneQueue, claim_batch
from delivery.sending.recorder import Recorder
from delivery.stopping import Stops, stop_dispatches
from delivery.workers import DeliveryClaim
from runtime import Database, moment
from tests.delivery.conftest import PostRoom

T = TypeVar("T")


def _ends(work: Callable[[], int]) -> int:
    """The exit code of a process that does this."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.filterwarnings("ignore:This process")
def test_a_disk_that_fills_up_keeps_the_send_log_readable(
    tmp_path: Path,
) -> None:
    def fills_up() -> int:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        log = SendLog(tmp_path, 7)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
        noted = 0
        for number in range(1, 9):
            try:
                log.begun(DeliveryClaim(number, 1))
                noted += 1
            except OSError:
                continue
        return noted

    assert _ends(fills_up) == 3

    [crashed] = crashed_logs(tmp_path)
    assert (crashed.under_way, crashed.whole) == (
        (DeliveryClaim(1, 1), DeliveryClaim(2, 1), DeliveryClaim(3, 1)),
        True,
    )


@pytest.mark.parametrize(
    "damage", [b"\x00\x00\x00\x00\n", b"b 1b 2 1\n", b"e 1\t1\tno such word\t\t\n", b"b 1\n"]
)
async def test_a_damaged_send_log_makes_every_claimed_message_unknown(
    post_room: PostRoom, damage: bytes
) -> None:
    dispatch, log = _claimed(post_room)
    with log.path.open("ab") as file:
        file.write(damage)
    os.close(log._file)

    post_room.sweep(post_room.worker()[0])

    assert post_room.states(dispatch) == {State.UNKNOWN: 3}


async def test_a_machine_that_went_down_leaves_every_claimed_message_unknown(
    post_room: PostRoom,
) -> None:
    dispatch, log = _claimed(post_room)
    os.close(log._file)
    log.path.rename(log.path.with_name(f"{log.path.stem.split('-')[0]}-earlier.log"))

    post_room.sweep(post_room.worker()[0])

    assert post_room.states(dispatch) == {State.UNKNOWN: 3}


async def test_a_providers_name_that_no_database_takes_loses_no_result(
    post_room: PostRoom,
) -> None:
    strange = Receipt(Outcome.ACCEPTED, provider_id="SM\x001\ud800\t\n2", code="2\x000")
    channel = Memory().says("+306900000001", strange)
    dispatch = post_room.hand_over(post_room.contacts(3))

    await post_room.lane_sender(channel).drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 3}


async def test_an_adapter_that_returns_no_receipt_spoils_one_message(
    post_room: PostRoom,
) -> None:
    channel = Memory()
    kept = channel.send

    async def forgetful(message: Message) -> Receipt | None:
        receipt = await kept(message)
        return None if message.to == "+306900000001" else receipt

    channel.send = forgetful  # type: ignore[assignment, method-assign]
    dispatch = post_room.hand_over(post_room.contacts(12))

    await post_room.lane_sender(channel).drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 11, State.UNKNOWN: 1}


NUMBERED = Receipt(Outcome.ACCEPTED, provider_id=12345)  # type: ignore[arg-type]


@pytest.mark.parametrize("answer", [NUMBERED, Unavailable(503, retry_after=0.05)])  # type: ignore[arg-type]
async def test_a_provider_that_answers_with_numbers_stops_no_lane(
    post_room: PostRoom, answer: Receipt | Unavailable
) -> None:
    channel = Memory()
    for number in range(5):  # as many as there are slots, and one
        channel.says(f"+3069{number:08d}", answer, Receipt(Outcome.ACCEPTED))
    dispatch = post_room.hand_over(post_room.contacts(12))
    lane_sender = post_room.lane_sender(channel)

    async with asyncio.timeout(20):
        while post_room.states(dispatch) != {State.ACCEPTED: 12}:
            await lane_sender.drain()


class Refusing(Database):
    """A database that will not have what is written, or has no time for it, once."""

    said: DBAPIError | None = None

    async def write(self, work: Callable[[Session], T]) -> T:
        said, self.said = self.said, None
        if said is not None:
            raise said
        return await super().write(work)


@pytest.mark.parametrize("said", [OperationalError, IntegrityError])
async def test_a_refusal_by_the_database_loses_no_result(
    post_room: PostRoom, said: type[DBAPIError]
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(2))
    worker_id, station = post_room.worker()
    with post_room.database.writing() as session:
        lane_queue = LaneQueue(Lane.ROUTINE, Medium.SMS, "memory", None, worker_id)
        left, stayed = claim_batch(session, lane_queue, station.builder).messages
    database = Refusing(post_room.database.engine)
    recorder = Recorder(database, station.send_log, post_room.stop, station.stops)
    recorder.begun()
    recorder.ended(SendResult(left.claim, Receipt(Outcome.ACCEPTED)))
    recorder.returned([stayed])

    database.said = said(
        "UPDATE delivery", None, Exception("canceling statement due to statement timeout")
    )
    await recorder.store()

    assert post_room.states(dispatch) == {State.ACCEPTED: 1, State.QUEUED: 1}


class Hurrying(Database):
    """A database that has no time for the first who reads."""

    looks = 0

    def reading(self) -> _GeneratorContextManager[Session]:
        self.looks += 1
        if self.looks == 1:
            raise OperationalError(
                "SELECT", None, Exception("canceling statement due to statement timeout")
            )
        return super().reading()


async def test_the_search_for_cancelled_messages_goes_on_after_a_failure(
    post_room: PostRoom,
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(1))
    worker_id, station = post_room.worker()
    with post_room.database.writing() as session:
        claim_batch(
            session,
            LaneQueue(Lane.ROUTINE, Medium.SMS, "memory", None, worker_id),
            station.builder,
        )
        stop_dispatches(session, [dispatch], now=moment(session))
    stops, stop = Stops(Hurrying(post_room.database.engine)), asyncio.Event()

    looking = asyncio.create_task(stops.keep_looking(stop))
    async with asyncio.timeout(20):
        while dispatch not in stops:
            await asyncio.sleep(0.02)
    stop.set()
    await looking


class Breaking(Database):
    """A database that fails as nobody foresaw, from the second claim on."""

    claims = 0

    async def write(self, work: Callable[[Session], T]) -> T:
        if "claim" in work.__qualname__:
            self.claims += 1
            if self.claims > 1:
                raise RuntimeError("nobody foresaw this")
        return await super().write(work)


async def test_a_message_under_way_ends_although_the_next_cannot_leave(
    post_room: PostRoom,
) -> None:
    post_room.database = Breaking(post_room.database.engine)
    channel = Memory().says("+306900000000", 0.3)
    dispatch = post_room.hand_over(post_room.contacts(1))
    lane_sender = post_room.lane_sender(channel)

    with pytest.raises(RuntimeError):
        await lane_sender.drain()
    await lane_sender._context.recorder.store()

    assert post_room.states(dispatch) == {State.ACCEPTED: 1}


async def test_a_result_is_stored_although_its_task_was_cancelled(
    post_room: PostRoom,
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(1))
    worker_id, station = post_room.worker()
    with post_room.database.writing() as session:
        [only] = claim_batch(
            session,
            LaneQueue(Lane.ROUTINE, Memory.medium, "memory", None, worker_id),
            station.builder,
        ).messages
    station.recorder.begun()
    station.recorder.ended(SendResult(only.claim, Receipt(Outcome.ACCEPTED, "SM1")))

    def locks(_: Session) -> None:
        time.sleep(0.2)

    busy = asyncio.ensure_future(post_room.database.write(locks))
    storing = asyncio.ensure_future(station.recorder.store())
    await asyncio.sleep(0.05)
    storing.cancel()
    await busy
    await station.recorder.store()

    assert post_room.states(dispatch) == {State.ACCEPTED: 1}


def _claimed(post_room: PostRoom) -> tuple[int, SendLog]:
    """Three messages claimed by a worker, one of them being sent."""
    dispatch = post_room.hand_over(post_room.contacts(3))
    worker_id, station = post_room.worker()
    lane_queue = LaneQueue(Lane.ROUTINE, Memory.medium, "memory", None, worker_id)
    with post_room.database.writing() as session:
        first, *_ = claim_batch(session, lane_queue, station.builder).messages
    station.send_log.begun(first.claim)
    return dispatch, station.send_log
