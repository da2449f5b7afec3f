"""What staff read for the words of an alert: its state, severity, template and places."""

from collections.abc import Iterable, Mapping, Sequence

from alerts.states import AlertState, Reach
from runtime import Said, counted, joined, mark, said
from templates import Severity

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
