"""The dossier: what the terminal tells of one alert, who did what to it, and how long it waited (the clock of Valencia)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sqlmodel import Session

from alerts import Alert, AlertState
from runtime import Municipality, said
from staff import names_of

People = Mapping[str, str]
HEADINGS = (
    "no", "issued", "state", "trial", "severity", "template", "areas", "messages", "chain", "author", "second", "minutes",
)  # fmt: skip


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
        "expected": alert.expected,
        "recipients": alert.recipients,
        "messages": alert.messages,
        "drafted_by": names[alert.drafted_by],
        "drafted_at": alert.drafted_at.isoformat(),
        "edited_by": names[alert.edited_by],
        "submitted_by": names[alert.submitted_by],
        "submitted_at": _iso(alert.submitted_at),
        "decided_by": names[alert.decided_by],
        "decided_at": _iso(alert.decided_at),
        "decision_reason": alert.decision_reason,
        "override_reason": alert.override_reason,
        "issued_by": names[_issuer(alert)],
        "issued_at": _iso(alert.issued_at),
        "expires_at": alert.expires_at.isoformat(),
        "msg_type": alert.msg_type,
        "corrects": alert.corrects_id,
        "corrected_by": alert.corrected_by_id,
        "stopped_by": names[alert.stopped_by],
        "stopped_at": _iso(alert.stopped_at),
        "minutes_to_submit": minutes(alert.drafted_at, alert.submitted_at),
        "minutes_to_decide": minutes(alert.submitted_at, alert.decided_at),
        "content_hash": alert.approval_hash,
    }


def particulars(alert: Alert, office: Municipality, tried: Collection[int]) -> Iterator[str]:
    """What an alert is, a line a field."""
    for name in ("id", "identifier", "state", "template", "severity"):
        yield f"{'alert' if name == 'id' else name:<12} {getattr(alert, name)}"
    if alert.id in tried:
        yield said("{trial:<12} nothing of it left this machine", trial="TRIAL")
    yield f"{'areas':<12} {', '.join(alert.areas) or 'the whole municipality'}"
    yield f"{'expires':<12} {_clock(alert.expires_at, office)}"
    for name, value in alert.values.items():
        yield f"{'set':<12} {name}={value}"


def alerts_table(
    alerts: Sequence[Alert], names: People, tried: Collection[int], office: Municipality
) -> tuple[list[str], list[list[str]]]:
    """The headings and rows of a list of alerts; a column in which nobody has anything is left out."""
    now = datetime.now(UTC)
    rows = [dict(zip(HEADINGS, _row(alert, names, tried, office, now), strict=True)) for alert in alerts]
    headings = [name for name in HEADINGS if not rows or any(row[name] != "-" for row in rows)]
    return headings, [[row[name] for name in headings] for row in rows]


def _row(
    alert: Alert, names: People, tried: Collection[int], office: Municipality, now: datetime
) -> tuple[str, ...]:
    issued = f"{office.local(alert.issued_at):%d/%m %H:%M}" if alert.issued_at else "-"
    where = ", ".join(alert.areas) or "everywhere"
    second = names[alert.decided_by] or ("OVERRIDE" if alert.override_reason else "-")
    return (
        str(alert.id), issued, alert.state, "TRIAL" if alert.id in tried else "-", alert.severity, alert.template, where,
        f"{alert.messages:,}", links(alert), names[alert.drafted_by], second, pace(alert, now),
    )  # fmt: skip


def passage(alert: Alert, names: People, office: Municipality) -> Iterator[str]:
    """From draft to sending, a line a step, by the clocks of the municipality."""
    yield f"drafted {_clock(alert.drafted_at, office)} by {names[alert.drafted_by]}"
    if alert.edited_by:
        yield f"last edited by {names[alert.edited_by]}"
    if alert.submitted_at:
        waited = _lasting(minutes(alert.drafted_at, alert.submitted_at))
        yield f"submitted {_clock(alert.submitted_at, office)} by {names[alert.submitted_by]}, {waited} later"
    if alert.decided_at:
        word = "rejected" if alert.state is AlertState.REJECTED else "approved"
        waited = _lasting(minutes(alert.submitted_at, alert.decided_at))
        reason = f": {alert.decision_reason}" if alert.decision_reason else ""
        yield f"{word} {_clock(alert.decided_at, office)} by {names[alert.decided_by]}, {waited} later{reason}"
    if alert.override_reason:
        yield f"OVERRIDE, without a second person: {alert.override_reason}"
    if alert.issued_at:
        yield f"issued {_clock(alert.issued_at, office)} by {names[_issuer(alert)]}"
    if alert.corrects_id:
        yield f"it corrects alert {alert.corrects_id}"
    if alert.stopped_at:
        later = f", corrected by alert {alert.corrected_by_id}" if alert.corrected_by_id else ""
        yield f"stopped {_clock(alert.stopped_at, office)} by {names[alert.stopped_by]}{later}"


def pace(alert: Alert, now: datetime) -> str:
    """Minutes from draft to submission and from there to the decision, or to now while it waits: `1 + 6`."""
    end = now if alert.state is AlertState.PENDING_APPROVAL else alert.decided_at
    waits = minutes(alert.drafted_at, alert.submitted_at), minutes(alert.submitted_at, end)
    return " + ".join(f"{wait:,.0f}" for wait in waits if wait is not None) or "-"


def links(alert: Alert) -> str:
    """Which alert it corrects, and which one corrects it: `of 3, by 5`."""
    told = (("of", alert.corrects_id), ("by", alert.corrected_by_id))
    return ", ".join(f"{word} {number}" for word, number in told if number) or "-"


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
    )


def _issuer(alert: Alert) -> str:
    """Alerts of before there were drafts were issued by whoever drafted them."""
    return alert.issued_by or (alert.drafted_by if alert.issued_at else "")


def _clock(moment: datetime, office: Municipality) -> str:
    return f"{office.local(moment):%d/%m/%Y %H:%M:%S}"


def _lasting(waited: float | None) -> str:
    return "at once" if waited is None else f"{waited:,.1f} minutes"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
