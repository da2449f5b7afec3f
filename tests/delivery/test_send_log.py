"""What a kill leaves behind, and how the next worker takes over."""

import asyncio
import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from channels import Medium, Outcome, Receipt
from channels.testing import Memory
from delivery import Lane, Repeat, State
from delivery.send_log import SendLog, SendResult, crashed_logs
from delivery.sending.batches import LaneQueue, claim_batch
from delivery.workers import DeliveryClaim
from tests.delivery.conftest import PostRoom
from tests.delivery.waiting import until

ONE, TWO, THREE = DeliveryClaim(1, 1), DeliveryClaim(2, 1), DeliveryClaim(3, 2)


def _dies_with(
    folder: Path,
    worker_id: int,
    *claims: DeliveryClaim,
    results: tuple[SendResult, ...] = (),
    torn: bytes = b"",
) -> None:
    """A process that writes these lines and is killed."""
    child = os.fork()
    if child == 0:
        log = SendLog(folder, worker_id)
        for each in claims:
            log.begun(each)
        for result in results:
            log.ended(result)
        with log.path.open("ab") as file:
            file.write(torn)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_wreck_tells_who_was_in_the_air(tmp_path: Path) -> None:
    result = SendResult(TWO, Receipt(Outcome.ACCEPTED, "SM123", "201"))
    _dies_with(tmp_path, 7, ONE, TWO, THREE, results=(result,))

    (crashed,) = crashed_logs(tmp_path)

    assert (crashed.worker_id, crashed.under_way, crashed.results) == (7, (ONE, THREE), (result,))


def test_a_line_cut_short_was_never_acted_on(tmp_path: Path) -> None:
    _dies_with(tmp_path, 7, ONE, torn=b"b 2")

    (crashed,) = crashed_logs(tmp_path)

    assert crashed.under_way == (ONE,)


def test_a_wreck_is_buried_once(tmp_path: Path) -> None:
    _dies_with(tmp_path, 7, ONE)

    assert len(list(crashed_logs(tmp_path))) == 1
    assert list(crashed_logs(tmp_path)) == []


def test_a_wreck_that_could_not_be_stored_stays(tmp_path: Path) -> None:
    _dies_with(tmp_path, 7, ONE)

    for _ in crashed_logs(tmp_path):
        break  # the database failed

    assert len(list(crashed_logs(tmp_path))) == 1


def test_the_log_of_a_living_worker_is_left_alone(tmp_path: Path) -> None:
    log = SendLog(tmp_path, 7)
    log.begun(ONE)
    child = os.fork()
    if child == 0:
        os._exit(len(list(crashed_logs(tmp_path))))

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    log.close()


def test_a_log_that_is_cleared_tells_nothing(tmp_path: Path) -> None:
    log = SendLog(tmp_path, 7)
    log.begun(ONE)

    log.clear()

    assert log.path.read_bytes() == b""
    log.close()


@pytest.mark.filterwarnings("ignore:This process")
async def test_the_next_worker_holds_begun_messages_and_queues_the_rest(
    post_room: PostRoom,
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(5))
    worker_id, station = post_room.worker()
    lane_queue = LaneQueue(Lane.ROUTINE, Memory.medium, "memory", None, worker_id)
    with post_room.database.writing() as session:
        first, second, *_ = claim_batch(session, lane_queue, station.builder).messages
    station.send_log.close()
    result = SendResult(second.claim, Receipt(Outcome.ACCEPTED, "SM2"))
    _dies_with(post_room.flights, worker_id, first.claim, second.claim, results=(result,))

    post_room.sweep(post_room.worker()[0])

    assert post_room.rows(dispatch) == [
        (State.UNKNOWN, 1, False),
        (State.ACCEPTED, 1, False),
        *[(State.QUEUED, 0, False)] * 3,
    ]


async def test_an_emergency_begun_by_a_dead_worker_is_marked_doubled(
    post_room: PostRoom,
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(1), lane=Lane.EMERGENCY, repeat=Repeat.RESEND)
    worker_id, station = post_room.worker()
    lane_queue = LaneQueue(Lane.EMERGENCY, Memory.medium, "memory", None, worker_id)
    with post_room.database.writing() as session:
        (only,) = claim_batch(session, lane_queue, station.builder).messages
    station.send_log.close()
    _dies_with(post_room.flights, worker_id, only.claim)
    lane_sender = post_room.lane_sender(Memory(), lane=Lane.EMERGENCY)
    post_room.sweep(lane_sender.lane_queue.worker_id)

    post_room.time_passes(16)
    post_room.sweep(lane_sender.lane_queue.worker_id)
    await lane_sender.drain()

    assert post_room.rows(dispatch) == [(State.ACCEPTED, 2, True)]


async def test_a_worker_elsewhere_that_never_comes_back_leaves_unknowns(
    post_room: PostRoom,
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(2))
    worker_id, station = post_room.worker()
    lane_queue = LaneQueue(Lane.ROUTINE, Memory.medium, "memory", None, worker_id)
    with post_room.database.writing() as session:
        claim_batch(session, lane_queue, station.builder)

    post_room.time_passes(21)
    post_room.sweep(post_room.worker()[0])

    assert post_room.states(dispatch) == {State.UNKNOWN: 2}


async def test_the_late_answer_of_a_lost_worker_is_still_welcome(
    post_room: PostRoom,
) -> None:
    channel = Memory()
    channel.gate = asyncio.Event()
    dispatch = post_room.hand_over(post_room.contacts(1))
    sending = asyncio.create_task(post_room.lane_sender(channel).drain())
    await until(lambda: channel.sent)
    other = post_room.worker()[0]

    def is_given_up() -> bool:
        # The sender may look for more, and renew its lease with that, after it began this one.
        post_room.time_passes(21)
        post_room.sweep(other)
        return post_room.states(dispatch) == {State.UNKNOWN: 1}

    await until(is_given_up)

    channel.gate.set()
    await sending

    assert post_room.states(dispatch) == {State.ACCEPTED: 1}


async def test_a_dispatch_settles_when_nothing_is_open(post_room: PostRoom) -> None:
    from delivery.status import is_finished

    lane_sender = post_room.lane_sender(Memory())
    dispatch = post_room.hand_over(
        post_room.contacts(2), repeat=Repeat.HOLD, lasts=timedelta(minutes=5)
    )
    with post_room.database.reading() as session:
        assert not is_finished(session, dispatch)

    await lane_sender.drain()

    with post_room.database.reading() as session:
        assert is_finished(session, dispatch)


async def test_an_unreadable_send_log_does_not_keep_others_from_recovery(
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
    os.close(station.send_log._file)
    (post_room.flights / "0-other-user.log").mkdir()
    (post_room.flights / "notes.log").write_text("who put this here?")

    post_room.sweep(post_room.worker()[0])

    assert post_room.states(dispatch) == {State.QUEUED: 1}
