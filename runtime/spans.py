"""Spans: how long something lasts, as people say it."""

from collections.abc import Callable
from datetime import timedelta

from runtime.sentences import Said, counted, said

__all__ = ["lasting", "roughly"]


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DAYS_FROM = 48 * 60
ROUNDED = ((2 * DAY, DAY), (2 * HOUR, HOUR), (timedelta.min, MINUTE))


def lasting(span: timedelta) -> Said:
    """`less than a minute`, `5 minutes`, `1 hour 20 minutes`, `12 hours`, from two days on `3 days
    4 hours`."""
    minutes = round(span / MINUTE)
    if minutes < 1:
        return said("less than a minute")
    if minutes < DAYS_FROM:
        return _two(minutes, 60, _hours, _minutes)
    return _two(round(span / HOUR), 24, _days, _hours)


def roughly(span: timedelta) -> Said:
    """What is an estimate, or stands beside its moment: from two hours on in whole hours, from two
    days on in whole days."""
    unit = next(unit for least, unit in ROUNDED if span >= least)
    return lasting(round(span / unit) * unit)


def _two(
    number: int, parts: int, large: Callable[[int], Said], small: Callable[[int], Said]
) -> Said:
    """A number of small units, as large ones and what is left of them."""
    whole, rest = divmod(number, parts)
    if not whole or not rest:
        return large(whole) if whole else small(rest)
    return said("{whole} {rest}", whole=large(whole), rest=small(rest))


def _days(number: int) -> Said:
    return counted(number, "{count} day", "{count} days")


def _hours(number: int) -> Said:
    return counted(number, "{count} hour", "{count} hours")


def _minutes(number: int) -> Said:
    return counted(number, "{count} minute", "{count} minutes")
