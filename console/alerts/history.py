"""The history of one alert: who did what to it, when, and how long it waited for a decision
(Valencia 2024)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlmodel import Session

from alerts import Alert, AlertState, holds_again
from alerts.issuing import was_sent_alone
from areas import list_zones
from console.terminal.language import ENGLISH, SPOKEN
from console.terminal.times import clock_time, iso
from runtime import Municipality, Said, said
from runtime.spans import lasting
from staff import names_of

StaffNames = Mapping[str, str]


def names_of_areas(session: Session) -> Mapping[str, str]:
    """What the areas are called by their codes; in English the code itself is."""
    if SPOKEN.get() == ENGLISH:
        return {}
    return {zone.code: zone.name(SPOKEN.get()) for zone in list_zones(session)}


def named_areas(alert: Alert, called: Mapping[str, str]) -> list[str]:
    """The areas of an alert as they are called, none when it is for the whole municipality."""
    return [called.get(code, code) for code in alert.areas]


def staff_names(session: Session, alerts: Iterable[Alert]) -> StaffNames:
    """The names of all who had to do with these alerts, by how the tables keep them."""
    refs = {ref for alert in alerts for ref in _refs(alert)}
    return {"": "", **names_of(session, refs)}


def alert_json(alert: Alert, names: StaffNames) -> dict[str, object]:
    """One alert in a list or in full: docs/json.md."""
    return {
        "alert": alert.id,
        "identifier": alert.identifier,
        "public_number": alert.public_number,
        "state": alert.state,
        "template": alert.template,
        "severity": alert.severity,
        "areas": alert.areas,
        "groups": list(alert.groups),
        "expected": alert.expected,
        "recipients": alert.recipients,
        "messages": alert.messages,
        **_steps(alert, names),
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


def _steps(alert: Alert, names: StaffNames) -> dict[str, object]:
    """Who wrote, submitted, decided and issued it, and when."""
    return {
        "drafted_by": names[alert.drafted_by],
        "drafted_at": alert.drafted_at.isoformat(),
        "edited_by": names[alert.edited_by],
        "submitted_by": names[alert.submitted_by],
        "submitted_at": iso(alert.submitted_at),
        "decided_by": names[alert.decided_by],
        "decided_at": iso(alert.decided_at),
        "decision_reason": alert.decision_reason,
        "override_reason": alert.override_reason,
        "sent_alone_by": names[alert.alone_by] if was_sent_alone(alert) else "",
        "issued_by": names[_issuer(alert)],
        "issued_at": iso(alert.issued_at),
    }


def history_lines(alert: Alert, names: StaffNames, office: Municipality) -> Iterator[str]:
    """From draft to sending, a line a step, by the clocks of the municipality."""
    yield said(
        "drafted {at} by {name}",
        at=clock_time(alert.drafted_at, office),
        name=names[alert.drafted_by],
    )
    if alert.edited_by:
        yield said("last edited by {name}", name=names[alert.edited_by])
    if alert.submitted_at:
        at, name = clock_time(alert.submitted_at, office), names[alert.submitted_by]
        waited = _later(alert.drafted_at, alert.submitted_at)
        yield said("submitted {at} by {name}, {waited}", at=at, name=name, waited=waited)
    if alert.decided_at:
        yield _decision(alert, names[alert.decided_by], clock_time(alert.decided_at, office))
    if alert.override_reason:
        yield said("OVERRIDE, without a second person: {reason}", reason=alert.override_reason)
    if was_sent_alone(alert):
        yield said("sent by one person: {name}", name=names[alert.alone_by])
    if alert.issued_at:
        at = clock_time(alert.issued_at, office)
        yield said("issued {at} by {name}", at=at, name=names[_issuer(alert)])
    if alert.corrects_id:
        yield said("it corrects alert {number}", number=alert.corrects_id)
    if alert.stopped_at:
        at, name, number = (
            clock_time(alert.stopped_at, office),
            names[alert.stopped_by],
            alert.corrected_by_id,
        )
        later = said(", corrected by alert {number}", number=number) if number else ""
        yield said("stopped {at} by {name}{later}", at=at, name=name, later=later)
        if holds_again(alert):
            yield said("holds again: what had ended it was taken back")


def _decision(alert: Alert, name: str, at: Said) -> Said:
    waited = _later(alert.submitted_at, alert.decided_at)
    reason = said(": {reason}", reason=alert.decision_reason) if alert.decision_reason else ""
    values = {"at": at, "name": name, "waited": waited, "reason": reason}
    if alert.state is AlertState.REJECTED:
        return said("rejected {at} by {name}, {waited}{reason}", **values)
    return said("approved {at} by {name}, {waited}{reason}", **values)


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


def _later(start: datetime | None, end: datetime | None) -> Said:
    return said("{span} later", span=lasting(end - start)) if start and end else said("at once")
