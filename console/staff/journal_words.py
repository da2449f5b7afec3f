"""The words of the journal: acts, what they were done to, and facts, as people read them. A word
that is not known stays as it is."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.plain_words import template_title
from console.terminal.state_words import FIELDS, KNOWN
from console.terminal.times import local_time
from runtime import Said, joined, mark, said

ACTIONS = frozenset(
    {
        mark("alert.approved"),
        mark("alert.corrected"),
        mark("alert.drafted"),
        mark("alert.edited"),
        mark("alert.issued"),
        mark("alert.missed_read"),
        mark("alert.not_told_in_person"),
        mark("alert.overridden"),
        mark("alert.rejected"),
        mark("alert.resent"),
        mark("alert.stopped"),
        mark("alert.submitted"),
        mark("alert.told_in_person"),
        mark("alert.traced"),
        mark("alert.unblocked"),
        mark("alert.words_overridden"),
        mark("areas.changed"),
        mark("areas.imported"),
        mark("areas.merge"),
        mark("areas.move"),
        mark("areas.remove"),
        mark("areas.split"),
        mark("channel.resumed"),
        mark("clock.confirmed"),
        mark("import.cancelled"),
        mark("contact.lifted"),
        mark("factor.recovered"),
        mark("factor.refused"),
        mark("factor.removed"),
        mark("factor.set_up"),
        mark("home.backed_up"),
        mark("home.released"),
        mark("journal.signed"),
        mark("key.links_ended"),
        mark("key.rotated"),
        mark("member.added"),
        mark("member.changed"),
        mark("member.removed"),
        mark("resident.added"),
        mark("resident.changed"),
        mark("resident.complained"),
        mark("resident.confirmed"),
        mark("resident.disowned"),
        mark("resident.erased"),
        mark("resident.exported"),
        mark("resident.joined"),
        mark("resident.left"),
        mark("resident.preferred"),
        mark("resident.registered"),
        mark("resident.rejoined"),
        mark("resident.removed"),
        mark("residents.imported"),
        mark("schedule.added"),
        mark("schedule.fired"),
        mark("schedule.held"),
        mark("schedule.paused"),
        mark("schedule.removed"),
        mark("schedule.resumed"),
        mark("schedule.skipped"),
        mark("schedule.unskipped"),
        mark("token.created"),
        mark("token.revoked"),
    }
)
# What an act is done to, before its number.
SUBJECTS = frozenset(
    {
        mark("alert"),
        mark("areas"),
        mark("channel"),
        mark("contact"),
        mark("home"),
        mark("import"),
        mark("key"),
        mark("member"),
        mark("registration"),
        mark("resident"),
        mark("row"),
        mark("schedule"),
        mark("token"),
    }
)
FACTS: Mapping[str, str] = {word: word for word in SUBJECTS} | {
    "accepted": mark("refusals accepted"),
    "added": mark("added"),
    "block": mark("block"),
    "cause": mark("cause"),
    "changed": mark("changed"),
    "code": mark("code"),
    "contacts": mark("contacts"),
    "content": mark("content"),
    "corrects": mark("corrects"),
    "expires": mark("expires"),
    "failures": mark("wrong codes"),
    "from": mark("before"),
    "imported": mark("imported"),
    "instead": mark("instead"),
    "moved": mark("moved zones"),
    "journal": mark("journal"),
    "kind": mark("kind"),
    "left": mark("not resent"),
    "messages": mark("messages"),
    "networks": mark("networks"),
    "overtaken": mark("overtaken"),
    "people": mark("people"),
    "proof": mark("proof"),
    "reason": mark("reason"),
    "rules": mark("rules"),
    "recipients": mark("recipients"),
    "recovery": mark("recovery codes"),
    "refused": mark("not accepted"),
    "request": mark("request"),
    "remaining": mark("recovery codes left"),
    "resent": mark("resent"),
    "residents": mark("residents"),
    "responsible": mark("responsible"),
    "role": mark("role"),
    "runs": mark("runs"),
    "scopes": mark("scopes"),
    "seconds": mark("seconds"),
    "severity": mark("severity"),
    "sha256": mark("SHA-256"),
    "slot": mark("slot"),
    "template": mark("template"),
    "template_changed": mark("template changed"),
    "to": mark("and now"),
    "tokens": mark("tokens"),
    "topic": mark("topic"),
    "topics": mark("topics"),
    "unchanged": mark("unchanged"),
    "updated": mark("updated"),
    "voided": mark("approval voided"),
    "which": mark("which"),
    "zones": mark("zones"),
}
VALUES = (
    KNOWN
    | FIELDS
    | frozenset(
        {
            mark("update"),
            mark("all_clear"),
            mark("cancel"),
            mark("false_alarm"),  # corrections
            mark("at"),
            mark("cron"),
            mark("every"),  # schedules
            mark("unknown"),
            mark("failed"),  # what is sent again
            mark("invalid"),
            mark("opted_out"),
            mark("bounced"),
            mark("web"),
        }
    )
)
# What it means that there are none of these.
NONE = {"networks": mark("all"), "scopes": mark("all of the role")}
MOMENTS = frozenset({"expires", "slot"})


def action_in_words(action: str) -> str:
    """What was done."""
    return said(action) if action in ACTIONS else action


def subject_in_words(subject: str) -> str:
    """What it was done to: `alert:17`."""
    kind, colon, number = subject.partition(":")
    named = said(kind) if kind in SUBJECTS else kind
    return said("{kind}:{number}", kind=named, number=number) if colon else named


def facts_in_words(facts: Mapping[str, object], zone: ZoneInfo) -> Said:
    """The facts of an act, moments by the clocks of the municipality."""
    told = (
        said("{name} {value}", name=said(FACTS.get(name, name)), value=_value(name, value, zone))
        for name, value in facts.items()
    )
    return joined(", ", told)


def _value(name: str, value: object, zone: ZoneInfo) -> str:
    if isinstance(value, list):
        return (
            joined(", ", (_word(str(each)) for each in value))
            if value
            else said(NONE.get(name, "-"))
        )
    if name in NONE and not value:
        # The journal of versions before has how many networks there were.
        return said(NONE[name])
    if name == "template":
        return said(template_title(str(value)))
    return _moment(str(value), zone) if name in MOMENTS else _word(str(value))


def _moment(text: str, zone: ZoneInfo) -> str:
    try:
        return local_time(datetime.fromisoformat(text), zone)
    except ValueError:
        return text


def _word(word: str) -> str:
    return said(word) if word in VALUES else word
