"""Plain words: what staff read for each word of the machine, in one table (docs/words.md is made
from it).

The machine's word stands in the database, in metrics and in the keys of JSON; these words stand
wherever a person reads."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from alerts.tables import AlertState, Reach
from channels import Medium, Outcome, in_words
from delivery import BlockReason, Lane, State
from delivery.status import Knowledge, Route
from runtime import Said, counted, joined, mark, said
from templates import Severity

KNOWN_WORDS: Mapping[Knowledge, Said] = {
    Knowledge.HANDED_OVER: said("handed over"),
    Knowledge.CONFIRMED: said("arrived (confirmed)"),
    Knowledge.MAYBE: said("may have arrived"),
    Knowledge.WAITING: said("waiting"),
    Knowledge.ON_ITS_WAY: said("on its way"),
    Knowledge.NOT_REACHED: said("not reached"),
    Knowledge.WRITTEN: said("written to a file"),
    Knowledge.CAUGHT: said("caught by the sandbox"),
}
# Why a message did not arrive, where no code of the provider's says it better.
REASONS: Mapping[State, Said] = {
    State.REFUSED: said("the provider refused it"),
    State.UNDELIVERED: said("the provider could not deliver it"),
    State.EXPIRED: said("its time was over"),
    State.CANCELLED: said("the alert was stopped"),
    State.SKIPPED: said("nothing is sent to this contact"),
}
LANES: Mapping[Lane, Said] = {
    Lane.EMERGENCY: said("urgent"),
    Lane.ROUTINE: said("ordinary"),
    Lane.CODES: said("codes"),
}
MEDIA: Mapping[Medium, Said] = {Medium.SMS: said("SMS"), Medium.EMAIL: said("e-mail")}
ROADS: Mapping[Route, Said] = {Route.FIRST: said("first try"), Route.FALLBACK: said("second try")}
REACHES: Mapping[Reach, Said] = {Reach.FIRST: said("one way"), Reach.ALL: said("every way")}
BLOCKS: Mapping[BlockReason, Said] = {
    BlockReason.NONE: said("open"),
    BlockReason.INVALID: said("the address does not work"),
    BlockReason.OPTED_OUT: said("the person sent STOP"),
    BlockReason.BOUNCED: said("mails came back"),
    BlockReason.ERASED: said("erased"),
}
GOOD = ("", Outcome.ACCEPTED)  # says nothing of why
ENDED_BY_US = (State.EXPIRED, State.CANCELLED)
STATES: Mapping[AlertState, Said] = {
    AlertState.DRAFT: said("draft"),
    AlertState.PENDING_APPROVAL: said("pending_approval"),
    AlertState.SENDING: said("sending"),
    AlertState.SENT: said("sent"),
    AlertState.CANCELLED: said("cancelled"),
    AlertState.EXPIRED: said("expired"),
    AlertState.REJECTED: said("rejected"),
}
SEVERITIES: Mapping[Severity, Said] = {
    Severity.EXTREME: said("Extreme"),
    Severity.SEVERE: said("Severe"),
    Severity.MODERATE: said("Moderate"),
    Severity.MINOR: said("Minor"),
    Severity.UNKNOWN: said("Unknown"),
}
# The shipped templates as people call them; an office's own is called what the office called it.
TEMPLATES: Mapping[str, Said] = {
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
DOUBLED = said("may have got it twice")
HELD = said("stopped: this home is a copy")
TABLES: tuple[Mapping[StrEnum, Said], ...] = (KNOWN_WORDS, REASONS, LANES, ROADS, REACHES, BLOCKS)  # type: ignore[assignment]


def where(places: Iterable[str], groups: Sequence[str] = ()) -> Said:
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


def titled(template: str) -> str:
    """What people call a template."""
    return TEMPLATES.get(template, template)


def why_not(state: State, cause: str) -> Said:
    """Why a message did not arrive: the provider's code in words, else what its state says."""
    over = REASONS[state]
    told = said("") if cause in GOOD else in_words(cause)
    if told and state in ENDED_BY_US:
        return said("{over}; the last try: {told}", over=over, told=told)
    return told or over


def what_became(known: Knowledge, state: State, cause: str) -> Said:
    """What is known of a message in one line; of one that did not arrive also why."""
    if known is Knowledge.NOT_REACHED:
        return said("{what}: {why}", what=KNOWN_WORDS[known], why=why_not(state, cause))
    return KNOWN_WORDS[known]
