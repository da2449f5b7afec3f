"""Accounts of an alert: how it stands, whom it would reach and whom it reached, in the fields of the terminal's --json."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import Field
from sqlmodel import Session

from alerts import (
    Alert,
    AlertState,
    Content,
    Forecast,
    MsgType,
    Reach,
    Second,
    content_of,
    went_alone,
    wordings,
)
from channels import Medium, Variant, Wording
from staff import names_of
from templates import outside_gsm7
from web.admin.words import Shown

ACTORS = ("drafted_by", "edited_by", "submitted_by", "decided_by", "issued_by", "stopped_by")
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class AlertBrief(Shown):
    """One alert, in the fields of `tocsin alerts list --json`; `content_hash` is what a second person approves."""

    alert: int = Field(examples=[17])
    identifier: str = Field(examples=["www.example.gr-20261123T111316Z-05044121"])
    state: AlertState
    template: str = Field(examples=["snow"])
    severity: str = Field(examples=["Moderate"])
    areas: list[str] = Field(description="codes; empty means the whole municipality", examples=[["panorama"]])
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
    """The exact words of one medium, language and variant: `released` are for whoever an update no longer concerns."""

    medium: Medium
    language: str = Field(examples=["en"])
    variant: Variant = Variant.MAIN
    subject: str
    text: str

    @classmethod
    def of(cls, words: Wording) -> "WordingShown":
        """As they are sent, byte for byte."""
        return cls(
            medium=words.medium, language=words.language, variant=words.variant, subject=words.subject,
            text=words.text,
        )  # fmt: skip


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


class GroupShown(Shown):
    """Recipients of one medium, language and variant of the words; `reads` is the language of the words they get."""

    medium: Medium
    language: str
    variant: Variant
    reads: str
    messages: int


class OutsideShown(Shown):
    """Characters in a row that GSM 03.38 lacks, so that a part of the SMS holds 70 and not 160."""

    letters: str = Field(examples=["☂"])
    at: int = Field(description="place in the text, from 1", examples=[14])
    near: str = Field(description="the words around", examples=["SNOW ☂ in Panorama..."])
    cheaper: str | None = Field(description="empty: best left out; null: no cheaper letters say it")


def outside_of(medium: str, text: str) -> list[OutsideShown]:
    """What makes these words dearer, if they are those of an SMS."""
    found = outside_gsm7(text) if medium == Medium.SMS else ()
    return [
        OutsideShown(letters=each.letters, at=each.at, near=each.near, cheaper=each.cheaper) for each in found
    ]


class MeasuredWording(WordingShown):
    """The words with the parts that a provider counts."""

    parts: int
    outside: list[OutsideShown] = Field(description="all that makes this SMS dearer")


class CountsShown(Shown):
    """Who would get it now, why and at what cost, in the fields of `tocsin send --dry-run --json`."""

    recipients: int = Field(examples=[55])
    later: int = Field(
        description="at most so many people more, when what is corrected has reached them", examples=[0]
    )
    told_before: int = Field(description="of the recipients, those who had what is corrected", examples=[0])
    told_before_outside: int = Field(
        description="of these, those who are no longer in the area", examples=[0]
    )
    told_before_by_next_medium: int = Field(
        description="of these, those whom the first medium failed", examples=[0]
    )
    messages: int
    waiting: int = Field(description="messages that quiet hours would hold back until the morning")
    parts: int
    cost: float
    minutes: dict[Medium, float | None]
    groups: list[GroupShown]
    by_area: dict[str, int] = Field(description="recipients, each in one area: they add up")
    also_in: dict[str, int] = Field(description="of the recipients, those who have these areas too")


class ForecastShown(CountsShown):
    """Whom it would reach now; `content_hash` is what to approve."""

    template: str
    severity: str
    areas: list[str]
    for_groups: list[str] = Field(description="only whoever is in one of these")
    reach: Reach
    expires: datetime
    wordings: list[MeasuredWording]
    content_hash: str = Field(examples=[HASH])
    second_person: Second = Field(
        description="whether it would need one if you sent it; missing: it would, and there are no two approvers"
    )


def briefs_of(session: Session, found: Sequence[Alert]) -> list[AlertBrief]:
    """Alerts for a list."""
    names = _names(session, found)
    return [AlertBrief.model_validate(_fields(alert, names)) for alert in found]


def account_of(session: Session, alert: Alert) -> AlertShown:
    """An alert in full."""
    words = [WordingShown.of(each) for each in wordings(session, alert)]
    more = {"values": alert.values, "media": alert.media, "reach": alert.reach, "wordings": words}
    return AlertShown.model_validate(_fields(alert, _names(session, [alert])) | more)


def outlook_of(alert: Alert, forecast: Forecast, second: Second) -> ForecastShown:
    """What a stored draft would come to now."""
    kept: Content = content_of(alert)
    return ForecastShown(
        template=alert.template, severity=alert.severity, areas=alert.areas, reach=alert.reach,
        for_groups=list(alert.groups), expires=alert.expires_at,
        wordings=[
            MeasuredWording(
                medium=each.medium, language=each.language, subject=each.subject, text=each.text, parts=each.parts,
                outside=outside_of(each.medium, each.text),
            )
            for each in kept.words
        ],
        content_hash=alert.approval_hash, second_person=second,
        **dict(counts_of(forecast)),
    )  # fmt: skip


def counts_of(forecast: Forecast) -> CountsShown:
    """Who would get it, why and at what cost."""
    return CountsShown(
        recipients=forecast.recipients, later=forecast.later, told_before=forecast.told,
        told_before_outside=forecast.outside, told_before_by_next_medium=forecast.next_medium,
        messages=forecast.messages, waiting=forecast.waiting, parts=forecast.parts,
        cost=round(forecast.cost, 2), minutes=dict(forecast.minutes),
        groups=[
            GroupShown(
                medium=each.medium, language=each.language, variant=each.variant,
                reads=each.reads, messages=each.messages,
            )
            for each in forecast.groups
        ],
        by_area=dict(forecast.areas), also_in=dict(forecast.also_in),
    )  # fmt: skip


def _names(session: Session, found: Sequence[Alert]) -> Mapping[str, str]:
    refs = {ref for alert in found for ref in (getattr(alert, name) for name in (*ACTORS, "alone_by")) if ref}
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
        "sent_alone_by": names[alert.alone_by] if went_alone(alert) else "",
        "minutes_to_submit": _minutes(alert.drafted_at, alert.submitted_at),
        "minutes_to_decide": _minutes(alert.submitted_at, alert.decided_at),
        "content_hash": alert.approval_hash,
    }


def _minutes(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else round((end - start).total_seconds() / 60, 1)
