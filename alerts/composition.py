"""Composition: from what staff typed to a draft whose words are final."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from json import dumps

from sqlmodel import Session

from alerts.tables import Reach, Status
from areas import Area, resolve
from channels import UNSUBSCRIBE_SLOT, ChannelSettings, Medium, Wording, carriers, settings
from runtime import Approval, Exit, Home, Keys, Municipality, Problem, StaffNotice, UsageProblem
from subscribers import Breadth, Concern, Criteria, Topic
from templates import Catalogue, Links, Place, Severity, Template, Values, Words, read_values, render

URGENT = (Severity.EXTREME, Severity.SEVERE)


class UnknownMedium(UsageProblem):
    """Nothing carries that medium here. `tocsin config show` lists the `routes`: a medium and the channels that carry it."""


class AlreadyOver(Problem):
    """It would be too late to be true when it arrives. Set a later time, or send an all-clear."""

    exit = Exit.REFUSED


@dataclass(frozen=True, slots=True)
class Request:
    """An alert as it was typed: nothing of it is checked yet; no areas means the whole municipality."""

    template: str
    given: Mapping[str, str]
    areas: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    reach: Reach | None = None
    key: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the command: the same words typed again give the same, whatever the hour."""
        typed = [self.template, dict(self.given), sorted(self.areas), sorted(self.media), self.reach]
        return sha256(dumps(typed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Duty:
    """Where staff are told, and the keys that hide their addresses."""

    keys: Keys
    notice: StaffNotice


@dataclass(frozen=True, slots=True)
class Office:
    """What an alert needs to know of the house: templates, whose voice it is, the channel behind each medium, the rules for staff."""

    catalogue: Catalogue
    municipality: Municipality
    channels: Mapping[Medium, ChannelSettings]
    base_url: str
    approval: Approval = Approval()
    duty: Duty | None = None  # None: nobody can be told

    @classmethod
    def of(cls, home: Home) -> "Office":
        """The office of a home; loads the channel adapters."""
        config = home.config
        channels = {
            medium: settings(name, config.channels, home.path)
            for medium, name in carriers(config.routes).items()
        }
        catalogue = Catalogue.load(home.path / config.templates)
        duty = Duty(home.keys, config.staff_notice)
        return cls(catalogue, config.municipality, channels, config.public_base_url, config.approval, duty)


@dataclass(frozen=True, slots=True)
class Draft:
    """An alert ready to be looked at: what it says, to which places, by which media, until when."""

    request: Request
    template: Template
    values: Values
    area: Area
    media: tuple[Medium, ...]
    reach: Reach
    words: tuple[Words, ...]
    expires_at: datetime

    @property
    def urgent(self) -> bool:
        """Whether it is Severe or Extreme: sent again when nobody knows whether it went out."""
        return self.template.severity in URGENT

    @property
    def severity(self) -> str:
        """How much harm is to be expected: CAP 1.2 `severity`."""
        return self.template.severity

    @property
    def status(self) -> Status:
        """Whether it is meant, or practised."""
        return Status(self.template.status)

    @property
    def corrects(self) -> bool:
        """Whether it takes back or ends what was said before."""
        return self.status is Status.ACTUAL and Topic(self.template.topic) is Topic.EMERGENCY

    @property
    def concern(self) -> Concern:
        """Everybody who has not left emergencies, or those who want its topic; whoever was warned hears the correction."""
        return Concern.URGENT if self.topic is Topic.EMERGENCY else Concern.TOPIC

    @property
    def topic(self) -> Topic:
        """What a resident may leave who does not want such messages any more."""
        return _topic(self.template)

    @property
    def criteria(self) -> Criteria:
        """Who it is for, as the subscribers room understands it."""
        return Criteria(
            zone_ids=self.area.zone_ids,
            topic=self.topic,
            concern=self.concern,
            media=self.media,
            breadth=Breadth(self.reach),
        )

    def wordings(self) -> tuple[Wording, ...]:
        """The words as delivery takes them."""
        return tuple(
            Wording(0, each.medium, each.language, each.text, each.subject, each.html, parts_of(each))
            for each in self.words
        )


def compose(session: Session, request: Request, office: Office, *, now: datetime) -> Draft:
    """Check everything that was typed and render the words once per medium and language; stores nothing.

    Raises UnknownTemplate, UnknownVariable, MissingVariable, BadValue, UnknownArea, UnknownMedium, AlreadyOver,
    TooLong or NoCorrection.
    """
    template = office.catalogue.find(request.template)
    values = read_values(template, request.given, now=now, zone=office.municipality.zone)
    area = resolve(session, request.areas)
    media = _media(request.media, office)
    office.catalogue.correction_of(template)
    expires_at = _expiry(template, values, now)
    words = tuple(
        _words(template, values, area, office, medium=medium, language=language)
        for medium in media
        for language in template.languages()
    )
    return Draft(request, template, values, area, media, request.reach or _reach(template), words, expires_at)


def parts_of(words: Words) -> int:
    """How many parts the provider counts: an e-mail is one."""
    return words.measure.parts if words.measure else 1


def _media(wanted: Sequence[str], office: Office) -> tuple[Medium, ...]:
    known = {medium.value: medium for medium in office.channels}
    strange = [name for name in wanted if name not in known]
    if strange:
        raise UnknownMedium(f"'{strange[0]}' is not one of {', '.join(known)}.")
    return tuple(medium for name, medium in known.items() if not wanted or name in wanted)


def _reach(template: Template) -> Reach:
    return Reach.ALL if _topic(template) is Topic.EMERGENCY else Reach.FIRST


def _topic(template: Template) -> Topic:
    return Topic.EMERGENCY if template.severity in URGENT else Topic(template.topic)


def _expiry(template: Template, values: Values, now: datetime) -> datetime:
    until = values.moment("until")
    if until is not None and until <= now:
        raise AlreadyOver("`until` has passed already.")
    return until or now + template.expiry


def _words(
    template: Template, values: Values, area: Area, office: Office, *, medium: Medium, language: str
) -> Words:
    live = Status(template.status) is Status.ACTUAL
    return render(
        template,
        values,
        places=[Place(code, names) for code, names in zip(area.codes, area.names, strict=True)],
        office=office.municipality,
        medium=medium,
        language=language,
        limits=office.channels[medium].part_limits,
        links=Links(UNSUBSCRIBE_SLOT, office.base_url) if office.base_url and live else Links(),
    )
