"""What waits is said once: why it stands still, and the one command that lets it go on."""

from datetime import timedelta

import pytest

from checks import Level
from console.system.lanes import show_lanes
from tests.checks.conftest import Town
from tests.checks.faults import everybody_refused, nobody_at_work, password_refused

REFUSED = (
    "twilio refused 401 of 2,000 messages (the number is no mobile (21614)) and is stopped since"
)


def names(town: Town) -> dict[str, list[Level]]:
    asked = ("channels", "refusals", "worker", "progress")
    return {name: [each.level for each in town.result_of(name)] for name in asked}


def is_stopped(town: Town) -> None:
    """A worker has left the lane alone since, and nobody is at work any more."""
    everybody_refused(town)
    town.ages(timedelta(minutes=20))
    town.statement(
        "INSERT INTO breaker (channel, lane, why, since, until) "
        "SELECT channel, lane, 'misconfigured 21614', suspected_at, suspected_at FROM run"
    )


def test_a_stopped_lane_has_one_sentence_and_one_command(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    is_stopped(town)
    at = town.situation

    found = [
        each
        for name in ("channels", "refusals", "worker", "progress")
        for each in town.result_of(name)
    ]
    show_lanes(at, found)

    wrong = [each for each in found if each.level is not Level.OK]
    assert [each.what.startswith(REFUSED) for each in wrong] == [True]
    assert "tocsin resume twilio" in wrong[0].fix
    shown = capsys.readouterr().out
    assert shown.count("21614") == 1
    assert not any(words in shown for words in ("tried again", "tocsin worker", "tocsin doctor"))


def test_no_message_is_under_way_without_a_worker(town: Town) -> None:
    nobody_at_work(town)

    assert names(town)["progress"] == []
    assert Level.WARN in names(town)["worker"]


def test_no_message_is_under_way_by_a_refused_channel(town: Town) -> None:
    password_refused(town)

    assert names(town)["progress"] == []
    assert Level.FAIL in names(town)["channels"]
