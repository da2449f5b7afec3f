"""An import overwrites nothing unasked: what it adds, what it leaves alone and says, what it
changes by kind."""

from typing import TYPE_CHECKING

import pytest

from runtime import Actor, Right
from subscribers.lists import ChangeKind, MergeRules, ResidentImport

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town

ANNA = "Anna,en,6921000001,,panorama,,weather,form,2025-01-01\n"
GRANDMOTHER = "Γιαγιά,el,6921000001,,pylaia,,events,form,2025-01-01\n"
UPDATE = "name,language,phone,email,zones,groups,topics,consent_source,consent_at,Ενημέρωση\n"


def counted(done: ResidentImport) -> tuple[int, int, int, int]:
    return done.imported, done.updated, done.unchanged, done.rejected


def kinds(done: ResidentImport) -> dict[ChangeKind, int]:
    return {each.kind: each.count for each in done.changes}


def told(done: ResidentImport, kind: ChangeKind) -> list[tuple[int, str, str]]:
    return [
        (e.row, e.old, e.new) for each in done.changes if each.kind is kind for e in each.examples
    ]


def test_another_name_on_a_known_contact_is_a_conflict(town: "Town") -> None:
    town.imports(ANNA)
    before = town.shows(1)

    done = town.imports(GRANDMOTHER)

    assert (counted(done), town.shows(1)) == ((0, 0, 0, 1), before)
    assert told(done, ChangeKind.CONFLICT) == [(2, "Anna", "Γιαγιά")]
    assert "another name" in done.faults[0].problem
    assert "Anna" not in done.faults[0].problem


@pytest.mark.parametrize("second", ["Γιαγιά", "", "Anna"])
def test_the_rejected_rows_can_be_imported_again_and_change_nobody(
    town: "Town", second: str
) -> None:
    town.imports(ANNA + ANNA.replace("Anna", second).replace("panorama", "pylaia") + ANNA)
    before = town.shows(1)
    rejected = town.rejected.read_bytes()

    for _ in range(2):
        town.imports(rejected)

    assert town.shows(1) == before
    assert town.tells() == {"+306921000001"}


def test_two_rows_of_a_person_merge_with_all_their_zones(town: "Town") -> None:
    done = town.imports(
        ANNA + ANNA.replace("panorama", "pylaia").replace(",,pylaia", ",anna@example.gr,pylaia")
    )

    anna = town.shows(1)
    assert counted(done) == (1, 1, 0, 0)
    assert (anna.zones, len(anna.contacts)) == (("panorama", "pylaia"), 2)


@pytest.mark.parametrize("spelled", ["ANNA", "  anna ", "Ánna"])
def test_a_name_in_another_spelling_is_no_conflict_and_stays(town: "Town", spelled: str) -> None:
    town.imports(ANNA)

    done = town.imports(ANNA.replace("Anna", spelled))

    assert (kinds(done), town.shows(1).name) == ({}, "Anna")


def test_the_order_of_a_name_is_no_conflict(town: "Town") -> None:
    town.imports(ANNA.replace("Anna", "Μαρία Παπαδοπούλου"))

    done = town.imports(ANNA.replace("Anna", "ΠΑΠΑΔΟΠΟΥΛΟΥ ΜΑΡΙΑ"))

    assert (counted(done), town.shows(1).name) == ((0, 0, 1, 0), "Μαρία Παπαδοπούλου")


def test_a_name_that_was_missing_is_filled_in(town: "Town") -> None:
    town.imports(ANNA.replace("Anna", ""))

    done = town.imports(ANNA)

    assert (town.shows(1).name, told(done, ChangeKind.NAME)) == ("Anna", [(2, "", "Anna")])


def test_an_update_takes_name_and_language_and_adds_the_rest(town: "Town") -> None:
    town.imports(ANNA)

    done = town.imports(GRANDMOTHER, how=MergeRules(update=True))

    anna = town.shows(1)
    assert (anna.name, anna.language, anna.zones) == ("Γιαγιά", "el", ("panorama", "pylaia"))
    assert kinds(done) == dict.fromkeys(
        (ChangeKind.NAME, ChangeKind.LANGUAGE, ChangeKind.ZONES, ChangeKind.TOPICS), 1
    )
    assert told(done, ChangeKind.ZONES) == [(2, "panorama", "panorama; pylaia")]


def test_a_column_updates_its_own_row_alone(town: "Town") -> None:
    town.imports(ANNA + ANNA.replace("Anna", "Nikos").replace("1000001", "1000002"))
    rows = (
        GRANDMOTHER.strip() + ",ναι\n" + GRANDMOTHER.replace("1000001", "1000002").strip() + ",\n"
    )

    done = town.imports(rows, headings=UPDATE)

    assert counted(done) == (0, 1, 0, 1)
    assert [town.shows(1).name, town.shows(2).name] == ["Γιαγιά", "Nikos"]


@pytest.mark.parametrize("handling", [MergeRules(update=True), MergeRules()])
def test_two_names_for_a_contact_are_always_a_conflict(town: "Town", handling: MergeRules) -> None:
    town.imports(ANNA)
    rows = "".join(
        f"{row.strip()},ναι\n" for row in (GRANDMOTHER, ANNA.replace("panorama", "chortiatis"))
    )

    done = town.imports(rows, headings=UPDATE, how=handling)

    assert (counted(done), kinds(done)[ChangeKind.CONFLICT]) == ((0, 1, 0, 1), 1)
    assert (town.shows(1).name, town.shows(1).zones) == ("Γιαγιά", ("panorama", "pylaia"))
    assert town.rehearses(rows, headings=UPDATE, how=handling).rejected == 1


def test_replace_takes_the_zones_and_topics_of_the_file(town: "Town") -> None:
    town.imports(ANNA)

    town.imports(
        ANNA.replace("panorama", "pylaia").replace("weather", ""), how=MergeRules(replace=True)
    )

    assert (town.shows(1).zones, town.shows(1).topics) == (("pylaia",), ())


def test_a_list_without_a_column_for_zones_replaces_none(town: "Town") -> None:
    town.imports(ANNA)

    town.imports(
        "6921000001,form,2025-01-01\n",
        headings="phone,consent_source,consent_at\n",
        how=MergeRules(replace=True),
    )

    anna = town.shows(1)
    assert (anna.name, anna.language, anna.zones, anna.topics) == (
        "Anna",
        "en",
        ("panorama",),
        ("weather",),
    )


def test_a_row_does_not_narrow_a_resident_who_wants_everything(town: "Town") -> None:
    town.imports(ANNA.replace("panorama", "").replace("weather", ""))

    town.imports(ANNA)

    assert (town.shows(1).zones, town.shows(1).topics) == ((), ())


def test_another_language_is_said_and_stays(town: "Town") -> None:
    town.imports(ANNA)

    done = town.imports(ANNA.replace(",en,", ",el,"))

    assert (counted(done), town.shows(1).language) == ((0, 0, 1, 0), "en")
    assert [fault.column for fault in done.faults] == ["language"]


def test_a_number_that_somebody_gave_up_is_its_new_owners(town: "Town") -> None:
    town.imports(ANNA)
    town.removes(1)
    later = town.later(days=9)

    done = later.imports(GRANDMOTHER.replace("2025-01-01", f"{town.later(days=3).now:%Y-%m-%d}"))

    assert counted(done) == (1, 0, 0, 0)
    assert (town.shows(1).name, town.shows(2).name) == ("", "Γιαγιά")
    assert (town.shows(2).zones, town.tells()) == (("pylaia",), {"+306921000001"})


def test_new_residents_are_counted_with_examples(town: "Town") -> None:
    rows = "".join(f"N{n},el,69210000{n:02},,,,,form,2025-01-01\n" for n in range(9))

    done = town.imports(rows)

    assert kinds(done) == {ChangeKind.NEW: 9}
    assert told(done, ChangeKind.NEW) == [(2, "", "N0"), (3, "", "N1"), (4, "", "N2")]


def test_staff_who_may_not_read_residents_see_initials(town: "Town") -> None:
    town.imports(ANNA)

    done = town.imports(GRANDMOTHER, by=Actor("guest", frozenset({Right.CHANGE_RESIDENTS})))

    assert told(done, ChangeKind.CONFLICT) == [(2, "A.", "Γ.")]
