"""Drafting: an alert that is kept before anybody gets it. Its words are frozen; an edit freezes new
ones and voids what was decided."""

from datetime import UTC, datetime
from secrets import token_hex
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from alerts.acts import record_act
from alerts.composing.drafts import AlertDraft
from alerts.composing.freezing import freeze_draft, hash_content
from alerts.composing.requests import AlertRequest
from alerts.issuing.unissued import lock_unissued
from alerts.office import Office
from alerts.plain_words.alert_words import describe_places, describe_values
from alerts.public_numbers import draw_public_number
from alerts.states import AlertState
from alerts.tables import Alert
from alerts.transitions import EDIT, NEW, move
from runtime import Actor, Exit, Problem, Right, UsageProblem, said
from runtime.database import insert_into

EDITORS = SQLModel.metadata.tables["alert_editor"]
DECIDED = (AlertState.PENDING_APPROVAL, AlertState.REJECTED)
# What an edit takes from the new words, and what of the old decision it empties.
CONTENT = (
    "public_number",
    "event",
    "severity",
    "urgency",
    "certainty",
    "areas",
    "media",
    "values",
    "reach",
    "content",
    "approval_hash",
    "expires_at",
)
VOIDED = ("expected", "submitted_by", "submitted_at", "decided_by", "decided_at", "decision_reason")


class KeyTaken(Problem):
    """Nothing was sent. A key stands for one alert: take a new key for a new alert, or repeat the
    first command as it was."""

    exit = Exit.REFUSED
    status = 409


class ContentChanged(Problem):
    """Nothing was changed or sent: it is not what you were shown. Look at it again, then decide."""

    exit = Exit.REFUSED
    status = 409


class OtherTemplate(UsageProblem):
    """A draft keeps its template. Make a new one with `tocsin alerts draft`."""


def find_alert_by_key(session: Session, request: AlertRequest) -> Alert | None:
    """The alert that the same command with the same key made, sent or not; raises KeyTaken when
    another command did."""
    if not request.key:
        return None
    found = session.scalars(select(Alert).where(col(Alert.key) == request.key)).one_or_none()
    if found is not None and found.content_hash != request.fingerprint:
        raise KeyTaken(
            said("The key '{key}' belongs to: {what}.", key=request.key, what=_said(found)),
            said("You asked for: {what}.", what=_asked(request)),
        )
    return found


def keep_draft(
    session: Session, composed: AlertDraft, office: Office, *, by: Actor, now: datetime
) -> Alert:
    """Keep an alert that nobody gets yet; the same command with the same key is the same alert.
    Raises KeyTaken or NotAllowed."""
    by.needs(Right.DRAFT_ALERTS)
    before = find_alert_by_key(session, composed.request)
    if before is not None:
        return before
    alert = write_draft(session, composed, office, by=by, now=now)
    record_act(session, "alert.drafted", alert, by=by, now=now)
    return alert


def edit_draft(
    session: Session,
    alert: Alert,
    composed: AlertDraft,
    *,
    by: Actor,
    now: datetime,
    seen_hash: str = "",
) -> Alert:
    """Give a draft new words, places or times: it is a draft again and whatever was decided is
    void, unless it says what it said.

    `seen_hash` refuses when somebody else changed it meanwhile. Raises AlreadyIssued,
    ContentChanged, OtherTemplate or NotAllowed."""
    by.needs(Right.DRAFT_ALERTS)
    lock_unissued(session, alert)
    if seen_hash:
        check_seen_hash(alert, seen_hash)
    _check_template(alert, composed)
    voided = alert.state in DECIDED
    edited = _row(
        composed,
        identifier=alert.identifier,
        next_number=alert.next_number,
        by=by,
        now=now,
    )
    if alert.state is AlertState.PENDING_APPROVAL and edited.approval_hash == alert.approval_hash:
        return alert
    for name in (*CONTENT, *VOIDED):
        setattr(alert, name, getattr(edited, name))
    move(alert, EDIT)
    remember_editor(session, alert, by.ref, now=now)
    record_act(session, "alert.edited", alert, by=by, now=now, voided=voided)
    return alert


def _check_template(alert: Alert, composed: AlertDraft) -> None:
    if composed.template.name != alert.template or composed.status is not alert.status:
        raise OtherTemplate(
            said(
                "Alert {number} is made from '{template}'.",
                number=alert.id,
                template=alert.template,
            )
        )


def write_draft(
    session: Session, composed: AlertDraft, office: Office, *, by: Actor, now: datetime
) -> Alert:
    """Write the row of a draft."""
    next_number = draw_public_number(session)
    alert = _row(
        composed, identifier=_identifier(office, now), next_number=next_number, by=by, now=now
    )
    session.add(alert)
    session.flush()
    return alert


def remember_editor(session: Session, alert: Alert, editor: str, *, now: datetime) -> None:
    """Write down who changed a draft, beside all who did before."""
    alert.edited_by = editor
    remember_author(session, alert, editor, now=now)


def remember_author(session: Session, alert: Alert, editor: str, *, now: datetime) -> None:
    """Write down somebody who is not the second person for an alert."""
    session.flush()
    row = {"alert_id": alert.id, "editor": editor, "edited_at": now}
    session.execute(insert_into(session, EDITORS).values(row).on_conflict_do_nothing())


def authors_of(session: Session, alert: Alert) -> frozenset[str]:
    """Everybody who wrote, ever changed or submitted an alert."""
    editors = session.scalars(select(EDITORS.c.editor).where(EDITORS.c.alert_id == alert.id))
    return frozenset({alert.drafted_by, alert.edited_by, alert.submitted_by, *editors} - {""})


def check_seen_hash(alert: Alert, seen_hash: str) -> None:
    """Refuse when what is kept is not what somebody saw, or not what was written when it was kept;
    raises ContentChanged."""
    if not hash_content(alert) == alert.approval_hash == seen_hash:
        raise ContentChanged(said("Alert {number} has changed meanwhile.", number=alert.id))


def _row(
    composed: AlertDraft, *, identifier: str, next_number: str, by: Actor, now: datetime
) -> Alert:
    template = composed.template
    alert = Alert(
        identifier=identifier,
        public_number=composed.public_number,
        next_number=next_number,
        key=composed.request.key or None,
        content_hash=composed.request.fingerprint,
        template=template.name,
        event=template.event,
        severity=template.severity,
        urgency=template.urgency,
        certainty=template.certainty,
        status=composed.status,
        msg_type=composed.msg_type,
        state=NEW,
        areas=list(composed.area.codes),
        media=[medium.value for medium in composed.media],
        values=composed.values.canonical(),
        reach=composed.reach,
        content=freeze_draft(composed).model_dump(mode="json"),
        drafted_by=by.ref,
        drafted_at=now,
        expires_at=composed.expires_at,
    )
    alert.approval_hash = hash_content(alert)
    return alert


def _identifier(office: Office, now: datetime) -> str:
    """CAP 1.2 identifier: `<domain>-<UTC stamp>-<8 hex>`, without blanks, commas, `<` or `&`."""
    host = urlsplit(office.base_url or office.municipality.web).hostname or "tocsin"
    return f"{host}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{token_hex(4)}"


def _said(alert: Alert) -> str:
    return said(
        "alert {number}, {template} for {where}, {values}",
        number=alert.id,
        template=alert.template,
        where=describe_places(alert.areas, alert.groups),
        values=describe_values(alert.values),
    )


def _asked(request: AlertRequest) -> str:
    return said(
        "{template} for {where}, {values}",
        template=request.template,
        where=describe_places(request.areas, request.groups),
        values=describe_values(request.given),
    )
