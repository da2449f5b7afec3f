"""One mailbox is one person, however it is spelled; on both databases."""

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from runtime import LOCAL_OPERATOR, Municipality
from subscribers import find_residents
from subscribers.privacy import erase_resident
from subscribers.readings import read_email
from subscribers.registration.limits import account_of
from subscribers.residents import ContactTaken, HasLeft
from templates import Topic
from tests.subscribers.conftest import AGREED

if TYPE_CHECKING:
    from runtime import Keys
    from tests.subscribers.conftest import Doorstep, Town

TYPED = "Anna.Test@Example.gr"
SPELLINGS = ("anna.test@example.gr", "ANNA.TEST@EXAMPLE.GR", "aNNa.test@example.gr")
OLD_ROW = "Anna,el,,{},,,,form,2025-01-01\n"


@pytest.mark.parametrize(
    "spellings",
    [
        ("anna@example.gr", "Anna@example.gr", "ANNA@EXAMPLE.GR"),
        ("O'Neill+a@example.com", "o'neill+A@Example.Com"),
        ("a@δήμος.gr", "A@ΔΉΜΟΣ.gr", "a@δήμοσ.gr", "a@xn--jxalzmp.gr", "a@XN--JXALZMU.GR"),
        ("a@βόλος-δήμος.ελ", "a@ΒΌΛΟΣ-ΔΉΜΟΣ.ΕΛ"),
    ],
)
def test_spellings_of_a_mailbox_are_equal(spellings: tuple[str, ...]) -> None:
    read = [read_email(each) for each in spellings]

    assert all(one == other and hash(one) == hash(other) for one, other in pairwise(read))
    assert len(set(read)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna@example.gr", "anna@example.com"),
        ("anna@example.gr", "an.na@example.gr"),
        ("anna@example.gr", "anna+news@example.gr"),
        ("a@straße.de", "a@strasse.de"),
        ("a@δήμος.gr", "a@δημος.gr"),
    ],
)
def test_different_mailboxes_are_not_equal(one: str, other: str) -> None:
    assert read_email(one) != read_email(other)


def test_capitals_become_the_domain_that_people_mean() -> None:
    assert read_email("a@ΔΉΜΟΣ.gr").value == read_email("a@δήμος.gr").value == "a@xn--jxalzmp.gr"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_spelling_finds_whoever_has_the_mailbox(town: "Town", spelling: str) -> None:
    anna = town.adds(TYPED)

    with town.database.reading() as session:
        [found] = find_residents(session, town.keys, spelling, municipality=Municipality())

    assert found.id == anna
    with pytest.raises(ContactTaken):
        town.adds(spelling)
    assert town.tells() == {"Anna.Test@example.gr"}


def test_three_spellings_in_a_file_are_a_single_person(town: "Town") -> None:
    done = town.imports("".join(OLD_ROW.format(each) for each in (TYPED, *SPELLINGS)))

    assert (done.imported, done.updated) == (1, 0)
    assert town.tells() == {"Anna.Test@example.gr"}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_brings_nobody_back_who_was_removed(town: "Town", spelling: str) -> None:
    town.removes(town.adds(TYPED))

    done = town.later(days=1).imports(OLD_ROW.format(spelling))

    assert (done.imported, done.updated, done.rejected) == (0, 0, 1)
    assert town.tells() == set()
    with pytest.raises(HasLeft):
        town.adds(spelling, consent=AGREED)


def erased(town: "Town", resident: int) -> None:
    with town.database.writing() as session:
        erase_resident(session, town.keys, resident, by=LOCAL_OPERATOR, now=town.now)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_brings_nobody_back_who_was_erased(town: "Town", spelling: str) -> None:
    erased(town, town.adds(TYPED))

    assert town.later(days=1).imports(OLD_ROW.format(spelling)).rejected == 1
    assert town.tells() == set()


@pytest.mark.parametrize("before", [TYPED, "Anna.test@example.gr", "ANNA.TEST@example.gr"])
def test_a_resident_erased_by_an_earlier_version_stays_away(town: "Town", before: str) -> None:
    anna = town.adds(TYPED)
    spelled_then(town, town.keys.digest(read_email(before).value))
    erased(town, anna)

    assert town.later(days=1).imports(OLD_ROW.format(SPELLINGS[0])).rejected == 1
    assert town.later(days=1).imports(OLD_ROW.format(before)).rejected == 1


def spelled_then(town: "Town", digest: bytes) -> None:
    with town.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE contact SET digest = " + raw(town, digest))


def raw(town: "Town", digest: bytes) -> str:
    return f"x'{digest.hex()}'" if town.database.is_sqlite else f"'\\x{digest.hex()}'"


def test_a_resident_who_returns_is_known_by_every_spelling(
    doorstep: "Doorstep",
) -> None:
    erased(doorstep.town, doorstep.town.adds(TYPED))
    spelled_then(doorstep.town, doorstep.keys.digest("ANNA.TEST@example.gr"))
    doorstep.waits(days=1)

    doorstep.enters(SPELLINGS[0])

    assert doorstep.town.tells(topic=Topic.EMERGENCY) == {SPELLINGS[0]}


def test_the_form_greets_another_spelling_of_whoever_is_known(doorstep: "Doorstep") -> None:
    doorstep.town.adds(TYPED)

    doorstep.signs_up(SPELLINGS[1])

    assert doorstep.count("registration") == 0
    assert len(doorstep.letters_to(TYPED)) == 1
    assert doorstep.count("contact WHERE medium = 'email'") == 1


@pytest.mark.parametrize(
    "other", ["An.Na@example.gr", "anna+1@example.gr", "A.N.N.A+x+y@EXAMPLE.gr"]
)
def test_limits_count_dots_and_plus_tags_as_the_same_mailbox(vault: "Keys", other: str) -> None:
    assert account_of(vault, read_email(other)) == account_of(vault, read_email("anna@example.gr"))


def test_a_dotted_spelling_draws_on_the_same_share(doorstep: "Doorstep") -> None:
    for number in range(9):
        doorstep.signs_up(f"an{'.' * (number % 2)}na+{number}@example.gr", handle=str(number))
        doorstep.waits(hours=1)

    assert doorstep.count("code_sent") == doorstep.home.config.registration.per_contact_day
