"""Alerts as they are shown: how each stands, whom it would reach and whom it reached, in the
fields of the terminal's --json."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import Field
from sqlmodel import Session

from alerts import Alert, AlertState, MsgType, Reach, wordings_of_alert
from alerts.composing import FrozenWords
from alerts.issuing import was_sent_alone
from channels import Letters, Medium, Variant, Wording
from staff import names_of
from templates import Words
from web.admin.fields import Shown

ACTORS = ("drafted_by", "edited_by", "submitted_by", "decided_by", "issued_by", "stopped_by")
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class AlertBrief(Shown):
    """One alert, in the fields of `tocsin alerts list --json`; `content_hash` is what a second
    person approves."""

    alert: int = Field(examples=[17])
    identifier: str = Field(examples=["www.example.gr-20261123T111316Z-05044121"])
    public_number: str = Field(description="by which everybody may ask for it", examples=["7K3QD"])
    state: AlertState
    template: str = Field(examples=["snow"])
    severity: str = Field(examples=["Moderate"])
    areas: list[str] = Field(
        description="codes; empty means the whole municipality", examples=[["panorama"]]
    )
    groups: list[str] = Field(
        description="only whoever is in one of these; empty means everybody there", examples=[[]]
    )
    expected: int | None = Field(description="residents, counted when it was submitted")
    recipients: int = Field(description="residents, counted when it was issued")
    messages: int
    drafted_by: str = Field(examples=["weather station"])
    drafted_at: datetime
    edited_by: str
    submitted_by: str
    submitted_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    override_reason: str
    sent_alone_by: str = Field(
        description="who sent it, Severe or Extreme, without a second person", examples=[""]
    )
    issued_by: str
    issued_at: datetime | None
    expires_at: datetime
    msg_type: MsgType
    corrects: int | None = Field(description="the alert that it updates, ends or takes back")
    corrected_by: int | None = Field(description="the alert that took its place")
    stopped_by: str
    stopped_at: datetime | None
    minutes_to_submit: float | None
    minutes_to_decide: float | None
    content_hash: str = Field(examples=[HASH])


class WordingShown(Shown):
    """The exact words of one medium, language, variant and letters: `released` are for whoever an
    update no longer concerns, `unicode` for whoever reads SMS in normal Greek letters."""

    medium: Medium
    language: str = Field(examples=["en"])
    variant: Variant = Variant.MAIN
    letters: Letters = Letters.USUAL
    subject: str
    text: str

    @classmethod
    def of(cls, words: Wording | Words | FrozenWords) -> "WordingShown":
        """As they are sent, byte for byte."""
        return cls(
            medium=words.medium,
            language=words.language,
            variant=words.variant,
            letters=words.letters,
            subject=words.subject,
            text=words.text,
        )


class AlertShown(AlertBrief):
    """One alert in full, with the values that were typed in canonical form."""

    values: dict[str, str]
    media: list[Medium]
    reach: Reach
    wordings: list[WordingShown]


class AlertPage(Shown):
    """Alerts, the newest first; `next` is empty on the last page."""

    alerts: list[AlertBrief]
    next: str


def briefs_of(session: Session, found: Sequence[Alert]) -> list[AlertBrief]:
    """Alerts for a list."""
    names = _names(session, found)
    return [AlertBrief.model_validate(_fields(alert, names)) for alert in found]


def alert_shown(session: Session, alert: Alert) -> AlertShown:
    """An alert in full."""
    words = [WordingShown.of(each) for each in wordings_of_alert(session, alert)]
    more = {"values": alert.values, "media": alert.media, "reach": alert.reach, "wordings": words}
    return AlertShown.model_validate(_fields(alert, _names(session, [alert])) | more)


def _names(session: Session, found: Sequence[Alert]) -> Mapping[str, str]:
    refs = {
        ref
        for alert in found
        for ref in (getattr(alert, name) for name in (*ACTORS, "alone_by"))
        if ref
    }
    return {"": "", **names_of(session, refs)}


def _fields(alert: Alert, names: Mapping[str, str]) -> dict[str, object]:
    own = {name: getattr(alert, name) for name in AlertBrief.model_fields if hasattr(alert, name)}
    # Alerts of before there were drafts were issued by whoever drafted them.
    issuer = alert.issued_by or (alert.drafted_by if alert.issued_at else "")
    return {
        **own,
        **{name: names[getattr(alert, name)] for name in ACTORS},
        "alert": alert.id,
        "groups": list(alert.groups),
        "corrects": alert.corrects_id,
        "corrected_by": alert.corrected_by_id,
        "issued_by": names[issuer],
        "sent_alone_by": names[alert.alone_by] if was_sent_alone(alert) else "",
        "minutes_to_submit": _minutes(alert.drafted_at, alert.submitted_at),
        "minutes_to_decide": _minutes(alert.submitted_at, alert.decided_at),
        "content_hash": alert.approval_hash,
    }


def _minutes(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else round((end - start).total_seconds() / 60, 1)
