"""Housekeeping: what every process that stays does beside delivering, as jobs for its engine; it
keeps no first message waiting."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from sqlmodel import Session

from alerts.housekeeping.closing import close_settled_alerts, expire_undecided
from alerts.housekeeping.fallback import FallbackJob
from alerts.housekeeping.followups import (
    CorrectionsUnderWay,
    address_followups,
    find_corrections_under_way,
    find_owing_corrections,
)
from engine import Jobs
from runtime import Home, moment
from staff.journal import Mirror
from subscribers.registration import purge_registrations

LOOK_SECONDS = 60.0  # while nothing moves: a receipt may be hours late
SHARE = 4  # looking takes at most a fifth of the time
PURGE_SECONDS = 300.0
AT_FIRST_SECONDS = 30.0


def upkeep_jobs(home: Home) -> Jobs:
    """The jobs: alerts whose deliveries have ended are closed, drafts past their time expire; what
    nobody confirmed within a day is purged; the journal is mirrored.

    While the time is doubted, nothing expires and nothing is purged.
    """
    purge_at = monotonic() + AT_FIRST_SECONDS

    def closing(session: Session) -> None:
        close_settled_alerts(session)
        if home.database.clock.doubt is None:
            expire_undecided(session, now=moment(session))

    async def close() -> None:
        await home.database.write(closing)

    async def tidy() -> None:
        nonlocal purge_at
        if monotonic() < purge_at or home.database.clock.doubt is not None:
            return
        purge_at = monotonic() + PURGE_SECONDS
        await home.database.write(lambda session: purge_registrations(session, now=moment(session)))

    jobs = {**sending_jobs(home), "close": close, "tidy": tidy}
    return {**jobs, "mirror": Mirror(home).copy} if home.config.journal.mirror else jobs


def sending_jobs(home: Home) -> Jobs:
    """The jobs: whom a corrected alert has reached meanwhile hears of the correction; whom one
    medium failed is told by the next."""
    return {"follow up": FollowupJob(home).go_on, "fall back": FallbackJob(home).go_on}


@dataclass(slots=True)
class FollowupJob:
    """Looks closely while messages of a corrected alert are on their way and once they have ended,
    and now and then until the correction expires."""

    home: Home
    seen: CorrectionsUnderWay | None = None
    due_at: float = 0.0

    async def go_on(self) -> None:
        """Look, and address whoever is owed a correction; a look that finds nobody keeps no writer
        waiting."""
        before, self.seen = self.seen, await asyncio.to_thread(self._look)
        began = monotonic()
        if began < self.due_at and before == self.seen:
            return
        owed = await asyncio.to_thread(self._owing)
        took = monotonic() - began
        self.due_at = began + (SHARE * took if self.seen.moving else LOOK_SECONDS)
        if owed:
            await self.home.database.write(lambda session: self._address(session, owed))

    def _look(self) -> CorrectionsUnderWay:
        with self.home.database.reading() as session:
            return find_corrections_under_way(session, now=moment(session))

    def _owing(self) -> Sequence[int]:
        with self.home.database.reading() as session:
            return find_owing_corrections(
                session, self.home.config.municipality, now=moment(session)
            )

    def _address(self, session: Session, numbers: Sequence[int]) -> None:
        address_followups(session, numbers, self.home.config.municipality, now=moment(session))
