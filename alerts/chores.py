"""Chores: what every process that sends or serves does beside delivering, as jobs for its engine."""

from collections.abc import Awaitable, Callable, Mapping

from alerts.register import close_settled
from runtime import Home


def chores(home: Home) -> Mapping[str, Callable[[], Awaitable[None]]]:
    """The jobs: alerts whose deliveries have ended are closed."""

    async def close() -> None:
        await home.database.write(close_settled)

    return {"close": close}
