"""What staff are told of a failed check, in their own language."""

from checks.fault_notices import fault_notice
from checks.results import CheckResult, Level
from runtime import said


def test_a_greek_notice_quotes_the_check_in_greek() -> None:
    result = CheckResult(
        Level.FAIL,
        said("no alert waits for approval"),
        said("tocsin serve, or tocsin schedules run-due"),
        "schedules",
    )

    notes = fault_notice(result)

    assert (
        "\n\nκαμία ειδοποίηση δεν περιμένει έγκριση. tocsin serve, ή tocsin schedules run-due"
        in notes["el"].text
    )
    assert "no alert waits for approval. tocsin serve, or" in notes["en"].text
