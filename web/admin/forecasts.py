"""Forecasts: what an alert would come to: whom it would reach and at what cost, and the words that
would take it back."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field
from sqlmodel import Session

from alerts import Alert, Reach
from alerts.audience import EarlierAlert, Forecast, forecast_alert
from alerts.composing import FrozenContent, FrozenWords, content_of, count_parts
from alerts.corrections import PreparedCorrection, prepare_withdrawals
from alerts.issuing import SecondPerson, approval_rules_for, second_person_for
from channels import Letters, Medium, Variant
from templates import Words
from templates.sms import find_outside_gsm7
from web.admin.alerts_shown import HASH, AlertShown, WordingShown, alert_shown
from web.admin.fields import Shown
from web.admin.request_context import RequestContext


class GroupShown(Shown):
    """Recipients of one medium, language, variant and letters of the words; `reads` is the language
    of the words they get."""

    medium: Medium
    language: str
    variant: Variant
    letters: Letters = Field(description="`unicode`: they read the SMS in normal Greek letters")
    reads: str
    messages: int
    parts: int
    cost: float


class OutsideShown(Shown):
    """Characters in a row that GSM 03.38 lacks, so that a part of the SMS holds 70 and not 160."""

    letters: str = Field(examples=["☂"])
    at: int = Field(description="place in the text, from 1", examples=[14])
    near: str = Field(description="the words around", examples=["SNOW ☂ in Panorama..."])
    cheaper: str | None = Field(description="empty: best left out; null: no cheaper letters say it")


def outside_of(medium: str, text: str) -> list[OutsideShown]:
    """What makes these words dearer, if they are those of an SMS."""
    found = find_outside_gsm7(text) if medium == Medium.SMS else ()
    return [
        OutsideShown(letters=each.letters, at=each.at, near=each.near, cheaper=each.cheaper)
        for each in found
    ]


class MeasuredWording(WordingShown):
    """The words with the parts that a provider counts."""

    parts: int
    outside: list[OutsideShown] = Field(description="all that makes this SMS dearer")

    @classmethod
    def measured(cls, words: Words | FrozenWords, parts: int) -> "MeasuredWording":
        """These words, of which a provider counts so many parts."""
        shown, outside = WordingShown.of(words), outside_of(words.medium, words.text)
        return cls(**dict(shown), parts=parts, outside=outside)


class EarlierShown(Shown):
    """An alert that was issued and not withdrawn."""

    alert: int
    issued_at: datetime
    recipients: int

    @classmethod
    def of(cls, before: EarlierAlert) -> "EarlierShown":
        """As the terminal names it."""
        return cls(alert=before.number, issued_at=before.issued_at, recipients=before.people)


class CountsShown(Shown):
    """Who would get it now, why and at what cost, in the fields of `tocsin send --dry-run
    --json`."""

    recipients: int = Field(examples=[55])
    later: int = Field(
        description="at most so many people more, when what is corrected has reached them",
        examples=[0],
    )
    told_before: int = Field(
        description="of the recipients, those who had what is corrected", examples=[0]
    )
    told_before_outside: int = Field(
        description="of these, those who are no longer in the area", examples=[0]
    )
    told_before_by_next_medium: int = Field(
        description="of these, those whom the first medium failed", examples=[0]
    )
    sent_before: EarlierShown | None = Field(
        description="an alert of the last 24 hours that said the same in the same places; null: none",
        examples=[None],
    )
    foreign_values: list[str] = Field(
        description="values to give so that nobody reads a text in the letters of another language",
        examples=[["impact.en"]],
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
    second_person: SecondPerson = Field(
        description="whether it would need one if you sent it; missing: it would, and there are no two approvers"
    )


class ReadyWording(MeasuredWording):
    """Words that are ready; `values` is what has to be chosen, and sent with the correction, for
    these."""

    values: dict[str, str] = Field(examples=[{"situation": "danger_remains"}])
    content_hash: str = Field(
        description="of the correction that these words belong to, and whom it is for",
        examples=[HASH],
    )


class DraftShown(AlertShown):
    """A draft in full, and whom it would reach now: the fields of `tocsin alerts draft --json`, and
    the exact words."""

    forecast: ForecastShown


class AlertInFull(AlertShown):
    """An alert in full, with the words that would take it back now."""

    correction: list[ReadyWording] | None = Field(
        description="what a `cancel` would send, by every choice that is left to staff; null for what was not sent, or is corrected already"
    )


def draft_of(session: Session, context: RequestContext, alert: Alert) -> DraftShown:
    """A draft that was kept or changed, with its forecast as of now."""
    shown = alert_shown(session, alert)
    return DraftShown(**dict(shown), forecast=forecast_of(session, context, alert))


def in_full(session: Session, context: RequestContext, alert: Alert) -> AlertInFull:
    """An alert with what would take it back now."""
    ways = prepare_withdrawals(session, alert, context.office(), now=context.now)
    ready = [words for way in ways for words in ready_wordings(way)]
    return AlertInFull(**dict(alert_shown(session, alert)), correction=ready or None)


def ready_wordings(prepared: PreparedCorrection) -> Sequence[ReadyWording]:
    """The exact words of a correction, and what was chosen for them."""
    return [
        ReadyWording(
            **dict(MeasuredWording.measured(each, count_parts(each))),
            values=dict(prepared.chosen),
            content_hash=prepared.content_hash,
        )
        for each in prepared.draft.words
    ]


def forecast_of(session: Session, context: RequestContext, alert: Alert) -> ForecastShown:
    """What a stored draft would come to now."""
    kept: FrozenContent = content_of(alert)
    office = context.office()
    forecast = forecast_alert(session, context.home.keys, alert, office)
    rules = approval_rules_for(session, office.approval, context.by.ref, now=context.now)
    return ForecastShown(
        template=alert.template,
        severity=alert.severity,
        areas=alert.areas,
        reach=alert.reach,
        for_groups=list(alert.groups),
        expires=alert.expires_at,
        wordings=[MeasuredWording.measured(each, each.parts) for each in kept.words],
        content_hash=alert.approval_hash,
        second_person=second_person_for(alert, forecast.recipients, rules),
        **dict(counts_of(forecast)),
    )


def counts_of(forecast: Forecast) -> CountsShown:
    """Who would get it, why and at what cost."""
    return CountsShown(
        recipients=forecast.recipients,
        later=forecast.later,
        told_before=forecast.told,
        told_before_outside=forecast.outside,
        told_before_by_next_medium=forecast.next_medium,
        sent_before=EarlierShown.of(forecast.sent_before) if forecast.sent_before else None,
        foreign_values=list(forecast.foreign),
        messages=forecast.messages,
        waiting=forecast.waiting,
        parts=forecast.parts,
        cost=round(forecast.cost, 2),
        minutes=dict(forecast.minutes),
        groups=[
            GroupShown(
                medium=each.medium,
                language=each.language,
                variant=each.variant,
                letters=each.letters,
                reads=each.reads,
                messages=each.messages,
                parts=each.parts,
                cost=round(each.cost, 2),
            )
            for each in forecast.groups
        ],
        by_area=dict(forecast.areas),
        also_in=dict(forecast.also_in),
    )
