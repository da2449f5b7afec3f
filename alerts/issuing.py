"""Issuing: one transaction in which the alert, its words and one delivery for every recipient come to be, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlmodel import Session, col

from alerts.composition import Draft, Office, Request
from alerts.tables import Alert, AlertState, MsgType, Status
from delivery import Lane, Parcel, Repeat, address, prepare
from runtime import Actor, Exit, Problem, Right
from subscribers import audience
from templates import Severity

PRIORITY = {Severity.EXTREME: 2, Severity.SEVERE: 1}
CORRECTION = 3  # overtakes what is left of the alert that was wrong
MAY_MOVE = 0.01  # share by which an audience may change between what was shown and what is sent


class NoRecipients(Problem):
    """Nothing was sent. `tocsin residents count` shows who there is; another area, --all or another --channel may reach them."""

    exit = Exit.REFUSED


class AudienceMoved(Problem):
    """Nothing was sent. Look at the new count with --dry-run, then give the command again."""

    exit = Exit.REFUSED


class KeyTaken(Problem):
    """Nothing was sent. A key stands for one alert: take a new key for a new alert, or repeat the first command as it was."""

    exit = Exit.REFUSED
    status = 409


@dataclass(frozen=True, slots=True)
class Issued:
    """An alert that is on its way; `fresh` is false when the same command had issued it before."""

    alert: Alert
    fresh: bool


def issued_before(session: Session, request: Request) -> Alert | None:
    """The alert that the same command with the same key made; raises KeyTaken when another command did."""
    if not request.key:
        return None
    found = session.scalars(select(Alert).where(col(Alert.key) == request.key)).one_or_none()
    if found is not None and found.content_hash != request.fingerprint:
        raise KeyTaken(
            f"The key '{request.key}' belongs to: {_said(found)}.", f"You asked for: {_asked(request)}."
        )
    return found


def check_count(count: int, expected: int, *, what: str = "recipients") -> None:
    """Refuse when the audience is not, within 1 %, the one that was expected; raises AudienceMoved."""
    if abs(count - expected) > expected * MAY_MOVE:
        raise AudienceMoved(f"{expected} {what} were expected, there are {count} now.")


def issue(session: Session, draft: Draft, office: Office, *, by: Actor, now: datetime) -> Issued:
    """Write the alert, its frozen words and its deliveries. Raises NoRecipients, KeyTaken or NotAllowed."""
    by.needs(Right.SEND_ALERTS)
    before = issued_before(session, draft.request)
    if before is not None:
        return Issued(before, False)
    dispatch_id = prepare(session, parcel_of(draft), now=now)
    chosen = audience(draft.criteria)
    messages = address(session, dispatch_id, chosen)
    if not messages:
        raise NoRecipients("Nobody is registered for this area, topic and medium.")
    alert = _alert(draft, office, by, now)
    alert.dispatch_id = dispatch_id
    alert.messages = messages
    alert.recipients = session.scalar(select(func.count(chosen.subquery().c.resident_id.distinct()))) or 0
    session.add(alert)
    session.flush()
    return Issued(alert, True)


def parcel_of(draft: Draft) -> Parcel:
    """The words and urgency of a draft, as delivery takes them."""
    return Parcel(
        lane=Lane.EMERGENCY if draft.urgent or draft.corrects else Lane.ROUTINE,
        repeat=Repeat.RESEND if draft.urgent else Repeat.HOLD,
        expires_at=draft.expires_at,
        wordings=draft.wordings(),
        priority=CORRECTION if draft.corrects else PRIORITY.get(draft.template.severity, 0),
        topic=draft.topic.number,
    )


def _alert(draft: Draft, office: Office, by: Actor, now: datetime) -> Alert:
    template, request = draft.template, draft.request
    return Alert(
        identifier=_identifier(office, now),
        key=request.key or None,
        content_hash=request.fingerprint,
        template=template.name,
        event=template.event,
        severity=template.severity,
        urgency=template.urgency,
        certainty=template.certainty,
        status=Status(template.status),
        msg_type=MsgType.ALERT,
        state=AlertState.SENDING,
        areas=list(draft.area.codes),
        media=[medium.value for medium in draft.media],
        values=draft.values.canonical(),
        reach=draft.reach,
        dispatch_id=0,
        drafted_by=by.name,
        drafted_at=now,
        issued_at=now,
        expires_at=draft.expires_at,
    )


def _identifier(office: Office, now: datetime) -> str:
    """CAP 1.2 identifier: `<domain>-<UTC stamp>-<8 hex>`, without blanks, commas, `<` or `&`."""
    host = urlsplit(office.base_url or office.municipality.web).hostname or "tocsin"
    return f"{host}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{token_hex(4)}"


def _said(alert: Alert) -> str:
    where = ", ".join(alert.areas) or "the whole municipality"
    return f"alert {alert.id}, {alert.template} for {where}, {_listed(alert.values)}"


def _asked(request: Request) -> str:
    return f"{request.template} for {', '.join(request.areas) or 'the whole municipality'}, {_listed(request.given)}"


def _listed(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(values.items()))
