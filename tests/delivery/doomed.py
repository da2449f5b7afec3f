"""A worker that is killed at a chosen point of its second message, the channel it sends by, and the
peer that counts what arrived."""

import asyncio
import os
import signal
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from sqlalchemy import func, select
from sqlmodel import Session

from channels import ChannelSettings, Medium, Message, Outcome, Receipt
from delivery.quarantine.detection import MARK
from delivery.sending import at_work
from delivery.sending.batches import Batch
from delivery.states import State
from delivery.tables import DELIVERIES
from engine import InlineEngine
from runtime import Database, Home, open_home
from runtime.database.sessions import T

SECOND = "+306900000001"
PEOPLE = 3
HANGS = "hangs"


class Point(StrEnum):
    """Where in the life of a message its worker dies."""

    BEFORE_CLAIM = "before claim"
    AFTER_CLAIM = "after claim"
    AFTER_CONNECT = "after connect"
    AFTER_BODY = "after body"
    AFTER_ANSWER = "after answer"
    AFTER_COMMIT = "after commit"


def dies() -> None:
    """What `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


class LineSettings(ChannelSettings):
    """Where the peer listens, and at which point of the second message this process ends."""

    port: int
    point: str = ""


class Line:
    """Carries SMS over one TCP connection each: the address in a line, and the peer's number in the
    answer."""

    medium: ClassVar[Medium] = Medium.SMS
    Settings: ClassVar[type[ChannelSettings]] = LineSettings

    hanging: ClassVar[asyncio.Event] = asyncio.Event()

    def __init__(self, settings: ChannelSettings) -> None:
        assert isinstance(settings, LineSettings)
        self._settings = settings

    async def send(self, message: Message) -> Receipt:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._settings.port)
        self._reached(Point.AFTER_CONNECT, message)
        writer.write(f"{message.to}\n".encode())
        await writer.drain()
        self._reached(Point.AFTER_BODY, message)
        if self._settings.point == HANGS and message.to == SECOND:
            Line.hanging.set()
            await asyncio.Event().wait()
        number = (await reader.readline()).decode().strip()
        self._reached(Point.AFTER_ANSWER, message)
        writer.close()
        return Receipt(Outcome.ACCEPTED, provider_id=number)

    def _reached(self, point: Point, message: Message) -> None:
        if self._settings.point == point and message.to == SECOND:
            dies()

    async def close(self) -> None:
        """Nothing is pooled."""


class Peer(socketserver.TCPServer):
    """What the provider would show: every address whose line arrived, in a process that survives;
    it takes one connection after the other."""

    received: list[str]

    def catch_up(self) -> None:
        """Return once every line sent before has been read."""
        with socket.create_connection(("127.0.0.1", self.server_address[1])) as line:
            line.shutdown(socket.SHUT_WR)
            line.recv(1)


class _Taking(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        line = self.rfile.readline().decode()
        if line.endswith("\n"):
            assert isinstance(self.server, Peer)
            self.server.received.append(line.strip())
            self.wfile.write(b"line-%d\n" % len(self.server.received))


@contextmanager
def a_peer() -> Iterator[Peer]:
    """A peer that listens on a port of its own."""
    with Peer(("127.0.0.1", 0), _Taking) as peer:
        peer.received = []
        threading.Thread(target=peer.serve_forever, args=(0.02,), daemon=True).start()
        yield peer
        peer.shutdown()


class Doomed(Database):
    """A database whose process ends beside one of its commits, once it is at work."""

    point = ""
    armed = False

    async def write(self, work: Callable[[Session], T]) -> T:
        if self.armed and self.point == Point.BEFORE_CLAIM:
            dies()
        done = await super().write(work)
        if (
            self.armed
            and self.point == Point.AFTER_CLAIM
            and isinstance(done, Batch)
            and done.messages
        ):
            dies()
        if self.armed and self.point == Point.AFTER_COMMIT and self._accepted() == PEOPLE:
            dies()
        return done

    def _accepted(self) -> int:
        count = select(func.count()).where(DELIVERIES.c.state == State.ACCEPTED)
        with self.reading() as session:
            return session.scalar(count) or 0


@dataclass
class Office:
    """A home whose SMS go by the line, and its workers: one that dies, and those that come after
    it."""

    folder: Path
    address: str
    peer: Peer

    def home(self, point: str = "") -> Home:
        told = f'''
            database = "{self.address}"
            [routes]
            sms = ["line"]
            email = []
            [channels.line]
            port = {self.peer.server_address[1]}
            point = "{point}"
            concurrency = 1
        '''
        (self.folder / "tocsin.toml").write_text(told, "utf-8")
        return open_home(self.folder, {})

    def loses_a_worker(self, point: Point) -> None:
        """A process of its own begins to deliver and is killed at this point."""
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(self._dying(point))
            finally:
                os._exit(1)  # it should not have lived so long
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, (
            "it was not killed"
        )
        self.peer.catch_up()

    def is_called_off(self) -> None:
        """A process delivers until all its tasks are cancelled while the second message is in the
        air; it leaves as well as it can."""
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(self._hanging())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        self.peer.catch_up()

    async def _hanging(self) -> None:
        signal.alarm(20)
        home, stop = self.home(HANGS), asyncio.Event()
        async with at_work(home, stop) as worker:
            running = asyncio.create_task(InlineEngine(worker.jobs).run(stop))
            await Line.hanging.wait()
            running.cancel()
            await asyncio.wait({running})

    def works(self, until: Callable[[Session], bool]) -> None:
        """A worker takes over and delivers until that is so."""
        home = self.home()
        # Tests let time pass by setting leases back, which otherwise tells that an older state was
        # restored.
        (home.flights / MARK).unlink(missing_ok=True)
        try:
            asyncio.run(self._working(home, until))
        finally:
            home.database.close()

    async def _dying(self, point: Point) -> None:
        signal.alarm(20)
        home = self.home(point)
        database = Doomed(home.database.engine)
        database.point = point
        stop = asyncio.Event()
        async with at_work(replace(home, database=database), stop) as worker:
            database.armed = True
            await InlineEngine(worker.jobs).run(stop)

    @staticmethod
    async def _working(home: Home, until: Callable[[Session], bool]) -> None:
        stop = asyncio.Event()
        async with asyncio.timeout(20), at_work(home, stop) as worker:
            running = asyncio.create_task(InlineEngine(worker.jobs, sweep_seconds=0.1).run(stop))
            while not await home.database.read(until):
                await asyncio.sleep(0.02)
            stop.set()
            await running
