"""Every check is seen to say WARN and FAIL: each test brings a fault about, and looks."""

import pytest

from checks import CHECKS, Level, examine
from tests.checks.conftest import Town
from tests.checks.faults import FAULTS, Fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_and_has_a_next_step(town: Town, fault: Fault) -> None:
    fault.brought_about(town)

    found = [each for each in _looked(town, fault.check) if each.level is fault.level]

    assert any(fault.says in each.what for each in found), found
    assert all(each.fix for each in found)


def test_every_level_of_every_check_has_a_fault() -> None:
    declared = {(check.name, level) for check in CHECKS for level in check.faults}

    assert {(fault.check, fault.level) for fault in FAULTS} == declared


def test_a_home_without_a_fault_is_well_at_night(town: Town) -> None:
    found = [each for check in CHECKS if check.at_night for each in town.result_of(check.name)]

    assert {each.check for each in found} == {check.name for check in CHECKS if check.at_night}
    assert {each.check for each in found if each.level is not Level.OK} == {"watch", "link tests"}
    assert all(each.level.is_well for each in found)


def _looked(town: Town, check: str) -> list:
    if check == "home":
        return list(examine(town.folder))
    return town.result_of(check)
