"""Relative values: `occurrence+2h` in a schedule means two hours after each of its moments."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.schedules.timing.moments import utc_of
from runtime import said
from templates import BadValue, Template, VariableKind, read_values

_FORM = re.compile(
    r"occurrence(?:\s*(?P<sign>[+-])\s*(?=[0-9])(?:(?P<d>[0-9]{1,3})d)?(?:(?P<h>[0-9]{1,4})h)?(?:(?P<m>[0-9]{1,5})m)?)?"
)
_LOOKS_LIKE_IT = re.compile(r"\s*occ?urr?[ea]n", re.IGNORECASE)


def settle_moments(
    template: Template, given: Mapping[str, str], *, due_at: datetime, zone: ZoneInfo
) -> dict[str, str]:
    """The values of one occurrence: every moment, relative or bare, read by the clocks of when it
    is due.

    Raises UnknownVariable, MissingVariable or BadValue.
    """
    plain = {name: _plain(template, name, typed, due_at, zone) for name, typed in given.items()}
    read = read_values(template, plain, now=due_at, zone=zone)
    return plain | {
        name: value.astimezone(UTC).isoformat()
        for name, value in read.items.items()
        if isinstance(value, datetime)
    }


def _plain(template: Template, name: str, typed: str, due_at: datetime, zone: ZoneInfo) -> str:
    variable = template.variable(name)
    if (
        variable is None
        or variable.kind is not VariableKind.MOMENT
        or not _LOOKS_LIKE_IT.match(typed)
    ):
        return typed
    found = _FORM.fullmatch(typed.strip())
    if found is None:
        raise BadValue(
            said(
                "{name}: '{typed}' is not of the form occurrence, occurrence+2h, occurrence-30m or occurrence+1d2h.",
                name=name,
                typed=typed,
            )
        ).at(f"#/values/{name}")
    return _shifted(found, due_at, zone).isoformat()


def _shifted(found: re.Match[str], due_at: datetime, zone: ZoneInfo) -> datetime:
    """Days are those of the wall clock, hours and minutes those of the sun."""
    sign = -1 if found["sign"] == "-" else 1
    days, hours, minutes = (int(found[unit] or 0) for unit in "dhm")
    moment = due_at.astimezone(UTC)
    if days:
        wall = due_at.astimezone(zone).replace(tzinfo=None, fold=0)
        moment = utc_of(wall + sign * timedelta(days=days), zone)
    return moment + sign * timedelta(hours=hours, minutes=minutes)
