"""The kit catches every broken adapter, by the test that is about its fault, and passes the one
that works."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.channels.plugged import HERE, plugged

ROOT = HERE.parents[2]
KIT = HERE / "kit_of_broken.py"
ACCEPTED = "test_an_accepted_message_arrives_once_word_for_word"
PAUSE = "test_a_pause_is_a_number_of_seconds_or_none"
CAUGHT: Mapping[str, str] = {
    "HasAnotherOutcome": ACCEPTED,
    "NeverCloses": "test_a_channel_may_be_closed_twice",
    "NeverEndsItsProbe": "test_a_probe_sends_nothing_and_tells_no_secret",
    "Exits": ACCEPTED,
    "EndsAsGenerator": ACCEPTED,
    "SaysSoon": f"{PAUSE}[soon]",
    "SaysNan": f"{PAUSE}[nan]",
    "Blocks": "test_many_messages_at_once_each_get_a_receipt",
    "DoesNotLoad": ACCEPTED,
    "Twice": ACCEPTED,
    "TellsNumbers": "test_a_send_that_goes_well_logs_nothing_personal",
    "Interrupts": ACCEPTED,
    "CallsItselfOff": ACCEPTED,
    "IsNotMade": ACCEPTED,
    "IsDeaf": "test_a_cancelled_send_lets_go",
    "CutsTexts": "test_a_long_text_arrives_whole_or_is_refused",
    "BelievesAnybody": "test_a_callback_signed_with_another_channels_secret_is_forged",
    "FailsOverGarbage": "test_garbage_is_refused[]",
    "FailsWhenAsked": "test_a_question_has_an_answer_or_none",
    "ForgetsWhenClosed": "test_a_message_in_the_air_ends_when_it_is_closed",
}


@pytest.fixture
def failed(tmp_path: Path) -> frozenset[str]:
    """Of the tests that are about a fault, those that failed, as `TestExits::test_...`."""
    packages = tmp_path / "packages"
    with plugged(packages):
        paths = os.pathsep.join((str(packages), str(HERE), str(ROOT)))
    arguments = [
        "-m",
        "pytest",
        "-q",
        "--tb=no",
        "-rf",
        "-p",
        "no:cacheprovider",
        f"{KIT}::TestWorking",
        *(f"{KIT}::Test{name}::{test}" for name, test in CAUGHT.items()),
    ]
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    return frozenset(re.findall(r"^FAILED \S+?::(Test\w+::test_\S+)", done.stdout, re.MULTILINE))


@pytest.mark.slow
def test_the_kit_catches_each_broken_adapter(failed: frozenset[str]) -> None:
    missed = {name: test for name, test in CAUGHT.items() if f"Test{name}::{test}" not in failed}

    assert missed == {}
    assert [each for each in failed if each.startswith("TestWorking::")] == []
