"""Times as staff read them: local, with the day's name, and how far away; and the year that a date
far ahead needs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import typer

from console.terminal.door import ask
from runtime import Municipality, Problem, Said, mark, roughly, said
from templates import Template, YearMissing, read_values


def local_time(moment: datetime, zone: ZoneInfo) -> Said:
    """`Thu 26/11/2026 20:00`, by the clocks of the municipality."""
    return said("{at:%a %d/%m/%Y %H:%M}", at=moment.astimezone(zone))


def clock_time(moment: datetime, office: Municipality) -> Said:
    """`Thu 26/11/2026 20:00:05`, by the clocks of the municipality, as an alert is told of."""
    return said("{at:%a %d/%m/%Y %H:%M:%S}", at=office.local(moment))


def iso(moment: datetime | None) -> str | None:
    """As programs read it."""
    return moment.isoformat() if moment else None


def distance(moment: datetime, *, now: datetime) -> Said:
    """`8 minutes ago`, `in 3 hours`, `now`."""
    apart = abs(moment - now)
    if apart < timedelta(minutes=1):
        return said("now")
    length = roughly(apart)
    return (
        said("{length} ago", length=length) if moment < now else said("in {length}", length=length)
    )


def span_of(seconds: float, unit: str = mark("{seconds:.0f} s")) -> Said:
    """A span as one reads it at night: 8 s, 12 min, 3.5 h."""
    if seconds < 120:
        return said(unit, seconds=seconds)
    if seconds < 7200:
        return said("{minutes:.0f} min", minutes=seconds / 60)
    return said("{hours:.1f} h", hours=seconds / 3600)


def settle_years(
    context: typer.Context,
    template: Template,
    given: Mapping[str, str],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Mapping[str, str]:
    """Ask for the year of each date that is far ahead and was typed without one; raises YearMissing
    when another is typed.

    What else is wrong with the values is told by whoever composes the alert.
    """
    try:
        read_values(template, given, now=now, zone=zone)
    except YearMissing as missing:
        _ask_year(context, missing, now=now, zone=zone)
        meant = {**given, missing.key: missing.meant.isoformat()}
        return settle_years(context, template, meant, now=now, zone=zone)
    except Problem:
        pass
    return given


def _ask_year(
    context: typer.Context, missing: YearMissing, *, now: datetime, zone: ZoneInfo
) -> None:
    """Ask whether the year is the one that was meant; raises YearMissing when another is typed."""
    year = missing.meant.astimezone(zone).year
    question = said(
        "'{typed}' would be {at}, {apart}. Type {year:d} if that is meant",
        typed=missing.typed,
        at=local_time(missing.meant, zone),
        apart=distance(missing.meant, now=now),
        year=year,
    )
    answer = ask(context, question, said("--set {name}= with the year", name=missing.key)).strip()
    if answer != str(year):
        told = said(
            "You answered '{answer}', not {year:d}: nothing was sent.", answer=answer, year=year
        )
        raise YearMissing(missing.key, missing.typed, missing.meant, told) from None
