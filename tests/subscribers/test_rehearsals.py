"""A rehearsal of an import says what the import then does, writes nothing, and keeps nobody
waiting; on both databases."""

import random
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime import LOCAL_OPERATOR
from subscribers import GivenConsent, Newcomer, Profile, add_resident
from subscribers.audience import count_residents
from subscribers.lists import ImportProgress, ImportTerms, MergeRules, open_list, rehearse_import
from tests.subscribers.conftest import HEADER, LOCAL, addresses

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town

NAMES = ("Άννα", "Anna", "Νίκος", "")
CELLS = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(("el", "en", "", "xx")),
    st.integers(0, 4),
    st.integers(0, 3),
    st.sampled_from(("", "panorama", "pylaia;panorama", "nowhere")),
    st.sampled_from(("2025-01-01", "2026-11-23", "tomorrow")),
)


def line(cells: tuple[str, str, int, int, str, str]) -> str:
    name, language, phone, mailbox, zones, given_at = cells
    called = f"692100000{phone}" if phone else ""
    written = f"a{mailbox}@example.gr" if mailbox else ""
    return f"{name},{language},{called},{written},{zones},,,form,{given_at}\n"


def long_file() -> Iterator[str]:
    """More than two thousand rows, in which people come again, under another name and with another
    contact."""
    dice = random.Random(11)
    for number in range(2300):
        who = number if number < 1100 else dice.randrange(1300)
        name = NAMES[who % 4] if dice.random() < 0.9 else NAMES[dice.randrange(4)]
        mailbox = f"a{who + dice.randrange(3)}@example.gr" if dice.random() < 0.3 else ""
        yield f"{name},el,69210{who:05d},{mailbox},{('', 'panorama')[number % 2]},,,form,2025-01-0{1 + number % 3}\n"


def residents(town: "Town") -> int:
    with town.database.reading() as session:
        return count_residents(session).residents


def test_a_rehearsal_of_a_long_file_predicts_its_import(town: "Town") -> None:
    town.adds("6921000007", "a9@example.gr", name="Νίκος")
    file = "".join(long_file())

    rehearsed = town.rehearses(file)
    assert residents(town) == 1

    assert rehearsed == town.imports(file)
    assert town.rehearses(file) == town.imports(file)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(CELLS, min_size=1, max_size=8), st.booleans(), st.booleans())
def test_any_file_is_rehearsed_as_it_is_imported(
    village: "Town", rows: list[tuple[str, str, int, int, str, str]], update: bool, replace: bool
) -> None:
    file, how = "".join(map(line, rows)), MergeRules(update, replace)

    rehearsed = village.rehearses(file, how=how)

    assert rehearsed == village.imports(file, how=how)


def test_a_rehearsal_lets_others_write(town: "Town") -> None:
    def another(row: int) -> None:
        newcomer = Newcomer(Profile(), addresses(f"69300{row:05d}"), GivenConsent("desk", town.now))
        with town.database.writing() as session:
            add_resident(session, town.keys, newcomer, by=LOCAL_OPERATOR, now=town.now)

    people = open_list(BytesIO((HEADER + "".join(long_file())).encode()))
    terms = ImportTerms(LOCAL, LOCAL_OPERATOR, town.now)
    rehearse_import(town.database, town.keys, people, terms, ImportProgress(reached=another))

    assert residents(town) == 3
