"""`tocsin resume --accept-refusals`: what it promises of those who stay refused and of the
others."""

from datetime import UTC, datetime

import pytest

from alerts.recovery import ResumedLane
from channels import Medium
from console.system.resume import accepted_lines
from delivery import Lane
from delivery.monitoring import Remainder
from delivery.sending import SuspectedRun

SUSPECT = SuspectedRun(
    1, "twilio", Lane.ROUTINE, 12, 53, "21614", datetime(2031, 1, 12, tzinfo=UTC), None
)
KEPT = "12 stay refused and get nothing more by SMS."


@pytest.mark.parametrize(
    ("left", "others"),
    [
        (41, ["The other 41 are tried; it stops again if too many of them are refused."]),
        (9, ["The other 9 are tried."]),
        (1, ["The other one is tried."]),
        (0, []),
    ],
)
def test_the_others_are_promised_what_comes_true(left: int, others: list[str]) -> None:
    run = ResumedLane(SUSPECT, alert_id=1, kept=12, left=Remainder(Medium.SMS, left))

    assert list(accepted_lines(run)) == [KEPT, *others]
