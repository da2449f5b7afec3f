"""Composition: from what staff typed to a draft whose words are final."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from alerts.requests import Request
from alerts.tables import MsgType, Reach, Status
from areas import Area, resolve
from channels import UNSUBSCRIBE_SLOT, ChannelSettings, Medium, Trials, Wording, carriers, settings, trials
from runtime import Approval, Exit, Home, Keys, Municipality, Problem, StaffNotice, UsageProblem
from subscribers import Breadth, Concern, Criteria, Topic
from templates import (
    Catalogue,
    Links,
    Place,
    Severity,
    Template,
    Values,
    Words,
    correcting,
    read_values,
    render,
)

URGENT = (Severity.EXTREME, Severity.SEVERE)


class UnknownMedium(UsageProblem):
    """Nothing carries that medium here. `tocsin config show` lists the `routes`: a medium and the channels that carry it."""


class AlreadyOver(Problem):
    """It would be too late to be true when it arrives. Set a later time, or send an all-clear."""

    exit = Exit.REFUSED


class CorrectionNotReady(Problem):
    """Nothing was sent. A message goes out only when the text that takes it back is ready: shorten what you set, or mend the correction that the template names."""

    exit = Exit.REFUSED


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
    trials: Trials = Trials()

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
        return cls(
            catalogue, config.municipality, channels, config.public_base_url, config.approval, duty,
            trials(config.routes, config.channels, home.path),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """An alert ready to be looked at: what it says, to which places, by which media, until when.

    `about` is the topic of what it corrects: whoever left that is told no more of it.
    """

    request: Request
    template: Template
    values: Values
    area: Area
    media: tuple[Medium, ...]
    reach: Reach
    words: tuple[Words, ...]
    expires_at: datetime
    msg_type: MsgType = MsgType.ALERT
    about: Topic | None = None

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
        typed = self.status is Status.ACTUAL and Topic(self.template.topic) is Topic.EMERGENCY
        return typed or self.msg_type is MsgType.CANCEL

    @property
    def concern(self) -> Concern:
        """Everybody who has not left emergencies, or those who want its topic; whoever was warned hears the correction."""
        return Concern.URGENT if self.topic is Topic.EMERGENCY else Concern.TOPIC

    @property
    def topic(self) -> Topic:
        """What a resident may leave who does not want such messages any more."""
        return self.about or _topic(self.template)

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
            Wording(0, one.medium, one.language, one.text, one.subject, one.html, parts_of(one), one.variant)
            for one in self.words
        )


def compose(session: Session, request: Request, office: Office, *, now: datetime) -> Draft:
    """Check everything that was typed and render the words once per medium and language; stores nothing.

    Raises UnknownTemplate, UnknownVariable, MissingVariable, BadValue, UnknownArea, UnknownMedium, AlreadyOver,
    TooLong, NoCorrection or CorrectionNotReady.
    """
    template = office.catalogue.find(request.template)
    values = read_values(template, request.given, now=now, zone=office.municipality.zone)
    area = resolve(session, request.areas)
    media = _media(request.media, office)
    answer = office.catalogue.correction_of(template)
    reach, expires_at = request.reach or _reach(template), _expiry(template, values, now)
    composed = _written(Draft(request, template, values, area, media, reach, (), expires_at), office)
    _prove(composed, answer, office, now=now)
    return composed


def answered(
    said: Draft, answer: Template, office: Office, *, given: Mapping[str, str], sent: datetime, now: datetime
) -> Draft:
    """What ends a message, or takes it back, in the words of another template: for its places and media. Raises as `compose` does.

    What is only practised is ended as practice.
    """
    practised = replace(answer, status=said.template.status)
    typed = {**correcting(said.template, said.values, answer, sent=sent), **given}
    values = read_values(practised, typed, now=now, zone=office.municipality.zone)
    request = Request(answer.name, typed, said.area.codes, tuple(said.media), Reach.ALL)
    expires_at = _expiry(answer, values, now)
    draft = Draft(request, practised, values, said.area, said.media, Reach.ALL, (), expires_at)
    return _written(replace(draft, msg_type=MsgType.CANCEL, about=said.topic), office)


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


def _prove(said: Draft, answer: Template, office: Office, *, now: datetime) -> None:
    """Render what would take a message back, in all its languages and with the longest of dates: it must be ready that night."""
    lacking = [language for language in said.template.languages() if language not in answer.languages()]
    if lacking:
        raise CorrectionNotReady(f"'{answer.name}' has no words in '{lacking[0]}'.")
    longest = now.replace(year=now.year - 1, month=12, day=22, hour=20, minute=20)
    try:
        answered(said, answer, office, given={}, sent=longest, now=now)
    except Problem as problem:
        raise CorrectionNotReady(f"'{answer.name}' cannot take it back.", *problem.details) from None


def _written(draft: Draft, office: Office) -> Draft:
    words = (
        _words(draft.template, draft.values, draft.area, office, medium=medium, language=language)
        for medium in draft.media
        for language in draft.template.languages()
    )
    return replace(draft, words=tuple(words))


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
        limits=office.channels.get(medium, ChannelSettings()).part_limits,
        links=Links(UNSUBSCRIBE_SLOT, office.base_url) if office.base_url and live else Links(),
    )
