"""Times as staff read them: local, with the day's name, and how far away; and the year that a date far ahead needs."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import typer

from console.door import ask
from runtime import Problem, Said, counted, said
from templates import Template, YearMissing, read_values

# From how long on, in which unit.
UNITS: tuple[tuple[timedelta, timedelta, Callable[[int], Said]], ...] = (
    (timedelta(days=2), timedelta(days=1), lambda days: counted(days, "{count} day", "{count} days")),
    (timedelta(hours=2), timedelta(hours=1), lambda hours: counted(hours, "{count} hour", "{count} hours")),
    (
        timedelta(minutes=1),
        timedelta(minutes=1),
        lambda minutes: counted(minutes, "{count} minute", "{count} minutes"),
    ),
)


def local_time(moment: datetime, zone: ZoneInfo) -> Said:
    """`Thu 26/11/2026 20:00`, by the clocks of the municipality."""
    return said("{at:%a %d/%m/%Y %H:%M}", at=moment.astimezone(zone))


def iso(moment: datetime | None) -> str | None:
    """As programs read it."""
    return moment.isoformat() if moment else None


def distance(moment: datetime, *, now: datetime) -> Said:
    """`8 minutes ago`, `in 3 hours`, `now`."""
    apart = abs(moment - now)
    if apart < UNITS[-1][0]:
        return said("now")
    length = in_words(apart)
    return said("{length} ago", length=length) if moment < now else said("in {length}", length=length)


def spanned(span: timedelta) -> Said:
    """How long something lasts, exactly to the minute: `12 hours`, `90 minutes`."""
    minutes = span // timedelta(minutes=1)
    if minutes % 60:
        return counted(minutes, "{count} minute", "{count} minutes")
    return counted(minutes // 60, "{count} hour", "{count} hours")


def in_words(length: timedelta) -> Said:
    """`12 hours`, `24 hours`, `2 days`: a length of a minute or more."""
    _, unit, words = next(each for each in UNITS if length >= each[0])
    return words(round(length / unit))


def settle_years(
    context: typer.Context, template: Template, given: Mapping[str, str], *, now: datetime, zone: ZoneInfo
) -> Mapping[str, str]:
    """Ask for the year of each date that is far ahead and was typed without one; raises YearMissing when another is typed.

    What else is wrong with the values is told by whoever composes the alert.
    """
    try:
        read_values(template, given, now=now, zone=zone)
    except YearMissing as missing:
        year, at = missing.meant.astimezone(zone).year, local_time(missing.meant, zone)
        question = said("'{typed}' would be {at}, {apart}. Type {year:d} if that is meant",
                        typed=missing.typed, at=at, apart=distance(missing.meant, now=now), year=year)  # fmt: skip
        answer = ask(context, question, said("--set {name}= with the year", name=missing.key)).strip()
        if answer != str(year):
            told = said("You answered '{answer}', not {year:d}: nothing was sent.", answer=answer, year=year)
            raise YearMissing(missing.key, missing.typed, missing.meant, told) from None
        meant = {**given, missing.key: missing.meant.isoformat()}
        return settle_years(context, template, meant, now=now, zone=zone)
    except Problem:
        pass
    return given
