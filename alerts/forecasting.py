"""The forecast: whom an alert would reach, what it would cost and how long it would take, before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

from alerts.composition import Draft, Office
from alerts.freezing import content_of
from alerts.tables import Alert
from channels import ChannelSettings, Medium, Variant, Wording
from delivery import DEFAULT_LANGUAGE
from runtime import Keys, moment
from subscribers import Criteria, MaskedPerson, audience, sample, size_up, spread

SAMPLE = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Recipients of one medium whose language is the same; `reads` is the language of the words they get."""

    medium: Medium
    language: str
    reads: str
    messages: int
    parts: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Counts, parts, cost in the municipality's currency and minutes at the channels' pace (None: not limited).

    `waiting` are the messages that quiet hours would hold back until the morning, if it were sent now.
    """

    recipients: int
    groups: tuple[Group, ...]
    areas: Mapping[str, int]
    cost: float
    minutes: Mapping[Medium, float | None]
    people: tuple[MaskedPerson, ...]
    waiting: int = 0

    @property
    def messages(self) -> int:
        """All messages there would be."""
        return sum(group.messages for group in self.groups)

    @property
    def parts(self) -> int:
        """All parts that the providers would count."""
        return sum(group.parts for group in self.groups)

    def of(self, medium: Medium) -> int:
        """The parts of one medium."""
        return sum(group.parts for group in self.groups if group.medium is medium)


def forecast(session: Session, keys: Keys, draft: Draft, office: Office) -> Forecast:
    """Count the audience of a draft; the cost grows with the number of recipients, two seconds for a million."""
    return _count(session, keys, _Plan(draft.criteria, draft.wordings()), office)


def forecast_of(session: Session, keys: Keys, alert: Alert, office: Office) -> Forecast:
    """Count the audience that a stored draft has now, and what its frozen words cost. Raises NothingKept."""
    kept = content_of(alert)
    return _count(session, keys, _Plan(kept.criteria, kept.wordings), office)


@dataclass(frozen=True, slots=True)
class _Plan:
    criteria: Criteria
    wordings: tuple[Wording, ...]


def _count(session: Session, keys: Keys, plan: _Plan, office: Office) -> Forecast:
    media = plan.criteria.media
    chosen = audience(replace(plan.criteria, local_now=office.municipality.local(moment(session))))
    recipients, messages, waiting = size_up(session, chosen, media)
    groups = tuple(_group(plan, medium, language, number) for (medium, language), number in messages.items())
    parts = {medium: sum(group.parts for group in groups if group.medium is medium) for medium in media}
    channels = {medium: office.channels.get(medium, ChannelSettings()) for medium in media}
    return Forecast(
        recipients=recipients,
        groups=groups,
        areas=spread(session, chosen),
        cost=sum(parts[medium] * channels[medium].price_per_part for medium in media),
        minutes={medium: _minutes(parts[medium], channels[medium].rate) for medium in media},
        people=tuple(sample(session, keys, chosen, SAMPLE)),
        waiting=waiting,
    )


def _group(plan: _Plan, medium: Medium, language: str, messages: int) -> Group:
    parts = {
        each.language: each.parts
        for each in plan.wordings
        if each.medium is medium and each.variant is Variant.MAIN
    }
    reads = language if language in parts else DEFAULT_LANGUAGE
    return Group(medium, language, reads, messages, messages * parts[reads])


def _minutes(parts: int, rate: float | None) -> float | None:
    return None if rate is None else parts / rate / 60
