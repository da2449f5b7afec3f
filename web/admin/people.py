"""People of the API: what is asked and answered about residents, read into what the subscribers
room takes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import Field, StrictBool, StringConstraints
from sqlmodel import Session

from areas import load_gazetteer
from channels import Medium
from delivery.contacts import Address
from runtime import Municipality
from subscribers import Changes, Edit, GivenConsent, Newcomer, Profile, find_groups
from subscribers.readings import (
    read_email,
    read_given_at,
    read_group,
    read_landline,
    read_language,
    read_name,
    read_phone,
    read_source,
)
from templates import Topic
from web.admin.fields import Form, Line, Name, about
from web.admin.request_context import RequestContext

T = TypeVar("T")
Contact = Annotated[str, StringConstraints(min_length=3, max_length=254)]
Contacts = Annotated[list[Contact], Field(max_length=10)]
Zones = Annotated[list[Line], Field(max_length=200)]
Topics = Annotated[list[Topic], Field(max_length=len(Topic))]
Groups = Annotated[list[Name], Field(max_length=50)]
Language = Annotated[str, StringConstraints(max_length=12)]
LandlineText = Annotated[str, StringConstraints(max_length=40)]
NORMAL = "their SMS come in normal Greek letters, for a screen reader or translation"
FullName = Annotated[str, StringConstraints(max_length=200)]


class ConsentGiven(Form):
    """How and when somebody agreed to be told."""

    source: Name = Field(examples=["form"])
    at: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(
        examples=["2026-03-31"]
    )

    def read(self, municipality: Municipality, now: datetime) -> GivenConsent:
        """The consent; raises BadValue."""
        with about("#/consent/source"):
            source = read_source(self.source)
        with about("#/consent/at"):
            return GivenConsent(source, read_given_at(self.at, municipality, now))


class NewResident(Form):
    """Somebody to be told; no zones mean the whole municipality, no topics all of them."""

    contacts: Annotated[Contacts, Field(min_length=1)] = Field(
        examples=[["+306900000000", "anna@example.gr"]]
    )
    consent: ConsentGiven
    name: FullName = Field("", examples=["Άννα Παράδειγμα"])
    language: Language = "el"
    first_medium: Medium | None = None
    zones: Zones = Field(default=[], examples=[["panorama"]])
    topics: Topics = []
    groups: Groups = []
    needs_help: StrictBool = Field(False, description="staff phone or visit them first")
    landline: LandlineText = Field("", description="to be phoned by hand", examples=["2310000000"])
    normal_letters: StrictBool = Field(False, description=NORMAL)

    def read(self, session: Session, context: RequestContext) -> Newcomer:
        """The newcomer; raises BadValue, UnknownArea or AmbiguousArea."""
        local = context.municipality
        profile = Profile(
            _one("name", self.name, read_name),
            _one("language", self.language, read_language),
            _zones(session, "zones", self.zones),
            frozenset(_each("groups", self.groups, read_group)),
            frozenset(self.topics),
            self.first_medium,
            self.needs_help,
            _landline(self.landline, local),
            self.normal_letters,
        )
        addresses = _addresses("contacts", self.contacts, local)
        return Newcomer(profile, addresses, self.consent.read(local, context.now))


class ResidentChanges(Form):
    """What is to change; whatever is not named stays."""

    name: FullName | None = None
    language: Language | None = None
    first_medium: Medium | None = None
    add_contacts: Contacts = Field(default=[], description="they need a consent")
    remove_contacts: Contacts = []
    add_zones: Zones = Field(default=[], examples=[["pylaia"]])
    remove_zones: Zones = []
    everywhere: StrictBool = Field(False, description="told for the whole municipality")
    add_topics: Topics = []
    remove_topics: Topics = Field(
        default=[], description="refused from now on, whatever a file says"
    )
    every_topic: StrictBool = Field(False, description="told about everything")
    add_groups: Groups = []
    remove_groups: Groups = []
    consent: ConsentGiven | None = None
    needs_help: StrictBool | None = Field(None, description="staff phone or visit them first")
    landline: LandlineText | None = Field(
        None, description="to be phoned by hand; empty takes it away"
    )
    normal_letters: StrictBool | None = Field(None, description=NORMAL)

    def read(self, session: Session, context: RequestContext) -> Changes:
        """The changes; raises BadValue, UnknownArea or AmbiguousArea."""
        local = context.municipality
        zones = Edit(
            _zones(session, "add_zones", self.add_zones),
            _zones(session, "remove_zones", self.remove_zones),
        )
        addresses = Edit.of(
            _addresses("add_contacts", self.add_contacts, local),
            _addresses("remove_contacts", self.remove_contacts, local),
        )
        gone = find_groups(session, self.remove_groups, "remove_groups")
        return Changes(
            None if self.name is None else _one("name", self.name, read_name),
            _one("language", self.language, read_language) if self.language else None,
            self.first_medium,
            zones=frozenset() if self.everywhere else zones,
            topics=frozenset()
            if self.every_topic
            else Edit.of(self.add_topics, self.remove_topics),
            groups=Edit.of(_each("add_groups", self.add_groups, read_group), gone),
            addresses=addresses,
            consent=self.consent.read(local, context.now) if self.consent else None,
            needs_help=self.needs_help,
            landline=None if self.landline is None else _landline(self.landline, local),
            normal_letters=self.normal_letters,
        )


def _landline(text: str, local: Municipality) -> str:
    return _one("landline", text, lambda written: read_landline(written, local))


def _one(field: str, text: str, read: Callable[[str], T]) -> T:
    with about(f"#/{field}"):
        return read(text)


def _each(field: str, texts: Iterable[str], read: Callable[[str], T]) -> tuple[T, ...]:
    return tuple(_one(f"{field}/{place}", text, read) for place, text in enumerate(texts))


def _zones(session: Session, field: str, words: list[str]) -> frozenset[int]:
    atlas = load_gazetteer(session)
    return frozenset(_each(field, words, lambda word: atlas.find(word).id))


def _addresses(field: str, texts: Iterable[str], municipality: Municipality) -> tuple[Address, ...]:
    def read(text: str) -> Address:
        return read_email(text) if "@" in text else read_phone(text, municipality)

    return _each(field, texts, read)
