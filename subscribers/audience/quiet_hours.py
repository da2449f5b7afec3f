"""Quiet hours: until when what is not urgent waits for somebody's morning."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

HOURS = range(24)


def quiet_ends(local_now: datetime) -> Mapping[int, datetime]:
    """For each hour at which quiet hours may end: the next moment (UTC) at which the municipality's
    clocks show it.

    An hour that a spring night leaves out has come when the clocks jump over it; of two in autumn
    the first counts."""
    return {hour: _next(local_now, hour).astimezone(UTC) for hour in HOURS}


def _next(local_now: datetime, hour: int) -> datetime:
    day = local_now.date() + timedelta(days=hour <= local_now.hour)
    return datetime(day.year, day.month, day.day, hour, tzinfo=local_now.tzinfo)
