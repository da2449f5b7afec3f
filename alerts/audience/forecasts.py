"""The forecast: whom an alert would reach, what it would cost and how long it would take, before
anything is sent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from alerts.audience.addressing import (
    AlertAudience,
    RecipientCount,
    audience_of_alert,
    audience_of_draft,
)
from alerts.audience.repeats import EarlierAlert, find_same_as_draft, find_same_as_kept
from alerts.composing.drafts import AlertDraft
from alerts.composing.freezing import content_of, values_of
from alerts.office import Office
from alerts.tables import Alert
from channels import ChannelSettings, Letters, Medium, Variant, Wording
from runtime import Keys, Problem, moment
from runtime.chains import Chains, read_in
from subscribers.audience import Group, MaskedPerson, sample_audience, spread_over_zones

SAMPLE = 3


@dataclass(frozen=True, slots=True)
class ForecastGroup:
    """Recipients of one medium, language, variant and letters of the words; `reads` is the language
    of the words they get."""

    medium: Medium
    language: str
    reads: str
    messages: int
    parts: int
    variant: Variant = Variant.MAIN
    letters: Letters = Letters.USUAL
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Counts, parts, cost in the municipality's currency and minutes at the channels' pace (None:
    not limited).

    `areas` counts each resident once, `also_in` those who have other areas too. `waiting` are the
    messages that quiet hours would hold back until the morning, if it were sent now. Of a
    correction `told` had the words before, `outside` of them are no longer in its area,
    `next_medium` of them had the words by the next medium; `later` people more may get it once what
    is on its way to them has ended. `sent_before` is an alert of the last 24 hours that said the
    same in the same places. `foreign` are the values to give, `impact.en`, so that nobody reads a
    text in the letters of another language."""

    recipients: int
    groups: tuple[ForecastGroup, ...]
    areas: Mapping[str, int]
    cost: float
    minutes: Mapping[Medium, float | None]
    people: tuple[MaskedPerson, ...]
    waiting: int = 0
    also_in: Mapping[str, int] = field(default_factory=dict)
    told: int = 0
    outside: int = 0
    next_medium: int = 0
    later: int = 0
    sent_before: EarlierAlert | None = None
    foreign: tuple[str, ...] = ()

    @property
    def count(self) -> RecipientCount:
        """The people who get it now and later."""
        return RecipientCount(self.recipients, self.later)

    @property
    def messages(self) -> int:
        """All messages there would be."""
        return sum(group.messages for group in self.groups)

    @property
    def parts(self) -> int:
        """All parts that the providers would count."""
        return sum(group.parts for group in self.groups)

    @property
    def in_normal_letters(self) -> tuple[int, int]:
        """The SMS that go in normal Greek letters, and their parts."""
        those = [group for group in self.groups if group.letters is Letters.UNICODE]
        return sum(group.messages for group in those), sum(group.parts for group in those)

    def of(self, medium: Medium) -> int:
        """The parts of one medium."""
        return sum(group.parts for group in self.groups if group.medium is medium)


def forecast_draft(
    session: Session,
    keys: Keys,
    draft: AlertDraft,
    office: Office,
    *,
    corrects: Alert | None = None,
) -> Forecast:
    """Count whom a draft would go to, as an alert or as what corrects another; two seconds for a
    million recipients."""
    now = moment(session)
    who = audience_of_draft(session, draft, office.municipality, now=now, corrects=corrects)
    languages = {each.language for each in draft.words}
    foreign = draft.values.foreign(draft.template, languages)
    counted = replace(_count(session, keys, who, draft.wordings(), office), foreign=foreign)
    if corrects is not None:
        return counted
    return replace(counted, sent_before=find_same_as_draft(session, draft, office, now=now))


def forecast_alert(session: Session, keys: Keys, alert: Alert, office: Office) -> Forecast:
    """Count the audience that a stored draft has now, and what its frozen words cost. Raises
    NothingKept."""
    now = moment(session)
    who = audience_of_alert(session, alert, office.municipality, now=now)
    wordings = content_of(alert).wordings
    counted = _count(session, keys, who, wordings, office)
    return replace(
        counted,
        sent_before=find_same_as_kept(session, alert, office, now=now),
        foreign=_foreign_in_kept(alert, wordings, office),
    )


def _foreign_in_kept(alert: Alert, wordings: Sequence[Wording], office: Office) -> tuple[str, ...]:
    """The same of a draft that is kept; nothing where its template is gone or another by now."""
    try:
        template = office.catalogue.find(alert.template)
    except Problem:
        return ()
    kept = values_of(template, alert, office)
    return kept.foreign(template, {each.language for each in wordings}) if kept else ()


def _count(
    session: Session, keys: Keys, who: AlertAudience, wordings: Sequence[Wording], office: Office
) -> Forecast:
    media, size = who.criteria.media, who.size(session)
    channels = {medium: office.channels.get(medium, ChannelSettings()) for medium in media}
    groups = tuple(
        replace(each, cost=each.parts * channels[each.medium].price_per_part)
        for each in _groups(wordings, size.messages, office.languages)
    )
    parts = {
        medium: sum(group.parts for group in groups if group.medium is medium) for medium in media
    }
    zones = spread_over_zones(session, who.rows, who.criteria.zone_ids)
    return Forecast(
        recipients=size.recipients,
        groups=groups,
        areas=zones.areas,
        cost=sum(each.cost for each in groups),
        minutes={medium: _minutes(parts[medium], channels[medium].rate) for medium in media},
        people=tuple(sample_audience(session, keys, who.rows, SAMPLE)),
        waiting=size.waiting,
        also_in=zones.also_in,
        told=size.told,
        outside=size.outside,
        next_medium=size.next_medium,
        later=who.count_later(session),
    )


def _groups(
    wordings: Sequence[Wording], messages: Mapping[Group, int], chains: Chains
) -> tuple[ForecastGroup, ...]:
    """Recipients by the words that delivery chooses for them: of their variant where there are
    such, in the first language of their chain that has some, in their letters where it has these
    too."""
    parts = {
        (each.medium, each.variant, each.language, each.letters): each.parts for each in wordings
    }
    found: Counter[tuple[Medium, str, str, Variant, Letters]] = Counter()
    for (medium, language, wanted, letters), number in messages.items():
        own = any(each[:2] == (medium, wanted) for each in parts)
        variant = wanted if own else Variant.MAIN
        written = {
            spoken for theirs, kind, spoken, _ in parts if (theirs, kind) == (medium, variant)
        }
        reads = read_in(language, written, chains)
        known = (medium, variant, reads, letters) in parts
        found[medium, language, reads, variant, letters if known else Letters.USUAL] += number
    return tuple(
        ForecastGroup(
            medium,
            language,
            reads,
            number,
            number * parts[medium, variant, reads, letters],
            variant,
            letters,
        )
        for (medium, language, reads, variant, letters), number in found.items()
    )


def _minutes(parts: int, rate: float | None) -> float | None:
    return None if rate is None else parts / rate / 60
