"""Housekeeping: what every process that sends or serves does beside delivering, as jobs for its engine."""

from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

from sqlmodel import Session

from alerts.register import close_settled, lapse
from runtime import Home, moment
from subscribers import purge

PURGE_SECONDS = 300.0


def chores(home: Home) -> Mapping[str, Callable[[], Awaitable[None]]]:
    """The jobs: alerts whose deliveries have ended are closed, drafts past their time expire; what nobody confirmed within a day is purged."""
    purged_at = -PURGE_SECONDS

    def closing(session: Session) -> None:
        close_settled(session)
        lapse(session, now=moment(session))

    async def close() -> None:
        await home.database.write(closing)

    async def tidy() -> None:
        nonlocal purged_at
        if monotonic() - purged_at < PURGE_SECONDS:
            return
        purged_at = monotonic()
        await home.database.write(lambda session: purge(session, now=moment(session)))

    return {"close": close, "tidy": tidy}
