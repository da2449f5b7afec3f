"""Freezing: what an alert says, to whom, by what and until when, kept with it as JSON from the
draft on, byte for byte."""

from collections.abc import Mapping
from hashlib import sha256
from json import dumps

from pydantic import AwareDatetime, BaseModel, ConfigDict

from alerts.composing.drafts import AlertDraft, count_parts
from alerts.composing.requests import AlertRequest
from alerts.office import Office
from alerts.states import MsgType, Reach
from alerts.tables import Alert
from channels import UNSUBSCRIBE_SLOT, Letters, Medium, Variant, Wording
from delivery import Lane, Parcel, Repeat
from runtime import Exit, Problem, UsageProblem, said
from subscribers.audience import Breadth, Concern, Criteria
from templates import Severity, Template, Topic, Values

PRIORITY = {Severity.EXTREME: 2, Severity.SEVERE: 1}
CORRECTION = 3  # overtakes what is left of the alert that was wrong
Names = dict[str, dict[str, str]]


class NothingKept(Problem):
    """It was issued by an earlier version of Tocsin, which kept its words with its messages only.
    `tocsin alerts show` shows them."""

    exit = Exit.REFUSED
    status = 409


class FrozenWords(BaseModel):
    """The words of one medium, language, variant and letters; `body` is the text without its
    footer, for a page that everybody sees."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    medium: Medium
    language: str
    subject: str
    text: str
    html: str
    parts: int
    body: str
    variant: Variant = Variant.MAIN
    letters: Letters = Letters.USUAL


class FrozenContent(BaseModel):
    """Everything that is decided before an alert is sent; `typed` is the request it came from, for
    an edit.

    `headline` is what a list calls it, by language; empty for what was kept before there were any.
    `subject` is its template's own topic where its severity made an emergency of it.
    `budget` is how many seconds a message of an alert that reaches `first` may lack its receipt
    before the next medium is tried."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[FrozenWords, ...]
    codes: tuple[str, ...]
    names: tuple[Names, ...]
    zone_ids: tuple[int, ...]
    media: tuple[Medium, ...]
    topic: Topic
    concern: Concern
    breadth: Breadth
    lane: Lane
    repeat: Repeat
    priority: int
    onset: AwareDatetime | None
    expires_at: AwareDatetime
    budget: int = 900
    title: dict[str, str]
    typed: dict[str, str]
    typed_areas: tuple[str, ...]
    typed_media: tuple[str, ...]
    typed_reach: Reach | None
    groups: tuple[str, ...] = ()
    typed_groups: tuple[str, ...] = ()
    headline: dict[str, str] = {}
    subject: Topic | None = None

    @property
    def criteria(self) -> Criteria:
        """Who it is for, as the subscribers room understands it."""
        zones, groups = frozenset(self.zone_ids), frozenset(self.groups)
        return Criteria(zones, self.topic, self.concern, self.media, self.breadth, groups=groups)

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """The words as delivery takes them."""
        return tuple(
            Wording(
                0,
                one.medium,
                one.language,
                one.text,
                one.subject,
                one.html,
                one.parts,
                one.variant,
                one.letters,
            )
            for one in self.words
        )

    @property
    def parcel(self) -> Parcel:
        """The words and their urgency, as delivery takes them."""
        return Parcel(
            self.lane, self.repeat, self.expires_at, self.wordings, self.priority, self.topic.number
        )


def freeze_draft(draft: AlertDraft) -> FrozenContent:
    """Everything of a draft that is kept; moments that were typed are kept as moments, so that an
    edit next day means the same."""
    request, area, canonical = draft.request, draft.area, draft.values.canonical()
    return FrozenContent(
        words=tuple(_words(draft)),
        codes=area.codes,
        names=tuple(_plain(names) for names in area.names),
        zone_ids=tuple(sorted(area.zone_ids)),
        media=draft.media,
        topic=draft.topic,
        concern=draft.concern,
        breadth=Breadth(draft.reach),
        lane=Lane.EMERGENCY if draft.urgent or draft.corrects else Lane.ROUTINE,
        repeat=Repeat.RESEND if draft.urgent or draft.corrects else Repeat.HOLD,
        priority=_priority(draft),
        onset=draft.values.moment("from"),
        expires_at=draft.expires_at,
        budget=int(draft.template.fallback.total_seconds()),
        title=dict(draft.template.title),
        typed={name: canonical.get(name, typed) for name, typed in request.given.items()},
        typed_areas=request.areas,
        typed_media=request.media,
        typed_reach=request.reach,
        groups=draft.groups,
        typed_groups=request.groups,
        headline={
            each.language: each.headline for each in draft.words if each.variant is Variant.MAIN
        },
        subject=_subject(draft),
    )


def content_of(alert: Alert) -> FrozenContent:
    """What is kept with an alert; raises NothingKept."""
    if alert.content is None:
        raise NothingKept(said("Alert {number} has no frozen words of its own.", number=alert.id))
    return FrozenContent.model_validate(alert.content)


def topic_of_alert(alert: Alert) -> Topic:
    """What somebody has left who does not want it any more; an emergency where nothing was kept."""
    return content_of(alert).topic if alert.content else Topic.EMERGENCY


def topics_of_alert(alert: Alert) -> frozenset[Topic]:
    """What it is about: that topic, and its template's own where it became an emergency."""
    subject = content_of(alert).subject if alert.content else None
    return frozenset({topic_of_alert(alert)} | ({subject} if subject else set()))


def values_of(template: Template, alert: Alert, office: Office) -> Values | None:
    """What was set for an alert; none where its template has changed since, so that it cannot be
    read any more."""
    try:
        return Values.from_canonical(template, alert.values, office.municipality.zone)
    except UsageProblem:
        return None


def request_of_alert(alert: Alert) -> AlertRequest:
    """The request an alert came from, ready to be changed and composed again; raises
    NothingKept."""
    kept = content_of(alert)
    return AlertRequest(
        alert.template,
        kept.typed,
        kept.typed_areas,
        kept.typed_media,
        kept.typed_reach,
        alert.key or "",
        kept.typed_groups,
    )


def hash_content(alert: Alert) -> str:
    """SHA-256 of what a second person approves: wordings, audience, channels, window, status and
    severity. Raises NothingKept."""
    # What is as it always was is left out, so that what was approved before it could be said still
    # has its hash.
    kept = content_of(alert).model_dump(mode="json", exclude_defaults=True)
    approved = {name: kept[name] for name in sorted(kept) if not name.startswith("typed")}
    fixed = {"status": alert.status, "msg_type": alert.msg_type, "severity": alert.severity}
    written = dumps(approved | fixed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def _subject(draft: AlertDraft) -> Topic | None:
    """A correction has none of its own: it is about what it corrects."""
    own = Topic(draft.template.topic)
    return None if draft.corrects or own is draft.topic else own


def _priority(draft: AlertDraft) -> int:
    """An update overtakes what is as grave, since it is newer and truer."""
    if draft.corrects:
        return CORRECTION
    return PRIORITY.get(draft.template.severity, 0) + (draft.msg_type is MsgType.UPDATE)


def _words(draft: AlertDraft) -> list[FrozenWords]:
    return [
        FrozenWords(
            medium=each.medium,
            language=each.language,
            subject=each.subject,
            text=each.text,
            html=each.html,
            parts=count_parts(each),
            body=each.body.replace(UNSUBSCRIBE_SLOT, "").rstrip(),
            variant=each.variant,
            letters=each.letters,
        )
        for each in draft.words
    ]


def _plain(names: Mapping[str, Mapping[str, str]]) -> Names:
    return {language: dict(forms) for language, forms in names.items()}
