"""Housekeeping: what every process that stays does beside delivering, as jobs for its engine; it
keeps no first message waiting."""

from time import monotonic

from sqlmodel import Session

from alerts.caretaking import upkeep
from alerts.register import close_settled_alerts, expire_undecided
from engine import Jobs
from runtime import Home, moment
from staff import Mirror
from subscribers import purge

PURGE_SECONDS = 300.0
AT_FIRST_SECONDS = 30.0


def chores(home: Home) -> Jobs:
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
        await home.database.write(lambda session: purge(session, now=moment(session)))

    jobs = {**upkeep(home), "close": close, "tidy": tidy}
    return {**jobs, "mirror": Mirror(home).copy} if home.config.journal.mirror else jobs
