"""Serving: both listeners, a delivery worker and the clock of the schedules in one process.

Whoever delivers shares its connections to the database with nobody, and the residents' pages have a
loop and threads of their own as well: a crowd at one door keeps nobody waiting at the other, and no
message back.

With other settings a second service begins beside the first, on the same sockets; only when it is
at work is the first told to stop, and what it has in the air lands. As two processes they would get
on, and so they do as one. A socket whose address the new settings no longer name is closed, so that
whoever still asks there is refused and does not wait."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from socket import socket

import structlog
from prometheus_client import CollectorRegistry

from alerts.housekeeping import upkeep_jobs
from alerts.schedules.running import schedule_clock
from checks import outside_jobs, schedule_mark_job, template_check_job, watch_job
from delivery import Lane
from delivery.sending import DeliveryWorker, at_work
from engine import InlineEngine, Job, Jobs
from runtime import Home, Problem
from subscribers.jobs import import_jobs
from web.admin import admin
from web.connections import LOOPBACK, ConnectionLimits
from web.listening import Listener, bind, bind_loopback
from web.monitoring import add_monitoring
from web.public import public
from web.requests import RequestCounts
from web.snapshot import ProcessHealth

PUBLIC_CONNECTIONS = 4  # as many as want to write the database at once, at most
ADMIN_CONNECTIONS = 15
IMPORTS_SECONDS = 1.0  # between two looks at whether one waits

log = structlog.get_logger(__name__)

Place = tuple[str, str]  # which door, and its HOST:PORT


@dataclass(frozen=True, slots=True)
class Doors:
    """The two addresses to listen on; others may reach the admin API with `anywhere` alone."""

    public: str
    admin: str
    anywhere: bool = False

    @property
    def places(self) -> tuple[Place, Place]:
        """Both, the residents' first: never one socket for two, though each takes any free port."""
        return (("public", self.public), ("admin", self.admin))

    def listen(self, place: Place) -> socket:
        """A socket that listens there; raises NotAnAddress, CannotListen or OpenToOthers."""
        door, address = place
        return bind(address) if door == "public" or self.anywhere else bind_loopback(address)


@dataclass(frozen=True, slots=True)
class Operation:
    """What is to be served, where, what runs beside it, by name, for as long as the worker is
    there, and who is told why it is not taken up in place of another."""

    home: Home
    doors: Doors
    beside: Callable[[DeliveryWorker], Mapping[str, Job]]
    refused: Callable[[Problem], None]


Told = Callable[[Sequence[str]], None]
Sockets = dict[Place, socket]


async def serve(
    operation: Operation, stop: asyncio.Event, told: Told, renewed: "asyncio.Queue[Operation]"
) -> None:
    """Answer at both doors and deliver until told to stop; `told` gets the addresses once they are
    bound, `renewed` brings other settings."""
    sockets: Sockets = {}
    begun = []
    try:
        begun.append(await _begin(operation, sockets, told))
        while (other := await _next(renewed, stop, begun[-1])) is not None:
            if (following := await _taken_up(other, sockets)) is not None:
                begun[-1].stop.set()
                begun.append(following)
    finally:
        for service in begun:
            service.stop.set()
        await asyncio.gather(*(service.running for service in begun))
        _close_others(sockets, ())


@dataclass(frozen=True, slots=True)
class _Service:
    """One home served with the settings of one moment."""

    stop: asyncio.Event
    running: asyncio.Task[None]


async def _begin(operation: Operation, sockets: Sockets, told: Told) -> _Service:
    """Begin, and return as soon as it is at work; raises what keeps it from that."""
    places = operation.doors.places
    for place in places:
        if place not in sockets:
            sockets[place] = operation.doors.listen(place)
    stop, ready = asyncio.Event(), asyncio.Event()

    def told_at_work(urls: Sequence[str]) -> None:
        told(urls)
        ready.set()

    # Each service closes what it listens on, and the address stays ours.
    listening = [sockets[place].dup() for place in places]
    running = asyncio.create_task(_run(operation, listening, stop, told_at_work))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if running.done():
        running.result()
    return _Service(stop, running)


async def _next(
    renewed: "asyncio.Queue[Operation]", stop: asyncio.Event, service: _Service
) -> Operation | None:
    """The settings to go on with; None when told to stop, or when what runs has come to an end by
    itself."""
    asking, stopping = asyncio.create_task(renewed.get()), asyncio.create_task(stop.wait())
    await asyncio.wait((asking, stopping, service.running), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set() or service.running.done():
        asking.cancel()
        return None
    return asking.result()


async def _taken_up(operation: Operation, sockets: Sockets) -> _Service | None:
    """Begin with other settings; None, and what runs goes on, where that cannot be."""
    before = frozenset(sockets)
    try:
        service = await _begin(operation, sockets, lambda _: None)
    except Problem as problem:
        _close_others(sockets, before)
        log.error(
            "settings not taken up", problem=type(problem).__name__, why=" ".join(problem.details)
        )
        operation.refused(problem)
        return None
    _close_others(sockets, operation.doors.places)
    log.warning("settings taken up")
    return service


def _close_others(sockets: Sockets, kept: Collection[Place]) -> None:
    """Close what is listened on at other places than these: in an open socket that nobody asks,
    connections wait for ever."""
    for place in set(sockets) - set(kept):
        sockets.pop(place).close()


async def _run(
    operation: Operation, sockets: Sequence[socket], stop: asyncio.Event, told: Told
) -> None:
    """Serve one home with the settings of one moment, until told to stop."""
    home, loop = operation.home, asyncio.get_running_loop()
    async with at_work(home, stop) as worker:
        jobs = {**worker.jobs, **_beside(home, stop), **operation.beside(worker)}
        engine = InlineEngine(jobs, every={**worker.every, "imports": IMPORTS_SECONDS})

        # What delivers wakes at once, the rest in its own time; a form brings a code at most.
        of_alerts = [name for name in worker.jobs if name != "sweep"]
        of_codes = [name for name in of_alerts if name.startswith(Lane.CODES)]

        def ring() -> None:
            loop.call_soon_threadsafe(engine.ring, *of_alerts)

        def ring_for_codes() -> None:
            loop.call_soon_threadsafe(engine.ring, *of_codes)

        residents = replace(home, database=home.database.apart(PUBLIC_CONNECTIONS))
        programs = replace(home, database=home.database.apart(ADMIN_CONNECTIONS))
        registry = CollectorRegistry()
        requests = RequestCounts(registry)
        shown = requests.count_at(public(residents, ring_for_codes), "public")
        pages = Listener(sockets[0], shown, _visitors(home))
        app = add_monitoring(admin(programs, ring), ProcessHealth(programs, worker), registry)
        api = Listener(sockets[1], requests.count_at(app, "admin"))
        told([pages.url, api.url])
        async with asyncio.TaskGroup() as group:
            group.create_task(engine.run(stop))
            group.create_task(schedule_clock(home, ring).run(stop))
            group.create_task(pages.serve_apart(stop))
            group.create_task(api.serve(stop))
        for apart in (residents, programs):
            apart.database.close()


def _visitors(home: Home) -> ConnectionLimits:
    """How many visitors may be connected; a proxy, on this machine or trusted, speaks for many."""
    return ConnectionLimits(shared=(*LOOPBACK, *home.config.web.trusted_proxies))


def _beside(home: Home, stop: asyncio.Event) -> Jobs:
    """What goes on beside the delivering, whatever operates this service."""
    looking = {
        **watch_job(home),
        **outside_jobs(home),
        **schedule_mark_job(home),
        **template_check_job(home),
    }
    return {**upkeep_jobs(home), **looking, **import_jobs(home, stop)}
