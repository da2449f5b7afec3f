"""The outage watch: it looks at a worker's breakers, and tells the other processes and staff.

A courtesy: it runs beside the sending, on threads and connections of its own; what keeps it waiting
keeps no message waiting."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from delivery.sending.outages import (
    LONG_OVER,
    ChannelLane,
    Outage,
    are_written,
    erase_outages,
    tell_of,
    write_outages,
)
from delivery.sending.refusal_notices import tell_of_suspects
from delivery.sending.senders import ChannelSender
from delivery.suspected_runs import list_suspected_runs
from runtime import Home, Problem

LOOK_SECONDS = 1.0
LASTING_SECONDS = 60.0  # what passes sooner is nobody's business; a wrong setting does not pass
QUIET_SECONDS = 900.0  # a channel that comes and goes does not notify staff each time

log = structlog.get_logger(__name__)


@asynccontextmanager
async def watching_outages(
    home: Home, senders: Iterable[ChannelSender], stop: asyncio.Event
) -> AsyncIterator[None]:
    """Watch these as long as the worker is there, and take its rows away when it leaves."""
    watch = OutageWatch(home, senders)
    looking = asyncio.create_task(watch.keep_looking(stop))
    try:
        yield
    finally:
        looking.cancel()
        await watch.leave()


class OutageWatch:
    """What one worker tells of its breakers."""

    def __init__(self, home: Home, senders: Iterable[ChannelSender]) -> None:
        self._home = home
        self._channel_senders = tuple(senders)
        self._written: Mapping[ChannelLane, tuple[str, float]] = {}
        self._working: frozenset[ChannelLane] = frozenset()
        self._told: dict[str, float] = {}

    async def keep_looking(self, stop: asyncio.Event) -> None:
        """Look every second, until told to stop; what cannot be told now is told later."""
        while not stop.is_set():
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await asyncio.to_thread(self.look)
            except (Problem, SQLAlchemyError) as failure:
                log.info("outages cannot be told now", problem=type(failure).__name__)

    async def leave(self) -> None:
        """Tell what is untold, and take this worker's rows away; those that staff were told of
        stay, so that the next process does not tell them again."""
        with suppress(Problem, SQLAlchemyError):
            await asyncio.to_thread(self._tell_of_suspects)
        if self._written:
            with suppress(Problem, SQLAlchemyError):
                await asyncio.to_thread(self._erase, set(self._written), untold=True)

    def look(self) -> None:
        """Write down what opened, closed or moved since the last look, and tell staff what lasts.
        Raises DatabaseBusy."""
        outages = [_outage(each) for each in self._channel_senders if not each.breaker.closed]
        outages = [each for each in outages if each.left > -LONG_OVER.total_seconds()]
        # Compared by the end of the rest, which stands still while nothing happens.
        news = {each.place: (each.why, round(each.left + monotonic(), 1)) for each in outages}
        working = frozenset(_place(each) for each in self._channel_senders if each.breaker.proven)
        over = (set(self._written) | (working - self._working)) - set(news)
        if over and self._are_written(over):
            self._erase(over)
        if news and news != self._written:
            with self._home.database.courtesy() as session:
                write_outages(session, outages)
        self._written, self._working = news, working
        stopped = self._tell_of_suspects()
        for outage in outages:
            if outage.place not in stopped:
                self._tell(outage)

    def _tell_of_suspects(self) -> frozenset[ChannelLane]:
        """Tell staff of runs that are suspected; returns the lanes that stand still for them."""
        with self._home.database.reading() as session:
            found = list_suspected_runs(session)
        if any(each.told_at is None for each in found):
            with self._home.database.writing() as session:
                tell_of_suspects(session, self._home.keys, self._home.config.staff_notice)
        return frozenset(each.place for each in found)

    def _tell(self, outage: Outage) -> None:
        quiet_since = self._told.get(outage.channel, -QUIET_SECONDS)
        lasting = outage.misconfigured or outage.age >= LASTING_SECONDS
        if not lasting or monotonic() - quiet_since < QUIET_SECONDS:
            return
        with self._home.database.writing() as session:
            told = tell_of(session, self._home.keys, self._home.config.staff_notice, outage)
        if told:
            self._told[outage.channel] = monotonic()

    def _are_written(self, places: set[ChannelLane]) -> bool:
        with self._home.database.reading() as session:
            return are_written(session, places)

    def _erase(self, places: set[ChannelLane], *, untold: bool = False) -> None:
        with self._home.database.courtesy() as session:
            erase_outages(session, places, untold=untold)


def _place(sender: ChannelSender) -> ChannelLane:
    return sender.lane_queue.channel, sender.lane_queue.lane


def _outage(sender: ChannelSender) -> Outage:
    now, breaker = monotonic(), sender.breaker
    return Outage(
        sender.lane_queue.channel,
        sender.lane_queue.lane,
        sender.lane_queue.medium,
        breaker.why,
        breaker.misconfigured,
        now - breaker.since,
        breaker.until - now,
    )
