"""Chores: what every process that sends or serves does beside delivering, as jobs for its engine."""

from collections.abc import Awaitable, Callable, Mapping

from sqlmodel import Session

from alerts.register import close_settled, lapse
from runtime import Home, moment


def chores(home: Home) -> Mapping[str, Callable[[], Awaitable[None]]]:
    """The jobs: alerts whose deliveries have ended are closed, drafts past their time expire."""

    def closing(session: Session) -> None:
        close_settled(session)
        lapse(session, now=moment(session))

    async def close() -> None:
        await home.database.write(closing)

    return {"close": close}
