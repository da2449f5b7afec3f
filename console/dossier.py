"""The dossier: what the terminal tells of one alert, who did what to it, and how long it waited (the clock of Valencia)."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from alerts import Alert, AlertState, titled, trial_alerts, went_alone, where
from areas import zones
from channels import Trials
from console.door import say, table
from console.speech import ENGLISH, SPOKEN
from console.times import iso, local_time
from console.worded import worded
from runtime import Municipality, Said, joined, lasting, mark, said
from staff import names_of

People = Mapping[str, str]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")  # as an alert keeps one
HEADINGS = (
    mark("no"), mark("issued"), mark("state"), mark("trial"), mark("severity"), mark("template"), mark("areas"), mark("messages"),
    mark("chain"), mark("author"), mark("second"), mark("minutes"),
)  # fmt: skip
# The columns that a narrow screen is not shown, in this order.
SPARE = ("minutes", "author", "severity", "second")


def places(session: Session) -> Mapping[str, str]:
    """What the areas are called by their codes; in English the code itself is."""
    if SPOKEN.get() == ENGLISH:
        return {}
    return {zone.code: zone.name(SPOKEN.get()) for zone in zones(session)}


def named_areas(alert: Alert, called: Mapping[str, str]) -> list[str]:
    """The areas of an alert as they are called, none when it is for the whole municipality."""
    return [called.get(code, code) for code in alert.areas]


def people(session: Session, alerts: Iterable[Alert]) -> People:
    """The names of all who had to do with these alerts, by how the tables keep them."""
    refs = {ref for alert in alerts for ref in _refs(alert)}
    return {"": "", **names_of(session, refs)}


def brief(alert: Alert, names: People) -> dict[str, object]:
    """One alert in a list or in full: docs/json.md."""
    return {
        "alert": alert.id,
        "identifier": alert.identifier,
        "state": alert.state,
        "template": alert.template,
        "severity": alert.severity,
        "areas": alert.areas,
        "groups": list(alert.groups),
        "expected": alert.expected,
        "recipients": alert.recipients,
        "messages": alert.messages,
        "drafted_by": names[alert.drafted_by],
        "drafted_at": alert.drafted_at.isoformat(),
        "edited_by": names[alert.edited_by],
        "submitted_by": names[alert.submitted_by],
        "submitted_at": iso(alert.submitted_at),
        "decided_by": names[alert.decided_by],
        "decided_at": iso(alert.decided_at),
        "decision_reason": alert.decision_reason,
        "override_reason": alert.override_reason,
        "sent_alone_by": names[alert.alone_by] if went_alone(alert) else "",
        "issued_by": names[_issuer(alert)],
        "issued_at": iso(alert.issued_at),
        "expires_at": alert.expires_at.isoformat(),
        "msg_type": alert.msg_type,
        "corrects": alert.corrects_id,
        "corrected_by": alert.corrected_by_id,
        "stopped_by": names[alert.stopped_by],
        "stopped_at": iso(alert.stopped_at),
        "minutes_to_submit": minutes(alert.drafted_at, alert.submitted_at),
        "minutes_to_decide": minutes(alert.submitted_at, alert.decided_at),
        "content_hash": alert.approval_hash,
    }


def particulars(
    alert: Alert, office: Municipality, tried: Collection[int], called: Mapping[str, str]
) -> Iterator[str]:
    """What an alert is, a line a field."""
    yield _field(said("alert"), str(alert.id))
    yield _field(said("identifier"), alert.identifier)
    yield _field(said("state"), worded(alert.state))
    yield _field(said("template"), titled(alert.template))
    yield _field(said("severity"), worded(alert.severity))
    if alert.id in tried:
        yield _field(said("TRIAL"), said("nothing of it left this machine"))
    yield _field(said("areas"), where(named_areas(alert, called)))
    if alert.groups:
        yield _field(said("groups"), ", ".join(alert.groups))
    yield _field(said("expires"), _clock(alert.expires_at, office))
    for name, value in alert.values.items():
        yield _field(said("set"), said("{name}={value}", name=name, value=_local_value(value, office)))


def _local_value(value: str, office: Municipality) -> str:
    """A moment, which is kept in UTC, by the clocks of the municipality; any other value as it is."""
    return local_time(datetime.fromisoformat(value), office.zone) if MOMENT.fullmatch(value) else value


def _field(label: str, value: str) -> Said:
    return said("{label:<12} {value}", label=label, value=value)


@dataclass(frozen=True, slots=True)
class Alerts:
    """What a list of alerts is made of: the alerts, who had to do with them, which were trials, and what the areas are called."""

    alerts: Sequence[Alert]
    names: People
    tried: Collection[int]
    places: Mapping[str, str]

    @classmethod
    def of(cls, session: Session, alerts: Sequence[Alert], at_present: Trials) -> "Alerts":
        """Read what belongs to these alerts; `at_present` is what becomes of messages that wait."""
        tried = trial_alerts(session, alerts, at_present)
        return cls(alerts, people(session, alerts), tried, places(session))

    def show(self, office: Municipality) -> None:
        """Show them in a table; a column in which nobody has anything is left out."""
        if not self.alerts:
            say(said("There is no alert yet."))
            return
        now = datetime.now(UTC)
        rows = [dict(zip(HEADINGS, self._row(alert, office, now), strict=True)) for alert in self.alerts]
        headings = [name for name in HEADINGS if any(row[name] != "-" for row in rows)]
        spare = [headings.index(name) for name in SPARE if name in headings]
        table([*map(said, headings)], [[row[name] for name in headings] for row in rows], spare=spare)

    def _row(self, alert: Alert, office: Municipality, now: datetime) -> tuple[str, ...]:
        at = said("{at:%a %d/%m %H:%M}", at=office.local(alert.issued_at)) if alert.issued_at else "-"
        named = where(named_areas(alert, self.places), alert.groups)
        place = named if alert.areas or alert.groups else said("everywhere")
        second = self.names[alert.decided_by] or (said("OVERRIDE") if alert.override_reason else "-")
        trial = said("TRIAL") if alert.id in self.tried else "-"
        return (
            str(alert.id), at, worded(alert.state), trial, worded(alert.severity), titled(alert.template), place,
            said("{number:,}", number=alert.messages) if alert.issued_at else "-", links(alert), self.names[alert.drafted_by], second, pace(alert, now),
        )  # fmt: skip


def passage(alert: Alert, names: People, office: Municipality) -> Iterator[str]:
    """From draft to sending, a line a step, by the clocks of the municipality."""
    yield said("drafted {at} by {name}", at=_clock(alert.drafted_at, office), name=names[alert.drafted_by])
    if alert.edited_by:
        yield said("last edited by {name}", name=names[alert.edited_by])
    if alert.submitted_at:
        at, name = _clock(alert.submitted_at, office), names[alert.submitted_by]
        waited = _later(alert.drafted_at, alert.submitted_at)
        yield said("submitted {at} by {name}, {waited}", at=at, name=name, waited=waited)
    if alert.decided_at:
        yield _decision(alert, names[alert.decided_by], _clock(alert.decided_at, office))
    if alert.override_reason:
        yield said("OVERRIDE, without a second person: {reason}", reason=alert.override_reason)
    if went_alone(alert):
        yield said("sent by one person: {name}", name=names[alert.alone_by])
    if alert.issued_at:
        at = _clock(alert.issued_at, office)
        yield said("issued {at} by {name}", at=at, name=names[_issuer(alert)])
    if alert.corrects_id:
        yield said("it corrects alert {number}", number=alert.corrects_id)
    if alert.stopped_at:
        at, name, number = _clock(alert.stopped_at, office), names[alert.stopped_by], alert.corrected_by_id
        later = said(", corrected by alert {number}", number=number) if number else ""
        yield said("stopped {at} by {name}{later}", at=at, name=name, later=later)


def _decision(alert: Alert, name: str, at: Said) -> Said:
    waited = _later(alert.submitted_at, alert.decided_at)
    reason = said(": {reason}", reason=alert.decision_reason) if alert.decision_reason else ""
    values = {"at": at, "name": name, "waited": waited, "reason": reason}
    if alert.state is AlertState.REJECTED:
        return said("rejected {at} by {name}, {waited}{reason}", **values)
    return said("approved {at} by {name}, {waited}{reason}", **values)


def pace(alert: Alert, now: datetime) -> str:
    """Minutes from draft to submission and from there to the decision, or to now while it waits: `1 + 6`."""
    end = now if alert.state is AlertState.PENDING_APPROVAL else alert.decided_at
    waits = minutes(alert.drafted_at, alert.submitted_at), minutes(alert.submitted_at, end)
    return " + ".join(f"{wait:,.0f}" for wait in waits if wait is not None) or "-"


def links(alert: Alert) -> str:
    """Which alert it corrects, and which one corrects it: `of 3, by 5`."""
    of, by = alert.corrects_id, alert.corrected_by_id
    told = [said("of {number}", number=of) if of else "", said("by {number}", number=by) if by else ""]
    return joined(", ", [each for each in told if each]) or "-"


def minutes(start: datetime | None, end: datetime | None) -> float | None:
    """Minutes between two moments, if there are both."""
    if start is None or end is None:
        return None
    return round((end - start).total_seconds() / 60, 1)


def _refs(alert: Alert) -> Iterator[str]:
    yield from (
        alert.drafted_by,
        alert.edited_by,
        alert.submitted_by,
        alert.decided_by,
        alert.issued_by,
        alert.stopped_by,
        alert.alone_by,
    )


def _issuer(alert: Alert) -> str:
    """Alerts of before there were drafts were issued by whoever drafted them."""
    return alert.issued_by or (alert.drafted_by if alert.issued_at else "")


def _clock(moment: datetime, office: Municipality) -> Said:
    return said("{at:%a %d/%m/%Y %H:%M:%S}", at=office.local(moment))


def _later(start: datetime | None, end: datetime | None) -> Said:
    return said("{span} later", span=lasting(end - start)) if start and end else said("at once")
