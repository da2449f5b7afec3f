"""A worker: one process's share in the delivering, from its entry in the table to its leaving in
good order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from sqlmodel import Session

from channels.registry import open_contained, order_routes, read_channel_settings
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
from runtime import Exit, Home, Problem, moment, said, why_refused
from runtime.witness import watch_clock

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

    lane_senders: tuple[LaneSender, ...]
    recorder: Recorder
    jobs: Mapping[str, Job]

    @property
    def every(self) -> Mapping[str, float]:
        """Seconds between two looks, for the jobs that are looked at more often than the rest:
        no event tells of what another process issues."""
        urgent = (
            lane_sender
            for lane_sender in self.lane_senders
            if lane_sender.lane_queue.lane is Lane.EMERGENCY
        )
        return {_job_of(lane_sender): URGENT_SECONDS for lane_sender in urgent}

    def moves(self) -> bool:
        """Whether no lane stands still for longer than any of its messages may take: one that does
        will not move again by itself."""
        return all(map(_moves, self.lane_senders))

    def troubles(self) -> Mapping[str, str]:
        """The channels that cannot send now, with the provider's code or what keeps their results
        from being stored."""
        found = (
            (lane_sender.lane_queue.channel, self.recorder.trouble or lane_sender.trouble)
            for lane_sender in self.lane_senders
        )
        return {channel: trouble for channel, trouble in found if trouble}


@asynccontextmanager
async def at_work(home: Home, stop: asyncio.Event) -> AsyncIterator[DeliveryWorker]:
    """Enlist this process as a worker of a home; on leaving, what is being sent ends and the rest
    is given back."""
    database = home.database
    await asyncio.to_thread(quarantine_copy, home)
    lease = Lease()
    worker_id = await database.write(lambda session: _arrive(session, home))
    send_log = _open_send_log(home, worker_id)
    stops = Stops(database)
    await stops.look()
    recorder = Recorder(database, send_log, stop, stops)
    builder = MessageBuilder(home.keys, home.config.public_base_url)
    context = SendingContext(database, builder, send_log, recorder, stop, stops, lease)
    lane_senders = tuple(_lane_senders(home, worker_id, context))
    storing = asyncio.create_task(recorder.keep_storing())
    looking = asyncio.create_task(stops.keep_looking(stop))
    collector = Collector(database, home.keys, home.receipts)
    collecting = asyncio.create_task(collector.keep_collecting(stop))
    try:
        async with (
            open_poller(home, stop) as poller,
            watching_outages(home, _channel_senders(lane_senders), stop),
        ):
            sweeping = _sweeping(home, worker_id, lane_senders, lease)
            jobs = {**_drains(lane_senders), "sweep": sweeping, "ask": poller.ask}
            yield DeliveryWorker(lane_senders, recorder, jobs)
    finally:
        stop.set()
        try:
            looking.cancel()
            await collecting
            await storing
            await _leave(context, worker_id)
        finally:
            await asyncio.gather(*(lane_sender.close() for lane_sender in lane_senders))


async def _leave(context: SendingContext, worker_id: int) -> None:
    """Store what has ended; once nothing is under way, give the rest back and be a worker no
    more."""
    await context.recorder.store()
    if context.recorder.under_way == 0:
        await context.database.write(lambda session: release(session, worker_id))
        await context.database.write(lambda session: retire(session, worker_id))
        # Only now, and only so: whoever comes next reads from it what could not be stored, or was
        # called off while it was sent.
        context.send_log.close()


def _arrive(session: Session, home: Home) -> int:
    note_fingerprint(session, home)
    if watch_clock(session).doubt is None:
        bring_back_far_moments(session, now=moment(session))
    return enlist(session)


def _open_send_log(home: Home, worker_id: int) -> SendLog:
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


def _lane_senders(home: Home, worker_id: int, context: SendingContext) -> Iterator[LaneSender]:
    """A lane sender for each medium and lane; each of its channel senders has a channel object,
    and so connections, of its own."""
    sections, office = home.config.channels, home.config.municipality.name
    for medium, names in order_routes(home.config.routes).items():
        told = {name: read_channel_settings(name, sections, home.path) for name in names}
        peers: dict[str, list[LaneBreaker]] = {name: [] for name in names}
        for lane in Lane:
            lane_queues = {
                name: LaneQueue(lane, medium, name, told[name].rate, worker_id) for name in names
            }
            yield LaneSender(
                [
                    ChannelSender(
                        lane_queues[name],
                        open_contained(name, sections, home.path, office),
                        told[name],
                        peers[name],
                    )
                    for name in names
                ],
                context,
            )


def _channel_senders(lane_senders: tuple[LaneSender, ...]) -> list[ChannelSender]:
    return [sender for lane_sender in lane_senders for sender in lane_sender.senders]


def _drains(lane_senders: tuple[LaneSender, ...]) -> dict[str, Job]:
    return {_job_of(lane_sender): lane_sender.drain for lane_sender in lane_senders}


def _job_of(lane_sender: LaneSender) -> str:
    return f"{lane_sender.lane_queue.lane} {lane_sender.lane_queue.medium}"


def _moves(lane_sender: LaneSender) -> bool:
    resting = not any(sender.breaker.closed for sender in lane_sender.senders)
    longest = max(sender.deadline for sender in lane_sender.senders)
    return resting or monotonic() - lane_sender.moved_at < longest + STILL_SECONDS


def _sweeping(
    home: Home, worker_id: int, lane_senders: tuple[LaneSender, ...], lease: Lease
) -> Job:
    timekeeper = Timekeeper(
        home.database, [each.channel for each in _channel_senders(lane_senders)]
    )

    async def job() -> None:
        await asyncio.to_thread(recover_crashed, home.database, home.flights)
        timely = await timekeeper.look() is None
        with lease.renewing():
            await home.database.write(
                lambda session: (sweep if timely else sweep_in_doubt)(session, worker_id)
            )
        await asyncio.to_thread(leave_mark, home.database, home.flights)

    return job
