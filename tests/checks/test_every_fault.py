"""Every check is seen to say WARN and FAIL: each test brings a fault about, and looks."""

import re
from dataclasses import replace

import pytest

from checks import CHECKS, Level, Situation, check_home, run_quick_checks
from checks.results import CheckResult
from tests.checks.conftest import Town
from tests.checks.faults import FAULTS, Fault, disk_full, nobody_at_work


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


def test_a_full_disk_brings_no_advice_to_start_a_worker(town: Town) -> None:
    nobody_at_work(town)
    before = [
        each.fix for each in run_quick_checks(Situation.of(town.home)) if each.check == "worker"
    ]
    disk_full(town)

    found = run_quick_checks(replace(Situation.of(town.home), free=town.free))

    assert before == ["tocsin worker"]
    assert [each.fix for each in found if each.check == "worker"] == [
        "First see that it can write again: until then no worker can show that it is at work."
    ]


def test_many_faults_of_one_template_are_one_line_that_counts(town: Town) -> None:
    stray = town.folder / "templates" / "snow" / "sms.sq.txt"
    stray.parent.mkdir(parents=True)
    stray.write_text("Bore", "utf-8")

    found = [each.what for each in town.result_of("templates") if each.level is Level.FAIL]

    assert len(found) == 1
    assert re.fullmatch(
        r"template phrases\.sq\.toml is missing beside the templates\. \d\d faults more in 'snow'\.",
        found[0],
    )


def _looked(town: Town, check: str) -> list[CheckResult]:
    if check == "home":
        return list(check_home(town.folder))
    return town.result_of(check)
