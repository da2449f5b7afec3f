"""Choices: what residents want to be told, chosen by themselves on a page that a link opens."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session

from areas import list_zones, load_gazetteer
from channels import Medium
from runtime import RESIDENT, Keys, Problem
from staff import record
from subscribers.people import Profile
from subscribers.preferences.ownership import (
    Agreement,
    OwnContact,
    own_contacts,
    record_consent,
    refused_topics,
)
from subscribers.repository import Repository
from subscribers.residents import present_resident
from subscribers.tables import RESIDENTS, Resident
from templates import Topic

LAST_HOUR = 23
_CHOSEN = ("zones", "topics", "language", "quiet_hours", "first_medium", "normal_letters")


class BadQuietHours(Problem):
    """Quiet hours begin and end at different whole hours, from 0 to 23."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours in which only what is Severe or Extreme may come, such as 22 to 7, by the
    municipality's clocks."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start == self.end or not all(
            0 <= hour <= LAST_HOUR for hour in (self.start, self.end)
        ):
            raise BadQuietHours


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody wants: zones by code, none for the whole municipality; topics that are
    named."""

    zones: frozenset[str]
    topics: frozenset[Topic]
    language: str
    quiet_hours: QuietHours | None = None
    first_medium: Medium | None = None
    normal_letters: bool = False


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a resident has chosen, and by which contacts they are told."""

    resident_id: int
    choices: Choices
    contacts: tuple[OwnContact, ...]


def show_preferences(session: Session, keys: Keys, resident_id: int) -> Preferences:
    """What a resident has chosen; changes nothing. Raises UnknownResident or HasLeft."""
    profile = present_resident(session, keys, resident_id).profile
    row = session.get_one(Resident, resident_id)
    quiet = None
    if row.quiet_from is not None and row.quiet_until is not None:
        quiet = QuietHours(row.quiet_from, row.quiet_until)
    choices = Choices(
        zones=frozenset(zone.code for zone in list_zones(session) if zone.id in profile.zones),
        topics=(profile.topics or frozenset(Topic)) - refused_topics(session, resident_id),
        language=profile.language,
        quiet_hours=quiet,
        first_medium=profile.first_medium,
        normal_letters=profile.normal_letters,
    )
    return Preferences(resident_id, choices, tuple(own_contacts(session, keys, resident_id)))


def save_preferences(
    session: Session,
    keys: Keys,
    resident_id: int,
    choices: Choices,
    agreed: Agreement,
    *,
    now: datetime,
) -> None:
    """Let a resident choose. Emergencies are not left here, only joined again: see
    `send_leaving_link`.

    Raises UnknownResident, HasLeft or UnknownArea.
    """
    repository = Repository(session, keys, now)
    repository.lock()
    before = show_preferences(session, keys, resident_id).choices
    kept = before.topics & {Topic.EMERGENCY}
    choices = replace(choices, topics=choices.topics | kept)
    if choices == before:
        return
    repository.update_residents({resident_id: _profile(session, keys, resident_id, choices)})
    left_out = frozenset(Topic) - choices.topics
    repository.save_refusals(resident_id, left_out, choices.topics)
    _keep_quiet_hours(session, resident_id, choices.quiet_hours)
    if choices.topics != before.topics:
        record_consent(repository, resident_id, agreed, "preferences")
    changed = [name for name in _CHOSEN if getattr(choices, name) != getattr(before, name)]
    facts = {"changed": changed}
    record(session, "resident.preferred", f"resident:{resident_id}", facts, by=RESIDENT, now=now)


def _keep_quiet_hours(session: Session, resident_id: int, quiet: QuietHours | None) -> None:
    hours = {"quiet_from": quiet and quiet.start, "quiet_until": quiet and quiet.end}
    session.execute(update(RESIDENTS).where(RESIDENTS.c.id == resident_id).values(hours))


def _profile(session: Session, keys: Keys, resident_id: int, choices: Choices) -> Profile:
    atlas = load_gazetteer(session)
    return replace(
        present_resident(session, keys, resident_id).profile,
        zones=frozenset(atlas.find(code).id for code in choices.zones),
        topics=choices.topics or frozenset({Topic.EMERGENCY}),
        language=choices.language,
        first_medium=choices.first_medium,
        normal_letters=choices.normal_letters,
    )
