"""Merging: what a row makes of a resident who is known already. What it does not say stays, and so
does what it says otherwise."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from subscribers.lists.rows import ListEntry
from subscribers.people import Profile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MergeRules:
    """What an import may do to those who are known: `update` names and languages, `replace` zones,
    topics and groups.

    `columns` are those of the list: what it has no column for is never replaced.
    """

    update: bool = False
    replace: bool = False
    columns: tuple[str, ...] = ()

    def replaces(self, column: str) -> bool:
        """Whether what a row says in that column stands instead of what is known."""
        return self.replace and column in self.columns


class ChangeKind(StrEnum):
    """What an import changes, and what it would have changed if asked to."""

    NEW = "new"
    BACK = "back"
    NAME = "name"
    LANGUAGE = "language"
    ZONES = "zones"
    TOPICS = "topics"
    GROUPS = "groups"
    LANDLINE = "landline"
    NEEDS_HELP = "needs_help"
    NORMAL_LETTERS = "normal_letters"
    CONTACTS = "contacts"
    CONSENTS = "consents"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class ChangeExample:
    """One row and what it changes from what into what; both are empty where that would be an
    address."""

    row: int
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class ImportChange:
    """How many rows change something of one kind, and the first few of them."""

    kind: ChangeKind
    count: int
    examples: tuple[ChangeExample, ...]


def merged_profile(before: Profile, entry: ListEntry, how: MergeRules, *, returns: bool) -> Profile:
    """A resident as they are after a row; whoever `returns` after they had left starts with what it
    says."""
    row = entry.profile
    update = returns or how.update or bool(entry.update)
    return replace(
        before,
        name=row.name if row.name and (update or not before.name) else before.name,
        language=row.language if update and (entry.speaks or returns) else before.language,
        zones=_wanted(before.zones, row.zones, whole=returns or how.replaces("zones")),
        topics=_wanted(before.topics, row.topics, whole=returns or how.replaces("topics")),
        groups=row.groups if how.replaces("groups") else before.groups | row.groups,
        needs_help=before.needs_help if entry.needs_help is None else entry.needs_help,
        landline=row.landline or before.landline,
        normal_letters=before.normal_letters
        if entry.normal_letters is None
        else entry.normal_letters,
    )


def _wanted(before: frozenset[T], row: frozenset[T], *, whole: bool) -> frozenset[T]:
    """Who has none wants everything: adding one does not narrow it, and a row that names none adds
    none."""
    return row if whole else before | row if before else before
