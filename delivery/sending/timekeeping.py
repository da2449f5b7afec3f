"""Timekeeping: before each sweep a worker looks whether the time can be right, by what was seen and
by what providers show."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

import structlog
from sqlmodel import Session

from channels.registry import Contained
from delivery.sending.far_moments import bring_back_far_moments
from runtime import Database, moment
from runtime.clocks import Doubt
from runtime.witness import watch_clock

PROBE_SECONDS, PROBE_DEADLINE = 30.0, 10.0

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Timekeeper:
    """Looks at the time for one worker; while it is doubted, providers that show the time are asked
    for it."""

    database: Database
    channels: Sequence[Contained]
    doubt: Doubt | None = None
    asked_at: float = field(default=-PROBE_SECONDS)

    async def look(self) -> Doubt | None:
        """Why the time is doubted now; None when it is believed."""
        doubt = await self._watch()
        if doubt is not None and monotonic() - self.asked_at >= PROBE_SECONDS:
            self.asked_at = monotonic()
            one_each = {each.name: each for each in self.channels if each.tells_time}.values()
            await asyncio.gather(*(each.probe(seconds=PROBE_DEADLINE) for each in one_each))
            doubt = await self._watch()
        if (doubt is None) is not (self.doubt is None):
            log.warning("time is believed again") if doubt is None else log.error(
                "time is doubted", ahead=_seconds(doubt.ahead), told_by=doubt.told_by
            )
        self.doubt = doubt
        return doubt

    async def _watch(self) -> Doubt | None:
        """Look at the time, by the clocks of the providers that have shown it lately as well."""
        shown = [(each.name, await each.told_time()) for each in self.channels]
        told = {name: at for name, at in shown if at is not None}
        return await self.database.write(lambda session: _watch(session, told))


def _watch(session: Session, told: Mapping[str, datetime]) -> Doubt | None:
    watched = watch_clock(session, told)
    if watched.went_back:
        bring_back_far_moments(session, now=moment(session))
    return watched.doubt


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())
