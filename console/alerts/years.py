"""The year of a date that is far ahead and was typed without one."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from console.terminal.door import Terminal
from console.terminal.questions import ask
from console.terminal.times import distance, local_time
from runtime import Problem, said
from templates import Template, YearMissing, read_values


def settle_years(
    terminal: Terminal,
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
        _ask_year(terminal, missing, now=now, zone=zone)
        meant = {**given, missing.key: missing.meant.isoformat()}
        return settle_years(terminal, template, meant, now=now, zone=zone)
    except Problem:
        pass
    return given


def _ask_year(terminal: Terminal, missing: YearMissing, *, now: datetime, zone: ZoneInfo) -> None:
    """Ask whether the year is the one that was meant; raises YearMissing when another is typed."""
    year = missing.meant.astimezone(zone).year
    question = said(
        "'{typed}' would be {at}, {apart}. Type {year:d} if that is meant",
        typed=missing.typed,
        at=local_time(missing.meant, zone),
        apart=distance(missing.meant, now=now),
        year=year,
    )
    answer = ask(terminal, question, said("--set {name}= with the year", name=missing.key)).strip()
    if answer != str(year):
        told = said(
            "You answered '{answer}', not {year:d}: nothing was sent.", answer=answer, year=year
        )
        raise YearMissing(missing.key, missing.typed, missing.meant, told) from None
