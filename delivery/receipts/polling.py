"""Polling: what became of messages that were accepted a while ago and of which nothing was told
since. Receipts get lost."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

import structlog
from sqlalchemy import ColumnElement, and_, case, exists, select, update
from sqlmodel import Session

from channels import ChannelFailure, Event
from channels.registry import Contained, open_contained, read_channel_settings
from delivery.links import delivery_token
from delivery.receipts.effects import apply_events
from delivery.receipts.events import ReceivedEvent
from delivery.states import State
from delivery.tables import DELIVERIES, DISPATCHES
from runtime import Database, Home, Keys, moment

# So long after it was accepted a message is asked after, if it is silent still, and once more when
# it has expired. The first of them comes before the usual budget of an alert is spent, so that a
# lost receipt costs no second message.
SILENCE = (timedelta(minutes=8), timedelta(hours=1), timedelta(hours=4))
FORGOTTEN = timedelta(hours=36)  # Twilio tells nothing after that; so neither do we ask
AT_ONCE = 20  # questions under way; the next ones follow a second after their answers
AT_ONCE_SECONDS = 1.0
ROUND = 1000
ROUND_SECONDS = 60.0
QUIET_SECONDS = (
    300.0  # looking through a million messages takes a second: not every minute for nothing
)
ASKED_WITHIN = SILENCE[0] + timedelta(seconds=QUIET_SECONDS)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SilentMessage:
    """One accepted message of which nothing more was told; `moments` counts those to ask after it
    that have come."""

    delivery_id: int
    dispatch_id: int
    channel: str
    provider_id: str
    attempt: int
    moments: int


Answer = Event | ChannelFailure | None


class Poller:
    """Asks, many at once within a rate, with connections of its own; each message once at each of
    its moments."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        channels: Mapping[str, Contained],
        stop: asyncio.Event,
        *,
        wait_seconds: float = ROUND_SECONDS,
    ) -> None:
        self._database = database
        self._keys = keys
        self._channels = channels
        self._stop = stop
        # No answer came: the others go before, so that one question holds up none.
        self._put_off: set[int] = set()
        self._next_at = monotonic() + wait_seconds  # whoever starts has more urgent things to do

    async def ask(self) -> None:
        """Ask after the next ones, if it is time; what is told counts like any other receipt."""
        if not self._channels or monotonic() < self._next_at:
            return
        silent = await asyncio.to_thread(self._look)
        self._next_at = monotonic() + (ROUND_SECONDS if silent else QUIET_SECONDS)
        for first in range(0, len(silent), AT_ONCE):
            if self._stop.is_set() or not await self._ask_all(silent[first : first + AT_ONCE]):
                return
            if first + AT_ONCE < len(silent):
                await asyncio.sleep(AT_ONCE_SECONDS)

    async def _ask_all(self, some: Sequence[SilentMessage]) -> bool:
        """Ask after these at once; whether the provider can be asked for more."""
        self._put_off.update(each.delivery_id for each in some)
        answers = await asyncio.gather(*map(self._asked, some))
        await self._keep(list(zip(some, answers, strict=True)))
        failure = next((each for each in answers if isinstance(each, ChannelFailure)), None)
        if failure is None:
            return True
        self._next_at = max(self._next_at, monotonic() + (failure.retry_after or 0))
        log.warning("provider cannot be asked", why=failure.outcome, code=failure.code)
        return False

    async def _asked(self, each: SilentMessage) -> Answer:
        try:
            return await self._channels[each.channel].ask(each.provider_id)
        except ChannelFailure as failure:
            return failure

    def _look(self) -> Sequence[SilentMessage]:
        with self._database.reading() as session:
            now, names = moment(session), tuple(self._channels)
            found = silent_messages(session, names, now=now, apart_from=self._put_off)
            if not found and self._put_off:
                self._put_off.clear()
                found = silent_messages(session, names, now=now)
            return found

    async def _keep(self, answers: Sequence[tuple[SilentMessage, Answer]]) -> None:
        """Store what was answered; where no answer came the question stays open."""
        answered = [(each, told) for each, told in answers if not isinstance(told, ChannelFailure)]
        if answered:
            await self._database.write(lambda session: self._store(session, answered))
            self._put_off.difference_update(each.delivery_id for each, _ in answered)

    def _store(
        self, session: Session, answered: Sequence[tuple[SilentMessage, Event | None]]
    ) -> None:
        now = moment(session)
        events = [self._received(each, event, now) for each, event in answered if event is not None]
        apply_events(session, self._keys, events, now=now)
        by_moments: dict[int, list[int]] = defaultdict(list)
        for each, _ in answered:
            by_moments[each.moments].append(each.delivery_id)
        for moments, ids in by_moments.items():
            session.execute(
                update(DELIVERIES).where(DELIVERIES.c.id.in_(ids)).values(asked=moments)
            )

    def _received(self, each: SilentMessage, event: Event, now: datetime) -> ReceivedEvent:
        """The provider knows only its own number; whose that is, we know."""
        token = delivery_token(each.dispatch_id, each.delivery_id, self._keys)
        return ReceivedEvent(each.channel, replace(event, token=token, attempt=each.attempt), now)


def silent_messages(
    session: Session, channels: Sequence[str], *, now: datetime, apart_from: Collection[int] = ()
) -> Sequence[SilentMessage]:
    """The next messages to ask after: accepted long enough ago, in dispatches that are recent, one
    of whose moments has come since."""
    d, x = DELIVERIES.c, DISPATCHES.c
    moments = _moments_past(now)
    query = (
        select(d.id, d.dispatch_id, d.channel, d.provider_id, d.attempt, moments)
        .join(DISPATCHES, x.id == d.dispatch_id)
        .where(
            x.created_at > now - FORGOTTEN,
            d.state == State.ACCEPTED,
            d.channel.in_(channels),
            d.provider_id != "",
            d.accepted_at.between(now - FORGOTTEN, now - SILENCE[0]),
            d.asked < moments,
            d.id.not_in(sorted(apart_from)),
        )
        .order_by(d.id)
        .limit(ROUND)
    )
    return [SilentMessage(*row) for row in session.execute(query)]


def awaits_receipts(
    session: Session, dispatch_id: int, telling: frozenset[str], *, now: datetime
) -> bool:
    """Whether a receipt may still come for a message of a dispatch that is not over."""
    d = DELIVERIES.c
    waiting = exists().where(
        and_(
            d.dispatch_id == dispatch_id, d.state == State.ACCEPTED, d.channel.in_(sorted(telling))
        )
    )
    valid = exists().where(DISPATCHES.c.id == dispatch_id, DISPATCHES.c.expires_at > now)
    return bool(session.scalar(select(and_(valid, waiting))))


def _moments_past(now: datetime) -> ColumnElement[int]:
    """How many of its moments to be asked after a delivery has behind it."""
    past = [DELIVERIES.c.accepted_at <= now - each for each in SILENCE]
    first, *others = (case((each, 1), else_=0) for each in (*past, DISPATCHES.c.expires_at <= now))
    return sum(others, first)


@asynccontextmanager
async def open_poller(home: Home, stop: asyncio.Event) -> AsyncIterator[Poller]:
    """A poller with a channel object for each provider that tells and can be asked."""
    sections = home.config.channels
    async with AsyncExitStack() as open_ones:
        channels: dict[str, Contained] = {}
        for name in dict.fromkeys(name for names in home.config.routes.values() for name in names):
            if read_channel_settings(name, sections, home.path).tells:
                channel = open_contained(name, sections, home.path)
                open_ones.push_async_callback(channel.close)
                if channel.answers:
                    channels[name] = channel
        yield Poller(home.database, home.keys, channels, stop)
