"""Alert cards: alerts as the alerts room tells them, turned into what a page shows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest

from sqlmodel import Session

from alerts import AlertEnding, alert_page
from alerts.publishing import (
    PublicAlert,
    find_public_alert,
    list_live_alerts,
    read_public_alerts,
)
from templates import Topic
from web.public.languages import DEFAULT
from web.public.signs import sign_of

BULLET = "- "
RANK = ("Extreme", "Severe", "Moderate")
LONGEST_HEADING = 60
NAMED = 3  # places in a headline


class BlockKind(StrEnum):
    """How some lines are shown."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines that belong together."""

    kind: BlockKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertCard:
    """One alert as a page shows it; titles, places and bodies are by language, no places mean the
    whole municipality."""

    number: int
    public_number: str
    severity: str
    issued_at: datetime
    expires_at: datetime
    over: bool
    titles: Mapping[str, str]
    places: tuple[Mapping[str, str], ...]
    bodies: Mapping[str, str]
    ending: AlertEnding | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    corrects: str = ""
    corrects_as: AlertEnding | None = None
    for_some: bool = False
    topics: frozenset[Topic] = frozenset({Topic.EMERGENCY})
    onset: datetime | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    trial: bool = False
    sign: str = "warning"
    headlines: Mapping[str, str] = field(default_factory=dict)
    venues: Mapping[str, str] = field(default_factory=dict)

    @property
    def rank(self) -> tuple[int, int]:
        """Where it stands on the front page: the gravest first, then the newest."""
        grave = RANK.index(self.severity) if self.severity in RANK else len(RANK)
        return grave, -self.number

    def concerns(self, around: Collection[str]) -> bool:
        """Whether it is for any of these places, the whole municipality among them; for no places
        asked for, always."""
        return not around or not self.codes or not self.codes.isdisjoint(around)

    def is_planned(self, now: datetime) -> bool:
        """Whether it is a notice of what begins later, such as a cut tomorrow; a warning is in
        force from the moment on that it is given."""
        return self.severity not in RANK and self.onset is not None and self.onset > now

    @property
    def rank_by_age(self) -> tuple[datetime, int]:
        """Where it stands among all that were issued, the oldest first."""
        return self.issued_at, self.number

    @property
    def codes(self) -> frozenset[str]:
        """Its places as they are called in the tree of zones; none mean the whole municipality."""
        return frozenset(names[""] for names in self.places)

    @property
    def path(self) -> str:
        """The address of its page on this site."""
        return alert_page("", self.public_number)

    def language_for(self, language: str) -> str:
        """The language in which whoever asked for one can read it."""
        known = (code for code in (language, DEFAULT) if code in self.bodies)
        return next(known, min(self.bodies, default=DEFAULT))

    def title(self, language: str) -> str:
        """What it is headed."""
        return self.titles.get(self.language_for(language), "")

    def name(self, language: str) -> str:
        """What it is headed, and how an event is called."""
        about = self.about.get(self.language_for(language), "")
        return f"{self.title(language)}: {about}" if about else self.title(language)

    def headline(self, language: str) -> str:
        """Hazard and place: «Κακοκαιρία στο Πανόραμα»; its name where an earlier version kept
        none."""
        return self.headlines.get(self.language_for(language)) or self.name(language)

    @property
    def names_all(self) -> bool:
        """Whether its headline names each of its places."""
        return bool(self.headlines) and len(self.places) <= NAMED

    def first_step(self, language: str) -> str:
        """The first thing to do; nothing where its words have none."""
        lists = (block for block in self.blocks(language) if block.kind is BlockKind.LIST)
        return next((block.lines[0] for block in lists), "")

    def where(self, language: str) -> str:
        """The names of its places."""
        code = self.language_for(language)
        return ", ".join(names.get(code) or names.get("", "") for names in self.places)

    def venue(self, language: str) -> str:
        """The place of an event as its organiser calls it; nothing for all else."""
        return self.venues.get(self.language_for(language), "")

    def blocks(self, language: str) -> Sequence[Block]:
        """Its words, as headings, paragraphs and lists."""
        found = list(_blocks(self.bodies.get(self.language_for(language), "").splitlines()))
        return [
            Block(BlockKind.HEADING, block.lines) if _heads(block, after) else block
            for block, after in zip_longest(found, found[1:])
        ]

    def in_force(self, now: datetime) -> bool:
        """Whether it still holds."""
        return not self.over and now < self.expires_at

    def ended_since(self, moment: datetime, now: datetime) -> bool:
        """Whether it has been over since that moment or later. What was updated goes on in its
        update; what only tells that another is over does not end."""
        goes_on = self.ending is AlertEnding.UPDATED or self.ends_another
        return not goes_on and not self.in_force(now) and self.changed_at(now) >= moment

    @property
    def ends_another(self) -> bool:
        """Whether it tells that another alert is over, or was a mistake."""
        return self.corrects_as in {AlertEnding.ENDED, AlertEnding.WITHDRAWN}

    def changed_at(self, now: datetime) -> datetime:
        """When the last became of it: it was issued, ended before its time, or ended by itself."""
        if self.ended_at is not None:
            return self.ended_at
        return self.expires_at if self.expires_at <= now else self.issued_at


def list_alert_cards(session: Session, *, now: datetime) -> Sequence[AlertCard]:
    """The alerts in force, the gravest first."""
    return sorted(
        (_card(alert) for alert in list_live_alerts(session, now=now)),
        key=lambda alert: alert.rank,
    )


def find_alert_card(session: Session, public_number: str, *, now: datetime) -> AlertCard:
    """One alert that was issued; raises UnknownAlert."""
    return _card(find_public_alert(session, public_number, now=now))


def read_alert_cards(
    session: Session, numbers: Collection[int], *, now: datetime
) -> Sequence[AlertCard]:
    """The issued alerts with these numbers, the newest first."""
    return [_card(alert) for alert in read_public_alerts(session, numbers, now=now)]


def _card(alert: PublicAlert) -> AlertCard:
    return AlertCard(
        number=alert.number,
        public_number=alert.public_number,
        severity=alert.severity,
        issued_at=alert.issued_at,
        expires_at=alert.expires_at,
        over=not alert.live,
        titles={
            code: alert.title.get(code) or words.subject or alert.event
            for code, words in alert.words.items()
        },
        places=alert.areas,
        bodies={code: words.text for code, words in alert.words.items()},
        ending=alert.ending,
        ended_at=alert.ended_at,
        ended_by=alert.ended_by,
        corrects=alert.corrects,
        corrects_as=alert.corrects_as,
        for_some=alert.for_some,
        topics=alert.topics,
        onset=alert.onset,
        about=alert.about,
        trial=alert.trial,
        sign=sign_of(alert),
        headlines=alert.headline,
        venues=alert.venue,
    )


def _heads(block: Block, after: Block | None) -> bool:
    """Whether it is one short line above a list."""
    short = (
        block.kind is BlockKind.PARAGRAPH
        and len(block.lines) == 1
        and len(block.lines[0]) <= LONGEST_HEADING
    )
    return short and after is not None and after.kind is BlockKind.LIST


def _blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Lines of one kind that follow each other, parted where a line is empty."""
    gathered: list[str] = []
    listed = False
    for line in (*(line.strip() for line in lines), ""):
        bullet = line.startswith(BULLET)
        if gathered and (not line or bullet != listed):
            yield Block(BlockKind.LIST if listed else BlockKind.PARAGRAPH, tuple(gathered))
            gathered = []
        listed = bullet
        if line:
            gathered.append(line.removeprefix(BULLET))
