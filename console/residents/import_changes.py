"""What the import of a list changes about the residents in it, a line for each kind of change, with
its first rows."""

from collections.abc import Iterator, Mapping

from runtime import Said, joined, mark, said
from subscribers.lists import ChangeExample, ChangeKind, ResidentImport

KINDS: Mapping[ChangeKind, str] = {
    ChangeKind.NEW: mark("{number:,} new"),
    ChangeKind.BACK: mark("{number:,} back after they had left, by a later consent"),
    ChangeKind.NAME: mark("{number:,} get another name"),
    ChangeKind.LANGUAGE: mark("{number:,} get another language"),
    ChangeKind.ZONES: mark("{number:,} get other zones"),
    ChangeKind.TOPICS: mark("{number:,} get other topics"),
    ChangeKind.GROUPS: mark("{number:,} get other groups"),
    ChangeKind.LANDLINE: mark("{number:,} get a landline"),
    ChangeKind.NEEDS_HELP: mark("{number:,} need help, or no more"),
    ChangeKind.NORMAL_LETTERS: mark(
        "{number:,} get SMS in normal Greek letters, or in capitals again"
    ),
    ChangeKind.CONTACTS: mark("{number:,} get one more contact"),
    ChangeKind.CONSENTS: mark("{number:,} get a newer consent"),
    ChangeKind.CONFLICT: mark(
        "{number:,} in conflict: their contact has another name in the list, which stays"
    ),
}
# Those whose example says more than the row does.
TOLD = frozenset(
    {
        ChangeKind.NAME,
        ChangeKind.LANGUAGE,
        ChangeKind.ZONES,
        ChangeKind.TOPICS,
        ChangeKind.GROUPS,
        ChangeKind.CONFLICT,
    }
)
EMPTY_IS_ALL = frozenset({ChangeKind.ZONES, ChangeKind.TOPICS})


def change_lines(done: ResidentImport) -> Iterator[Said]:
    """The kinds there are, each with its examples from what into what."""
    for each in done.changes:
        yield said(KINDS[each.kind], number=each.count)
        if each.kind in TOLD:
            nothing = said("(all)") if each.kind in EMPTY_IS_ALL else said("(none)")
            yield from (_example(example, nothing) for example in each.examples)
            if more := each.count - len(each.examples):
                yield said("    ... and {number:,} more", number=more)
    if done.new_groups:
        named = [
            said("'{group}' (is it '{near}'?)", group=each.name, near=each.near)
            if each.near
            else said("'{group}'", group=each.name)
            for each in done.new_groups
        ]
        yield said("New groups, in which nobody was: {groups}.", groups=joined(", ", named))


def _example(example: ChangeExample, nothing: Said) -> Said:
    return said(
        "    row {row}: {old} -> {new}",
        row=example.row,
        old=example.old or nothing,
        new=example.new or nothing,
    )
