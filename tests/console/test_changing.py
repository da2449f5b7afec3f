"""What an import changes is said by kind, with examples of what becomes what."""

from console.residents.import_changes import KINDS, change_lines
from subscribers.lists import ChangeExample, ChangeKind, ImportChange, ResidentImport
from subscribers.lists.imports import NewGroup


def test_each_kind_is_a_line_with_its_examples() -> None:
    changes = (
        ImportChange(ChangeKind.NEW, 1200, (ChangeExample(2, "", "Άννα"),)),
        ImportChange(ChangeKind.CONFLICT, 1, (ChangeExample(3, "Κόρη", "Γιαγιά"),)),
        ImportChange(ChangeKind.ZONES, 3, (ChangeExample(4, "panorama", ""),)),
    )

    told = list(change_lines(ResidentImport(1200, 2, 0, 1, (), changes=changes)))

    assert told == [
        "1,200 new",
        "1 in conflict: their contact has another name in the list, which stays",
        "    row 3: Κόρη -> Γιαγιά",
        "3 get other zones",
        "    row 4: panorama -> (all)",
        "    ... and 2 more",
    ]


def test_new_groups_are_named_with_the_nearest_there_was() -> None:
    groups = (NewGroup("Γιατροί", ""), NewGroup("Εθελοντέ", "Εθελοντές"))

    told = list(change_lines(ResidentImport(2, 0, 0, 0, (), new_groups=groups)))

    assert told == ["New groups, in which nobody was: 'Γιατροί', 'Εθελοντέ' (is it 'Εθελοντές'?)."]


def test_every_kind_has_words() -> None:
    assert set(KINDS) == set(ChangeKind)
