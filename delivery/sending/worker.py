"""A worker: one process's share in the delivering, from its entry in the table to its leaving in
good order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from sqlmodel import Session

from channels import in_order, open_contained, settings
from delivery.leases import Lease
from delivery.quarantine.detection import leave_mark
from delivery.quarantine.holding import note_fingerprint, quarantine_copy
from delivery.receipts.collector import Collector
from delivery.receipts.polling import open_poller
from delivery.send_log import SendLog
from delivery.sending.batches import LaneQueue
from delivery.sending.breakers import LaneBreaker
from delivery.sending.context import SendingContext
from delivery.sending.far_moments import bring_back_far_moments
from delivery.sending.loop import LaneSender
from delivery.sending.messages import MessageBuilder
from delivery.sending.outage_watch import watching_outages
from delivery.sending.recorder import Recorder
from delivery.sending.senders import ChannelSender
from delivery.sending.sweeping import recover_crashed, sweep, sweep_in_doubt
from delivery.sending.timekeeping import Timekeeper
from delivery.states import Lane
from delivery.stopping import Stops
from delivery.workers import enlist, release, retire
from runtime import Exit, Home, Problem, moment, said, watch_clock, why_refused

URGENT_SECONDS = 1.0
STILL_SECONDS = 60.0

Job = Callable[[], Awaitable[None]]


class FlightsUnwritable(Problem):
    """No message may leave without a line in it. Free some space in the home folder, and make it
    writable for this user."""

    exit = Exit.UNREACHABLE


@dataclass(frozen=True, slots=True)
class DeliveryWorker:
    """What a worker does, as jobs for an engine, and what troubles it."""

    crews: tuple[LaneSender, ...]
    recorder: Recorder
    jobs: Mapping[str, Job]

    @property
    def every(self) -> Mapping[str, float]:
        """Seconds between two looks, for the jobs that are looked at more often than the rest:
        nobody rings for what another process issues."""
        urgent = (crew for crew in self.crews if crew.runway.lane is Lane.EMERGENCY)
        return {_job_of(crew): URGENT_SECONDS for crew in urgent}

    def moves(self) -> bool:
        """Whether no lane stands still for longer than any of its messages may take: one that does
        will not move again by itself."""
        return all(map(_moves, self.crews))

    def troubles(self) -> Mapping[str, str]:
        """The channels that cannot send now, with the provider's code or what keeps their results
        from being stored."""
        found = (
            (crew.runway.channel, self.recorder.trouble or crew.trouble) for crew in self.crews
        )
        return {channel: trouble for channel, trouble in found if trouble}


@asynccontextmanager
async def at_work(home: Home, stop: asyncio.Event) -> AsyncIterator[DeliveryWorker]:
    """Enlist this process as a worker of a home; on leaving, what is in the air lands and the rest
    is given back."""
    database = home.database
    await asyncio.to_thread(quarantine_copy, home)
    lease = Lease()
    worker_id = await database.write(lambda session: _arrive(session, home))
    flight_log = _flight_log(home, worker_id)
    stops = Stops(database)
    await stops.look()
    recorder = Recorder(database, flight_log, stop, stops)
    stationery = MessageBuilder(home.keys, home.config.public_base_url)
    context = SendingContext(database, stationery, flight_log, recorder, stop, stops, lease)
    crews = tuple(_crews(home, worker_id, context))
    storing = asyncio.create_task(recorder.keep_storing())
    looking = asyncio.create_task(stops.keep_looking(stop))
    collector = Collector(database, home.keys, home.receipts)
    collecting = asyncio.create_task(collector.keep_collecting(stop))
    try:
        async with open_poller(home, stop) as asker, watching_outages(home, _carriers(crews), stop):
            sweeping = _sweeping(home, worker_id, crews, lease)
            jobs = {**_drains(crews), "sweep": sweeping, "ask": asker.ask}
            yield DeliveryWorker(crews, recorder, jobs)
    finally:
        stop.set()
        try:
            looking.cancel()
            await collecting
            await storing
            await _leave(context, worker_id)
        finally:
            await asyncio.gather(*(crew.close() for crew in crews))


async def _leave(context: SendingContext, worker_id: int) -> None:
    """Store what has ended; once nothing is under way, give the rest back and be a worker no
    more."""
    await context.recorder.store()
    if context.recorder.in_the_air == 0:
        await context.database.write(lambda session: release(session, worker_id))
        await context.database.write(lambda session: retire(session, worker_id))
        # Only now, and only so: whoever comes next reads from it what could not be stored, or was
        # called off in the air.
        context.flight_log.close()


def _arrive(session: Session, home: Home) -> int:
    note_fingerprint(session, home)
    if watch_clock(session).doubt is None:
        bring_back_far_moments(session, now=moment(session))
    return enlist(session)


def _flight_log(home: Home, worker_id: int) -> SendLog:
    try:
        return SendLog(home.flights, worker_id)
    except OSError as error:
        raise FlightsUnwritable(
            said(
                "The folder {folder} cannot be written: {why}.",
                folder=home.flights.name,
                why=why_refused(error),
            )
        ) from None


def _crews(home: Home, worker_id: int, context: SendingContext) -> Iterator[LaneSender]:
    """A crew for each medium and lane; each of its carriers has a channel object, and so
    connections, of its own."""
    sections, office = home.config.channels, home.config.municipality.name
    for medium, names in in_order(home.config.routes).items():
        told = {name: settings(name, sections, home.path) for name in names}
        peers: dict[str, list[LaneBreaker]] = {name: [] for name in names}
        for lane in Lane:
            runways = {
                name: LaneQueue(lane, medium, name, told[name].rate, worker_id) for name in names
            }
            yield LaneSender(
                [
                    ChannelSender(
                        runways[name],
                        open_contained(name, sections, home.path, office),
                        told[name],
                        peers[name],
                    )
                    for name in names
                ],
                context,
            )


def _carriers(crews: tuple[LaneSender, ...]) -> list[ChannelSender]:
    return [carrier for crew in crews for carrier in crew.carriers]


def _drains(crews: tuple[LaneSender, ...]) -> dict[str, Job]:
    return {_job_of(crew): crew.drain for crew in crews}


def _job_of(crew: LaneSender) -> str:
    return f"{crew.runway.lane} {crew.runway.medium}"


def _moves(crew: LaneSender) -> bool:
    resting = not any(carrier.breaker.closed for carrier in crew.carriers)
    longest = max(carrier.deadline for carrier in crew.carriers)
    return resting or monotonic() - crew.moved_at < longest + STILL_SECONDS


def _sweeping(home: Home, worker_id: int, crews: tuple[LaneSender, ...], lease: Lease) -> Job:
    timekeeper = Timekeeper(home.database, [each.channel for each in _carriers(crews)])

    async def job() -> None:
        await asyncio.to_thread(recover_crashed, home.database, home.flights)
        timely = await timekeeper.look() is None
        with lease.renewing():
            await home.database.write(
                lambda session: (sweep if timely else sweep_in_doubt)(session, worker_id)
            )
        await asyncio.to_thread(leave_mark, home.database, home.flights)

    return job
