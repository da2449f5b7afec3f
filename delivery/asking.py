"""Asking: what became of messages that were accepted a while ago and of which nothing was told since. Receipts get lost."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

import structlog
from sqlalchemy import select, update
from sqlmodel import Session

from channels import Answers, ChannelFailure, Event, open_channel, settings
from delivery.links import delivery_token
from delivery.receipts import Slip, apply
from delivery.states import State
from delivery.tables import DELIVERIES, DISPATCHES
from runtime import Database, Home, Keys, moment

SILENCE = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=36)  # Twilio tells nothing after that; so neither do we ask
ROUND = 50
ROUND_SECONDS = 60.0
QUIET_SECONDS = 300.0  # looking through a million messages takes a second: not every minute for nothing

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Silent:
    """One accepted message of which nothing more was told."""

    delivery_id: int
    dispatch_id: int
    channel: str
    provider_id: str
    attempt: int


class Asker:
    """Asks, a few at a time, with connections of its own; each message once."""

    def __init__(
        self, database: Database, keys: Keys, channels: Mapping[str, Answers], stop: asyncio.Event,
        *, wait_seconds: float = ROUND_SECONDS,
    ) -> None:  # fmt: skip
        self._database = database
        self._keys = keys
        self._channels = channels
        self._stop = stop
        # No answer came: the others go before, so that one question holds up none.
        self._put_off: set[int] = set()
        self._next_at = monotonic() + wait_seconds  # whoever starts has more urgent things to do

    async def ask(self) -> None:
        """Ask after the next few, if it is time; what is told counts like any other receipt."""
        if not self._channels or monotonic() < self._next_at:
            return
        silent = await asyncio.to_thread(self._look)
        self._next_at = monotonic() + (ROUND_SECONDS if silent else QUIET_SECONDS)
        asked, told = [], []
        try:
            for each in silent:
                if self._stop.is_set():
                    break
                self._put_off.add(each.delivery_id)
                event = await self._asked(each)
                asked.append(each.delivery_id)
                if event is not None:
                    told.append((each, event))
        except ChannelFailure as failure:
            log.warning("provider cannot be asked", why=failure.outcome, code=failure.code)
        if asked:
            await self._database.write(lambda session: self._store(session, asked, told))
            self._put_off.difference_update(asked)

    async def _asked(self, each: Silent) -> Event | None:
        try:
            return await self._channels[each.channel].ask(each.provider_id)
        except ChannelFailure:
            raise
        except Exception:  # an adapter's bug is this question's and no other's
            log.exception("channel raised what it must not raise", channel=each.channel)
            return None

    def _look(self) -> Sequence[Silent]:
        with self._database.reading() as session:
            now, names = moment(session), tuple(self._channels)
            found = silent_ones(session, names, now=now, apart_from=self._put_off)
            if not found and self._put_off:
                self._put_off.clear()
                found = silent_ones(session, names, now=now)
            return found

    def _store(self, session: Session, asked: Sequence[int], told: Sequence[tuple[Silent, Event]]) -> None:
        now = moment(session)
        apply(session, self._keys, [self._slip(each, event, now) for each, event in told], now=now)
        session.execute(update(DELIVERIES).where(DELIVERIES.c.id.in_(asked)).values(asked_at=now))

    def _slip(self, each: Silent, event: Event, now: datetime) -> Slip:
        """The provider knows only its own number; whose that is, we know."""
        token = delivery_token(each.dispatch_id, each.delivery_id, self._keys)
        return Slip(each.channel, replace(event, token=token, attempt=each.attempt), now)


def silent_ones(
    session: Session, channels: Sequence[str], *, now: datetime, apart_from: Collection[int] = ()
) -> Sequence[Silent]:
    """The next messages to ask after: accepted long enough ago, in dispatches that are recent, and not asked after yet."""
    d = DELIVERIES.c
    recent = select(DISPATCHES.c.id).where(DISPATCHES.c.created_at > now - FORGOTTEN)
    query = (
        select(d.id, d.dispatch_id, d.channel, d.provider_id, d.attempt)
        .where(
            d.dispatch_id.in_(recent), d.state == State.ACCEPTED, d.asked_at.is_(None), d.channel.in_(channels),
            d.provider_id != "", d.id.not_in(sorted(apart_from)), d.accepted_at.between(now - FORGOTTEN, now - SILENCE),
        )
        .limit(ROUND)
    )  # fmt: skip
    return [Silent(*row) for row in session.execute(query)]


@asynccontextmanager
async def open_asker(home: Home, stop: asyncio.Event) -> AsyncIterator[Asker]:
    """An asker with a channel object for each provider that tells and can be asked."""
    sections = home.config.channels
    async with AsyncExitStack() as open_ones:
        channels: dict[str, Answers] = {}
        for name in dict.fromkeys(name for names in home.config.routes.values() for name in names):
            if settings(name, sections, home.path).tells:
                channel = open_channel(name, sections, home.path)
                open_ones.push_async_callback(channel.close)
                if isinstance(channel, Answers):
                    channels[name] = channel
        yield Asker(home.database, home.keys, channels, stop)
