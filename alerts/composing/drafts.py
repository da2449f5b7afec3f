"""A draft: an alert whose words are final, before it is stored or sent."""

from dataclasses import dataclass
from datetime import datetime

from alerts.composing.requests import AlertRequest
from alerts.states import AlertStatus, MsgType, Reach
from areas import Area
from channels import Medium, Wording
from runtime import (
    Exit,
    Problem,
    UsageProblem,
)
from subscribers.audience import Breadth, Concern, Criteria
from templates import Severity, Template, Topic, Values, Words

URGENT = (Severity.EXTREME, Severity.SEVERE)


class UnknownMedium(UsageProblem):
    """Nothing carries that medium here. `tocsin config show` lists the `routes`: a medium and the
    channels that carry it."""


class AlreadyOver(Problem):
    """It would be too late to be true when it arrives. Set a later time, or send an all-clear."""

    exit = Exit.REFUSED


@dataclass(frozen=True, slots=True)
class AlertDraft:
    """An alert ready to be looked at: what it says, to which places, by which media, until when.

    With `groups` only whoever is in one of them gets it; its words do not say so. `about` is the
    topic of what it corrects: whoever left that is told no more of it. `public_number` stands in
    its words: the alert that is kept has the same."""

    request: AlertRequest
    template: Template
    values: Values
    area: Area
    media: tuple[Medium, ...]
    reach: Reach
    words: tuple[Words, ...]
    expires_at: datetime
    msg_type: MsgType = MsgType.ALERT
    about: Topic | None = None
    groups: tuple[str, ...] = ()
    public_number: str = ""

    @property
    def urgent(self) -> bool:
        """Whether it is Severe or Extreme: sent again when nobody knows whether it went out."""
        return self.template.severity in URGENT

    @property
    def severity(self) -> str:
        """How much harm is to be expected: CAP 1.2 `severity`."""
        return self.template.severity

    @property
    def status(self) -> AlertStatus:
        """Whether it is meant, or practised."""
        return AlertStatus(self.template.status)

    @property
    def corrects(self) -> bool:
        """Whether it takes back or ends what was said before."""
        typed = self.status is AlertStatus.ACTUAL and Topic(self.template.topic) is Topic.EMERGENCY
        return typed or self.msg_type is MsgType.CANCEL

    @property
    def concern(self) -> Concern:
        """Everybody who has not left emergencies, or those who want its topic; whoever was warned
        hears the correction."""
        return Concern.URGENT if self.topic is Topic.EMERGENCY else Concern.TOPIC

    @property
    def topic(self) -> Topic:
        """What a resident may leave who does not want such messages any more."""
        return self.about or topic_of_template(self.template)

    @property
    def criteria(self) -> Criteria:
        """Who it is for, as the subscribers room understands it."""
        return Criteria(
            zone_ids=self.area.zone_ids,
            topic=self.topic,
            concern=self.concern,
            media=self.media,
            breadth=Breadth(self.reach),
            groups=frozenset(self.groups),
        )

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
                count_parts(one),
                one.variant,
                one.letters,
            )
            for one in self.words
        )


def count_parts(words: Words) -> int:
    """How many parts the provider counts: an e-mail is one."""
    return words.parts


def topic_of_template(template: Template) -> Topic:
    """What a resident may leave who does not want messages of this template."""
    return Topic.EMERGENCY if template.severity in URGENT else Topic(template.topic)
