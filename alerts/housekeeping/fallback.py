"""Fallback: whom the first medium has failed is reached by the next, as long as the alert is
true (decision 0016)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from time import monotonic

import structlog
from sqlalchemy import Select, select, update
from sqlmodel import Session, col

from alerts.composing.freezing import content_of
from alerts.register import dispatch_of
from alerts.states import Reach
from alerts.tables import ALERTS, Alert
from alerts.transitions import FALL_BACK, begins, ending
from channels import Medium
from channels.registry import can_be_asked, read_channel_settings
from delivery import may_leave
from delivery.fallback import (
    FallbackTimeout,
    Standbys,
    add_standbys,
    cancel_superseded,
    select_tried,
    without_media_down,
)
from delivery.receipts import ASKED_WITHIN
from delivery.sending import media_down_since
from runtime import Home, Municipality, moment
from subscribers.audience import select_contacts_of_standbys, select_next_contacts

SHARE = 20  # rest so many times as long as a look took
MOST = 5000  # at a time, so that nobody else who wants to write waits long

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FallbackRoutes:
    """What decides when and by which route somebody is tried again: the channels that give receipts
    and those that can be asked, the local clocks, and what carries each medium."""

    telling: frozenset[str]
    municipality: Municipality
    by_medium: Mapping[Medium, Sequence[str]] = field(default_factory=dict)
    answering: frozenset[str] = frozenset()

    @classmethod
    def of(cls, home: Home) -> "FallbackRoutes":
        """The routes of a home; loads the channel adapters."""
        config = home.config
        names = {name for route in config.routes.values() for name in route}
        telling = {
            name for name in names if read_channel_settings(name, config.channels, home.path).tells
        }
        routes = {Medium(medium): route for medium, route in config.routes.items()}
        answering = {name for name in telling if can_be_asked(name, config.channels)}
        return cls(frozenset(telling), config.municipality, routes, frozenset(answering))


@dataclass(frozen=True, slots=True)
class FallbackDue:
    """An alert with some whom every delivery so far has failed, by the numbers of the last that
    did, and who have a route left."""

    alert_id: int
    dispatch_id: int
    deliveries: tuple[int, ...]


def find_fallback_due(
    session: Session, routes: FallbackRoutes, *, now: datetime, dispatch_ids: Sequence[int] = ()
) -> list[FallbackDue]:
    """Who is to be tried by another route now, 5,000 of an alert at most: of every alert under way,
    or of these dispatches.

    Only alerts that reach `first` by several media are looked at; each costs one pass over its
    deliveries, two seconds for a million, and keeps no writer waiting."""
    under_way = _under_way(now)
    if dispatch_ids:
        under_way = under_way.where(col(Alert.dispatch_id).in_(dispatch_ids))
    looks = (_look(session, alert, routes, now) for alert in session.scalars(under_way).all())
    return [found for found in looks if found]


def queue_fallback(
    session: Session, found: FallbackDue, routes: FallbackRoutes, *, now: datetime
) -> int:
    """Queue a message by the next medium for each of these whom it still fails; the alert is
    being sent again. How many.

    What is queued for them by the medium before is cancelled first.
    """
    # Locked, so that whoever corrects it at this moment comes before or after.
    still = _under_way(now).where(col(Alert.id) == found.alert_id).with_for_update(of=Alert)
    alert = session.scalars(still).one_or_none()
    if alert is None:
        return 0
    late = _standbys(session, alert, routes, now, found.deliveries, waiting=True)
    cancel_superseded(session, found.dispatch_id, select_contacts_of_standbys(late), now=now)
    added = add_standbys(
        session, found.dispatch_id, _standbys(session, alert, routes, now, found.deliveries)
    )
    moved = {**ending(FALL_BACK), "messages": ALERTS.c.messages + added}
    session.execute(update(ALERTS).where(ALERTS.c.id == found.alert_id).values(moved))
    log.info("fell back", alert=found.alert_id, messages=added)
    return added


def _under_way(now: datetime) -> Select[Alert]:
    """The alerts whose residents may still be tried by another route: neither over nor stopped,
    or corrected."""
    return (
        select(Alert)
        .where(
            col(Alert.reach) == Reach.FIRST,
            begins(FALL_BACK),
            col(Alert.expires_at) > now,
            col(Alert.stopped_at).is_(None),
            col(Alert.corrected_by_id).is_(None),
            may_leave(ALERTS.c.dispatch_id),
        )
        .order_by(col(Alert.id))
    )


def _look(
    session: Session, alert: Alert, routes: FallbackRoutes, now: datetime
) -> FallbackDue | None:
    if len(alert.media) < 2 or alert.content is None:
        return None
    dispatch_id = dispatch_of(alert)
    chosen = _standbys(session, alert, routes, now, waiting=True).limit(MOST).subquery()
    failed = tuple(session.scalars(select(chosen.c.instead_of).distinct()))
    return FallbackDue(alert.id or 0, dispatch_id, failed) if failed else None


def _standbys(
    session: Session,
    alert: Alert,
    routes: FallbackRoutes,
    now: datetime,
    among: Sequence[int] = (),
    *,
    waiting: bool = False,
) -> Standbys:
    kept, dispatch_id = content_of(alert), dispatch_of(alert)
    down = media_down_since(session, dispatch_id, routes.by_medium)
    budget = timedelta(seconds=kept.budget)
    asked = routes.answering if budget >= ASKED_WITHIN else frozenset[str]()
    timeout = FallbackTimeout(now - budget, routes.telling, asked, down)
    criteria = replace(kept.criteria, local_now=routes.municipality.local(now))
    what_became = select_tried(dispatch_id, timeout, waiting=waiting)
    return without_media_down(
        select_next_contacts(criteria, what_became, among=among), dispatch_id, timeout
    )


@dataclass
class FallbackJob:
    """Looks for those whom every delivery has failed, and queues what they are to get; looking
    takes a twentieth of the time at most."""

    home: Home
    due_at: float = 0.0

    async def go_on(self) -> None:
        """Look, unless the last look was long enough to rest after it: the job of an engine."""
        if monotonic() >= self.due_at:
            await self.go_through()

    async def go_through(self, dispatch_ids: Sequence[int] = ()) -> int:
        """Look now, at all alerts under way or at these dispatches; how many messages are queued by
        another route."""
        began, added = monotonic(), 0
        for found in await asyncio.to_thread(self.look, dispatch_ids):
            added += await self.home.database.write(partial(self._queue, found))
        self.due_at = monotonic() + SHARE * (monotonic() - began)
        return added

    @cached_property
    def routes(self) -> FallbackRoutes:
        """Read once, and not before anything was delivered."""
        return FallbackRoutes.of(self.home)

    def look(self, dispatch_ids: Sequence[int] = ()) -> Sequence[FallbackDue]:
        """Who is to be tried by another route, and nothing done about it."""
        with self.home.database.reading() as session:
            return find_fallback_due(
                session, self.routes, now=moment(session), dispatch_ids=dispatch_ids
            )

    def _queue(self, found: FallbackDue, session: Session) -> int:
        return queue_fallback(session, found, self.routes, now=moment(session))
