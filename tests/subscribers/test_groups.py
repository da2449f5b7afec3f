"""Groups of the office's own: found as people type them, counted, joined and left; on both
databases."""

from typing import TYPE_CHECKING

import pytest

from channels import Medium
from subscribers import Edit, find_groups
from subscribers.audience import count_groups
from subscribers.audience.counting import GroupSize
from subscribers.groups import UnknownGroup
from subscribers.lists.imports import NewGroup
from subscribers.readings import read_group
from subscribers.readings.texts import UnfitGroup, read_groups
from templates import Topic

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town

DIALYSIS, VOLUNTEERS = "Αιμοκάθαρση", "Εθελοντές Πυρασφάλειας"


@pytest.fixture
def grouped(town: "Town") -> "Town":
    town.adds("6921000001", groups=frozenset({DIALYSIS}), zones=town.zones("panorama"))
    town.adds("6921000002", groups=frozenset({DIALYSIS, VOLUNTEERS}))
    town.adds("6921000003", zones=town.zones("panorama"))
    return town


def found(town: "Town", *typed: str) -> tuple[str, ...]:
    with town.database.reading() as session:
        return find_groups(session, typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("ΑΙΜΟΚΑΘΑΡΣΗ",), (DIALYSIS,)),
        (("  αιμοκαθαρση ",), (DIALYSIS,)),
        (("εθελοντεσ   πυρασφαλειασ",), (VOLUNTEERS,)),
        (("Εθελοντες Πυρασφαλειας,αιμοκάθαρση",), (DIALYSIS, VOLUNTEERS)),
        (("αιμοκάθαρση", "αιμοκαθαρση,"), (DIALYSIS,)),
        ((), ()),
    ],
)
def test_a_group_is_found_as_people_type_it(
    grouped: "Town", typed: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    assert found(grouped, *typed) == meant


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("αιμοκάθαρσι", f"There is no group 'αιμοκάθαρσι'. Did you mean {DIALYSIS}?"),
        ("αιμοκάθαρση,schools", "There is no group 'schools'."),
        ("", "No group is named."),
        (" , ", "No group is named."),
    ],
)
def test_an_unknown_group_is_refused_with_the_nearest(
    grouped: "Town", typed: str, told: str
) -> None:
    with pytest.raises(UnknownGroup) as refused:
        found(grouped, typed)

    assert " ".join(refused.value.details) == told


def test_a_group_goes_by_its_most_usual_spelling(grouped: "Town") -> None:
    grouped.adds("6921000004", groups=frozenset({"ΑΙΜΟΚΑΘΑΡΣΗ"}))

    assert found(grouped, "αιμοκαθαρση") == (DIALYSIS,)
    assert len(grouped.tells(groups=frozenset({DIALYSIS}))) == 3


def test_groups_are_listed_with_their_people(grouped: "Town") -> None:
    gone = grouped.adds("6921000004", groups=frozenset({"Σχολεία"}))
    grouped.removes(gone)
    grouped.adds("6921000005", groups=frozenset({"εθελοντές πυρασφάλειας", VOLUNTEERS}))

    with grouped.database.reading() as session:
        listed = count_groups(session)

    assert listed == [
        GroupSize(DIALYSIS, 2, 2),
        GroupSize(VOLUNTEERS, 2, 2),
        GroupSize("Σχολεία", 0, 0),
    ]


def test_a_group_narrows_a_place_or_stands_for_itself(grouped: "Town") -> None:
    assert grouped.tells(groups=frozenset({DIALYSIS})) == {"+306921000001", "+306921000002"}
    # Whoever named no place is told for every one.
    assert len(grouped.tells("panorama", groups=frozenset({DIALYSIS}))) == 2
    assert grouped.tells("pylaia", groups=frozenset({DIALYSIS})) == {"+306921000002"}


def test_a_member_who_left_the_topic_is_not_told(grouped: "Town") -> None:
    grouped.changes(1, topics=Edit.of([], [Topic.EMERGENCY]))

    assert grouped.tells(groups=frozenset({DIALYSIS})) == {"+306921000002"}


def test_a_resident_joins_and_leaves_a_group(grouped: "Town") -> None:
    grouped.changes(3, groups=Edit.of(["αιμοκαθαρση"], []))
    grouped.changes(1, groups=Edit.of([], ["ΑΙΜΟΚΑΘΑΡΣΗ"]))
    grouped.changes(2, groups=Edit.of(["ΑΙΜΟΚΑΘΑΡΣΗ"], [VOLUNTEERS]))

    assert grouped.tells(groups=frozenset({DIALYSIS})) == {"+306921000002", "+306921000003"}
    assert grouped.shows(2).groups == (DIALYSIS,)
    assert grouped.tells(groups=frozenset({VOLUNTEERS}), media=(Medium.SMS,)) == set()


@pytest.mark.parametrize("name", ["", "  ", "a,b", "a;b", "a|b", "x" * 61, "a\tb\x07"])
def test_a_name_that_no_file_could_hold_is_refused(name: str) -> None:
    with pytest.raises(UnfitGroup):
        read_group(name)


def test_several_groups_are_typed_at_once() -> None:
    assert read_groups(["volunteers, Αιμοκάθαρση", "schools-staff"]) == {
        "volunteers",
        DIALYSIS,
        "schools-staff",
    }


@pytest.mark.parametrize(
    ("written", "new"),
    [
        (DIALYSIS, ()),
        ("ΑΙΜΟΚΑΘΑΡΣΗ", ()),
        ("Αιμοκάθαρσι", (NewGroup("Αιμοκάθαρσι", DIALYSIS),)),
        ("Γιατροί;ΑΙΜΟΚΑΘΑΡΣΗ", (NewGroup("Γιατροί", ""),)),
    ],
)
def test_an_import_names_the_groups_in_which_nobody_was(
    grouped: "Town", written: str, new: tuple[NewGroup, ...]
) -> None:
    rows = "".join(f'Άννα,el,692100001{place},,,"{written}",,form,2026-01-05\n' for place in (1, 2))

    assert grouped.rehearses(rows).new_groups == new
    assert grouped.imports(rows).new_groups == new
    assert grouped.imports(rows).new_groups == ()
