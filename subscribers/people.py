"""People: who somebody is to us, what they agreed to, and what is to change about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from channels import Medium
from delivery.contacts import Address
from templates import Topic

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Profile:
    """Who somebody is: no zones mean the whole municipality, no topics all of them; zones are
    ids."""

    name: str = ""
    language: str = "el"
    zones: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    topics: frozenset[Topic] = frozenset()
    first_medium: Medium | None = None
    needs_help: bool = False
    landline: str = ""  # in E.164, to be phoned by hand: nothing is sent to it
    normal_letters: bool = False  # an SMS comes in normal Greek letters, for a screen reader


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """How and when somebody agreed to be told: on the web also to which text (SHA-256), from which
    network, and what proves it."""

    source: str
    given_at: datetime
    text_hash: str = ""
    network: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be added: every address is covered by the consent."""

    profile: Profile
    addresses: tuple[Address, ...]
    consent: GivenConsent


@dataclass(frozen=True, slots=True)
class Edit(Generic[T]):
    """What is added to a set and what is taken from it."""

    add: frozenset[T] = frozenset()
    remove: frozenset[T] = frozenset()

    @classmethod
    def of(cls, add: Iterable[T], remove: Iterable[T]) -> "Edit[T]":
        """An edit of whatever came in."""
        return cls(frozenset(add), frozenset(remove))

    def apply(self, current: frozenset[T]) -> frozenset[T]:
        """The set as it is afterwards."""
        return (current | self.add) - self.remove


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to change about a resident; None stays as it is, and a set given whole replaces the
    set there is."""

    name: str | None = None
    language: str | None = None
    first_medium: Medium | None = None
    zones: Edit[int] | frozenset[int] = Edit()
    groups: Edit[str] = Edit()
    topics: Edit[Topic] | frozenset[Topic] = Edit()
    addresses: Edit[Address] = Edit()
    consent: GivenConsent | None = None
    needs_help: bool | None = None
    landline: str | None = None  # in E.164; empty takes it away
    normal_letters: bool | None = None
