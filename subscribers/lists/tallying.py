"""Tallying: what an import changes, by kind, each with its first few rows as examples."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from areas import fold_text
from subscribers.groups import near_groups
from subscribers.lists.imports import NewGroup
from subscribers.lists.merging import ChangeExample, ChangeKind, ImportChange
from subscribers.lists.rows import ListEntry
from subscribers.lists.steps import Conflict, RowOutcome, RowStep
from subscribers.people import Profile

EXAMPLES = 3
Change = tuple[ChangeKind, str, str]


@dataclass(frozen=True, slots=True)
class ChangeTally:
    """The changes so far; zones are shown by these codes, names as whoever imports may see them.

    `groups` are those there were before, as `group_names` has them.
    """

    zones: Mapping[int, str]
    shown: Callable[[str], str]
    groups: Mapping[str, str]
    counts: Counter[ChangeKind] = field(default_factory=Counter)
    examples: dict[ChangeKind, list[ChangeExample]] = field(default_factory=dict)
    grouped: dict[str, NewGroup] = field(default_factory=dict)

    def note(self, step: RowStep) -> None:
        """Count what a row changes, and what of it is in conflict."""
        if step.other_name:
            self._conflict(step.entry, step.other_name)
        self._note_groups(step.entry.profile.groups)
        if step.outcome is RowOutcome.UNCHANGED:
            return
        for kind, old, new in self._changes(step):
            self._count(step.entry.record.row, kind, old, new)

    def note_conflict(self, conflict: Conflict) -> None:
        """Count a row of which nothing is imported because its contact has another name."""
        self._conflict(conflict.entry, conflict.other_name)

    def recall(self, changes: Iterable[ImportChange], new_groups: Iterable[NewGroup] = ()) -> None:
        """Go on counting where an earlier run of the same file was broken off."""
        self.grouped.update({fold_text(group.name): group for group in new_groups})
        for change in changes:
            self.counts[change.kind] = change.count
            self.examples[change.kind] = list(change.examples)

    def new_groups(self) -> tuple[NewGroup, ...]:
        """The groups that nobody was in before, by name."""
        return tuple(group for _, group in sorted(self.grouped.items()))

    def found(self) -> tuple[ImportChange, ...]:
        """Every kind there is, in the order of the kinds."""
        return tuple(
            ImportChange(kind, self.counts[kind], tuple(self.examples[kind]))
            for kind in ChangeKind
            if self.counts[kind]
        )

    def _note_groups(self, names: Iterable[str]) -> None:
        for name in names:
            word = fold_text(name)
            if word not in self.groups and word not in self.grouped:
                self.grouped[word] = NewGroup(name, next(iter(near_groups(name, self.groups)), ""))

    def _conflict(self, entry: ListEntry, other_name: str) -> None:
        old, new = map(self.shown, (other_name, entry.profile.name))
        self._count(entry.record.row, ChangeKind.CONFLICT, old, new)

    def _count(self, row: int, kind: ChangeKind, old: str, new: str) -> None:
        self.counts[kind] += 1
        kept = self.examples.setdefault(kind, [])
        if len(kept) < EXAMPLES:
            kept.append(ChangeExample(row, old, new))

    def _changes(self, step: RowStep) -> Iterator[Change]:
        if step.before is None:
            yield ChangeKind.NEW, "", self.shown(step.profile.name)
            return
        yield from self._named(step.before, step.profile)
        if step.back:
            yield ChangeKind.BACK, "", self.shown(step.profile.name)
        if step.fresh:
            yield ChangeKind.CONTACTS, "", ""
        if set(step.agreed) - {*step.fresh, *step.back}:
            yield ChangeKind.CONSENTS, "", ""

    def _named(self, old: Profile, new: Profile) -> Iterator[Change]:
        if old.name != new.name:
            yield ChangeKind.NAME, self.shown(old.name), self.shown(new.name)
        if old.language != new.language:
            yield ChangeKind.LANGUAGE, old.language, new.language
        if old.zones != new.zones:
            yield ChangeKind.ZONES, self._codes(old.zones), self._codes(new.zones)
        if old.topics != new.topics:
            yield ChangeKind.TOPICS, _listed(old.topics), _listed(new.topics)
        if old.groups != new.groups:
            yield ChangeKind.GROUPS, _listed(old.groups), _listed(new.groups)
        if old.landline != new.landline:
            yield ChangeKind.LANDLINE, "", ""
        if old.needs_help is not new.needs_help:
            yield ChangeKind.NEEDS_HELP, "", ""
        if old.normal_letters is not new.normal_letters:
            yield ChangeKind.NORMAL_LETTERS, "", ""

    def _codes(self, zones: Iterable[int]) -> str:
        return _listed(self.zones.get(zone, str(zone)) for zone in zones)


def _listed(items: Iterable[str]) -> str:
    return "; ".join(sorted(map(str, items)))
