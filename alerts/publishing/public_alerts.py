"""Public alerts: the issued alerts as everybody may read them, without a word that belongs to one
person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from alerts.chains import AlertEnding, corrected_alert, corrected_by, ending_by
from alerts.composing.freezing import FrozenContent, topics_of_alert
from alerts.register import UnknownAlert, wordings_of_alert
from alerts.states import AlertState, AlertStatus
from alerts.tables import Alert
from channels import UNSUBSCRIBE_SLOT, Letters, Medium, Variant, Wording
from runtime import said
from templates import Topic

MOST = 50
NAME = "what"  # the variable of a template that asks how an event is called
VENUE = "venue"  # the one that asks where
CANCELLED = AlertState.CANCELLED


@dataclass(frozen=True, slots=True)
class PublicWords:
    """What an alert says in one language: its subject, and the text that was sent, without the
    footer."""

    language: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class PublicAlert:
    """An issued alert for a page; `areas` are names by language, none means the whole municipality.
    Moments are UTC."""

    number: int
    public_number: str
    identifier: str
    template: str
    topics: frozenset[Topic]  # a storm is an emergency, and weather
    event: str
    hazard: str  # which of the template's hazards was chosen, where it has a choice
    severity: str
    urgency: str
    certainty: str
    title: Mapping[str, str]
    areas: tuple[Mapping[str, str], ...]
    words: Mapping[str, PublicWords]
    onset: datetime | None
    issued_at: datetime
    expires_at: datetime
    live: bool
    ending: AlertEnding | None = None  # what was made of it before its time
    ended_at: datetime | None = None
    ended_by: str = ""  # the public number of the alert that tells so
    corrects: str = ""  # that of the alert that this one updates, ends or takes back
    corrects_as: AlertEnding | None = None  # which of the three
    for_some: bool = False  # not everybody there got it; a page never says who
    trial: bool = False  # nothing of it could leave this machine
    about: Mapping[str, str] = field(default_factory=dict)  # the own name of an event, by language
    headline: Mapping[str, str] = field(default_factory=dict)  # hazard and place, by language
    venue: Mapping[str, str] = field(default_factory=dict)  # where an event is, by language


def list_live_alerts(session: Session, *, now: datetime) -> tuple[PublicAlert, ...]:
    """The alerts that hold now, the newest first, 50 at most; neither drafts nor exercises, nor
    what was corrected."""
    holds = (
        col(Alert.expires_at) > now,
        col(Alert.corrected_by_id).is_(None),
        col(Alert.state) != CANCELLED,
    )
    query = select(Alert).where(*published(), *holds).order_by(col(Alert.id).desc())
    return tuple(_shown(session, alert, now) for alert in session.scalars(query.limit(MOST)))


def find_public_alert(session: Session, public_number: str, *, now: datetime) -> PublicAlert:
    """One issued alert, over or not, by its public number; raises UnknownAlert for whatever is not
    public."""
    asked = col(Alert.public_number) == public_number
    found = session.scalars(select(Alert).where(*published(), asked)).one_or_none()
    if found is None:
        raise UnknownAlert(said("There is no such alert."))
    return _shown(session, found, now)


def read_public_alerts(
    session: Session, numbers: Collection[int], *, now: datetime
) -> tuple[PublicAlert, ...]:
    """The issued alerts with these numbers, the newest first."""
    query = select(Alert).where(*published(), col(Alert.id).in_(numbers))
    found = session.scalars(query.order_by(col(Alert.id).desc()))
    return tuple(_shown(session, alert, now) for alert in found)


def published() -> tuple[ColumnElement[bool], ...]:
    """What makes an alert one that everybody may read: it was issued, and meant."""
    return col(Alert.dispatch_id).is_not(None), col(Alert.status) == AlertStatus.ACTUAL


def _shown(session: Session, alert: Alert, now: datetime) -> PublicAlert:
    kept = FrozenContent.model_validate(alert.content) if alert.content else None
    ending, later = _ending(session, alert)
    before = corrected_alert(session, alert)
    return PublicAlert(
        number=alert.id or 0,
        public_number=alert.public_number,
        identifier=alert.identifier,
        template=alert.template,
        topics=_topics(session, alert),
        event=alert.event,
        hazard=alert.values.get("hazard", ""),
        severity=alert.severity,
        urgency=alert.urgency,
        certainty=alert.certainty,
        title=kept.title if kept else {},
        areas=_areas(kept) if kept else tuple({"": code} for code in alert.areas),
        words=_kept(kept) if kept else _recovered(wordings_of_alert(session, alert)),
        onset=kept.onset if kept else None,
        issued_at=alert.issued_at or alert.drafted_at,
        expires_at=alert.expires_at,
        live=alert.expires_at > now and ending is None,
        ending=ending,
        ended_at=alert.stopped_at if ending else None,
        ended_by=later,
        corrects=before.public_number if before else "",
        corrects_as=ending_by(alert) if before else None,
        for_some=bool(alert.groups),
        trial=bool(alert.trials) and all((alert.trials or {}).values()),
        about=_typed(kept, NAME) if kept else {},
        headline=kept.headline if kept else {},
        venue=_typed(kept, VENUE) if kept else {},
    )


def _ending(session: Session, alert: Alert) -> tuple[AlertEnding | None, str]:
    later = corrected_by(session, alert)
    if later is not None:
        return ending_by(later), later.public_number
    return (AlertEnding.WITHDRAWN if alert.state is CANCELLED else None), ""


def _topics(session: Session, alert: Alert) -> frozenset[Topic]:
    """Every topic it is about; a correction is about what it corrects as well."""
    last: Alert | None = alert
    found: set[Topic] = set()
    while last is not None:
        found |= topics_of_alert(last)
        last = corrected_alert(session, last)
    return frozenset(found)


def _areas(kept: FrozenContent) -> tuple[Mapping[str, str], ...]:
    return tuple(
        {language: forms["nominative"] for language, forms in names.items()} | {"": code}
        for code, names in zip(kept.codes, kept.names, strict=True)
    )


def _typed(kept: FrozenContent, name: str) -> Mapping[str, str]:
    """What staff typed, by language, where its template asks for that."""
    typed = {
        code: kept.typed.get(f"{name}.{code}", kept.typed.get(name, "")) for code in kept.title
    }
    return {code: words for code, words in typed.items() if words}


def _kept(kept: FrozenContent) -> Mapping[str, PublicWords]:
    """The e-mail's words where there are some: an SMS says less."""
    main = [
        each
        for each in kept.words
        if each.variant is Variant.MAIN and each.letters is Letters.USUAL
    ]
    ordered = sorted(main, key=lambda each: each.medium is Medium.EMAIL)
    return {
        each.language: PublicWords(
            each.language, each.subject or kept.title.get(each.language, ""), each.body
        )
        for each in ordered
    }


def _recovered(words: tuple[Wording, ...]) -> Mapping[str, PublicWords]:
    """What an earlier version kept with the messages, the footer cut at its dashes."""
    ordered = sorted(words, key=lambda each: each.medium is Medium.EMAIL)
    return {
        each.language: PublicWords(each.language, each.subject, _cut(each.text)) for each in ordered
    }


def _cut(text: str) -> str:
    return text.partition("\n\n--\n")[0].replace(UNSUBSCRIBE_SLOT, "").strip()
