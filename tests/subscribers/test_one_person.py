"""Whatever comes in which order, in whatever spelling: one mailbox or number is one person at most;
on both databases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime import LOCAL_OPERATOR
from subscribers import FoundResident, find_residents
from subscribers.privacy import erase_resident
from subscribers.residents import ContactTaken, HasLeft
from templates import Topic
from tests.made_up import examples
from tests.subscribers.conftest import AGREED, LOCAL

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep, Town

EXAMPLES = examples(6)
NUMBERS = count(1)
ACTS = st.lists(
    st.tuples(st.sampled_from(["import", "add", "form", "remove", "erase"]), st.integers(0, 3)),
    min_size=2,
    max_size=9,
)


def mailbox(number: int) -> Sequence[str]:
    plain = f"anna.test{number}@example.gr"
    return plain, plain.title(), plain.upper(), plain.capitalize()


def mailbox_in_greek(number: int) -> Sequence[str]:
    return (
        f"a{number}@δήμος.gr",
        f"A{number}@ΔΉΜΟΣ.gr",
        f"a{number}@xn--jxalzmu.gr",
        f"A{number}@δήμος.GR",
    )


def phone(number: int) -> Sequence[str]:
    digits = f"692{number:07}"
    return digits, f"+30 {digits}", f"0030{digits}", f"{digits[:3]} {digits[3:6]} {digits[6:]}"


@dataclass
class Life:
    """One person's mailbox or number over the days, and whether they should be told by now."""

    door: "Doorstep"
    spellings: Sequence[str]
    day: int = 0
    told: bool = False
    gone: bool = False

    @property
    def town(self) -> "Town":
        return replace(self.door.town, now=self.door.now)

    def lives(self, act: str, spelling: int) -> None:
        self.day += 1
        self.door.waits(days=1)
        getattr(self, act + "s")(self.spellings[spelling])

    def imports(self, written: str) -> None:
        phone, mail = ("", written) if "@" in written else (written, "")
        self.town.imports(f"Anna,el,{phone},{mail},,,,form,2025-01-01\n")
        self.told = self.told or not self.gone

    def adds(self, written: str) -> None:
        try:
            self.town.adds(written, consent=AGREED)
        except (ContactTaken, HasLeft):
            return
        self.told = True

    def forms(self, written: str) -> None:
        self.door.signs_up(written, handle=f"{written} {self.day}", network=f"203.0.{self.day}.7")
        if not self.told:
            self.door.types(self.door.code_to(written), handle=f"{written} {self.day}")
        self.told = True

    def removes(self, _: str) -> None:
        for each in self.present():
            self.town.removes(each.id)
            self.told, self.gone = False, True

    def erases(self, written: str) -> None:
        for each in self.found(written):
            if "erased" not in each.contacts:
                with self.door.database.writing() as session:
                    erase_resident(
                        session, self.door.keys, each.id, by=LOCAL_OPERATOR, now=self.door.now
                    )
                self.told, self.gone = False, True

    def found(self, written: str) -> list[FoundResident]:
        with self.door.database.reading() as session:
            return find_residents(session, self.door.keys, written, municipality=LOCAL)

    def present(self) -> list[FoundResident]:
        return [each for each in self.found(self.spellings[0]) if each.left_at is None]


@pytest.mark.parametrize("spelled", [mailbox, mailbox_in_greek, phone])
@given(acts=ACTS)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_order_of_acts_ends_with_at_most_one_person(
    doorstep: "Doorstep", spelled: Callable[[int], Sequence[str]], acts: list[tuple[str, int]]
) -> None:
    life = Life(doorstep, spelled(next(NUMBERS)))

    for act in acts:
        life.lives(*act)

    assert len(life.present()) == life.told
    assert [life.found(each) for each in life.spellings] == [life.found(life.spellings[0])] * 4
    known = {each.casefold() for each in life.spellings} | {f"+30{life.spellings[0]}"}
    told = life.town.tells(topic=Topic.EMERGENCY)
    if "δήμος" not in life.spellings[0]:
        assert len([each for each in told if each.casefold() in known]) == life.told
