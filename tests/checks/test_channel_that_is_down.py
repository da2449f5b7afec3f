"""What is advised while a channel is down says how it is: nobody is told twice for want of
looking."""

import pytest

from alerts import Reach
from checks import CHECKS, CheckResult, run_checks
from tests.checks.conftest import Town
from tests.checks.faults import refused

MAILS = "SELECT id FROM contact WHERE medium = 'email' ORDER BY id LIMIT :number"
TOLD = f"UPDATE delivery SET state = 'accepted' WHERE contact_id IN ({MAILS})"


def looked(town: Town) -> CheckResult:
    [found] = town.result_of("channels")
    return found


@pytest.mark.parametrize(
    ("mailed", "waits", "advised"),
    [
        (0, "2 people wait.", "tocsin alerts missed 1 --waiting"),
        (1, "2 people wait. 1 of them has it already", "tocsin alerts missed 1 --waiting"),
        (2, "2 people wait. By another medium they have it", "Mend what tocsin doctor names."),
    ],
)
def test_people_told_by_mail_are_not_told_again(
    town: Town, mailed: int, waits: str, advised: str
) -> None:
    town.resident("+306900000002", "ana@example.gr")
    town.resident("+306900000003", "eva@example.gr")
    town.issues("snow", reach=Reach.ALL)
    town.statement(TOLD, number=mailed)
    refused(town, "unauthorised 20003")

    found = looked(town)

    assert waits in found.what
    assert advised in found.fix


def test_a_channel_that_is_down_is_named_once_with_advice(town: Town) -> None:
    town.resident("+306900000002")
    town.issues("snow", reach=Reach.ALL)
    refused(town, "unauthorised 20003")
    both = [check for check in CHECKS if check.name in {"channels", "providers"}]

    [found] = [each for each in run_checks(both, town.situation) if each.channel == "twilio"]

    assert (found.check, "1 person waits" in found.what) == ("channels", True)
    assert found.fix.endswith("tocsin doctor says what to mend. Check the network and base_url.")


def test_the_next_step_of_an_examination_is_said_once(town: Town) -> None:
    providers = [check for check in CHECKS if check.name == "providers"]

    [found] = [each for each in run_checks(providers, town.situation) if each.channel == "twilio"]

    assert found.fix == "Check the network and base_url."
