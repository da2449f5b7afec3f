"""What staff read for the words of an alert: its state, severity, template and places."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from alerts.states import AlertState, Reach
from runtime import Instant, Said, counted, joined, mark, said
from templates import Severity

# As an alert keeps one.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
REACH_WORDS: Mapping[Reach, Said] = {
    Reach.FIRST: said("by one medium"),
    Reach.ALL: said("by every medium"),
}
STATE_WORDS: Mapping[AlertState, Said] = {
    AlertState.DRAFT: said("draft"),
    AlertState.PENDING_APPROVAL: said("pending_approval"),
    AlertState.SENDING: said("sending"),
    AlertState.SENT: said("sent"),
    AlertState.CANCELLED: said("cancelled"),
    AlertState.EXPIRED: said("expired"),
    AlertState.REJECTED: said("rejected"),
}
SEVERITY_WORDS: Mapping[Severity, Said] = {
    Severity.EXTREME: said("Extreme"),
    Severity.SEVERE: said("Severe"),
    Severity.MODERATE: said("Moderate"),
    Severity.MINOR: said("Minor"),
    Severity.UNKNOWN: said("Unknown"),
}
# The shipped templates as people call them; an office's own is called what the office called it.
TEMPLATE_WORDS: Mapping[str, Said] = {
    each: said(each)
    for each in (
        mark("snow"),
        mark("power_cut"),
        mark("water_cut"),
        mark("extreme_weather"),
        mark("municipal_event"),
        mark("drill"),
        mark("all_clear"),
        mark("false_alarm"),
    )
}


def describe_values(values: Mapping[str, str]) -> Said:
    """What an alert was given, a moment by the clocks of whoever reads it."""
    return joined(", ", [describe_value(*each) for each in sorted(values.items())])


def describe_value(name: str, value: str) -> Said:
    """One value of an alert."""
    if not MOMENT.fullmatch(value):
        return said("{name}={value}", name=name, value=value)
    at = Instant(datetime.fromisoformat(value))
    return said("{name}={at:%a %d/%m/%Y %H:%M}", name=name, at=at)


def describe_places(places: Iterable[str], groups: Sequence[str] = ()) -> Said:
    """The places that an alert is for, and the groups whose members alone get it, if there are any;
    for a group wherever its people live, the group alone."""
    named = ", ".join(places)
    if not groups:
        return joined("", [named or said("the whole municipality")])
    if not named:
        members = ", ".join(groups)
        return counted(len(groups), "the group {groups}", "the groups {groups}", groups=members)
    return counted(
        len(groups),
        "{places}, only in the group {groups}",
        "{places}, only in the groups {groups}",
        places=named,
        groups=", ".join(groups),
    )


def template_title(template: str) -> str:
    """What people call a template."""
    return TEMPLATE_WORDS.get(template, template)
