"""What `tocsin areas import` tells of the zones that a file changes, before and after."""

import pytest

from areas import AreaChange, AreaImport
from areas.atlas import AreaMove, NameChange
from console.residents.areas import area_change_lines
from runtime.languages import load_translator

RENAMED = AreaChange(
    "hill",
    (
        NameChange("el", "nominative", "Λόφος", "Νέος Λόφος"),
        NameChange("el", "in", "στον Λόφο", ""),
        NameChange("en", "nominative", "Hill", "New Hill"),
    ),
    outline=True,
)
ALIKE = AreaChange(
    "plain",
    (
        NameChange("el", "nominative", "Κάμπο", "Λιβάδι"),
        NameChange("el", "accusative", "Κάμπο", "Λιβάδι"),
    ),
    outline=False,
)
DONE = AreaImport(0, 3, 0, (AreaMove("river", "hill", ""),), (RENAMED, ALIKE))
PEOPLE = {"hill": 90, "plain": 1, "river": 0}


def test_each_change_is_told_with_names_outline_and_residents() -> None:
    assert [*area_change_lines(DONE, PEOPLE)] == [
        "hill: 'Λόφος' becomes 'Νέος Λόφος', 'στον Λόφο' becomes '-', 'Hill' becomes 'New Hill', its outline"
        " changes: 90 residents chose it.",
        "plain: 'Κάμπο' becomes 'Λιβάδι': 1 resident chose it.",
        "river moves from hill to the top: 0 residents chose it.",
    ]


@pytest.mark.parametrize(
    ("line", "greek"),
    [
        (
            0,
            "Ζώνη hill: «Λόφος» γίνεται «Νέος Λόφος», «στον Λόφο» γίνεται «-», «Hill» γίνεται «New Hill», αλλάζει το"
            " περίγραμμά της: την επέλεξαν 90 κάτοικοι.",
        ),
        (1, "Ζώνη plain: «Κάμπο» γίνεται «Λιβάδι»: την επέλεξε 1 κάτοικος."),
    ],
)
def test_the_changes_are_told_in_greek(line: int, greek: str) -> None:
    assert load_translator("el").of([*area_change_lines(DONE, PEOPLE)][line]) == greek
