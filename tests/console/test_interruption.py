"""Ctrl-C before anything goes out ends with a sentence and exit code 130, and with no traceback."""

import os
import signal
import subprocess
import sys

from tests.console.test_terminal import ANA, BEN
from tests.journeys.conftest import Installation
from tests.journeys.terminal import CTRL_C, at_terminal


def test_an_interrupted_prompt_sends_nothing(installation: Installation) -> None:
    installation.residents(ANA, BEN)

    code, seen = at_terminal(installation, installation.snow_words("--all"), {"to send": CTRL_C})

    assert code == 130
    assert "Nothing was sent." in seen
    assert "Traceback" not in seen
    assert installation.received() == []


def test_an_interrupted_prompt_is_explained_in_greek(installation: Installation) -> None:
    installation.residents(ANA, BEN)

    code, seen = at_terminal(
        installation,
        installation.snow_words("--all"),
        {"για αποστολή": CTRL_C},
        TOCSIN_LANGUAGE="el",
    )

    assert code == 130
    assert "Δεν στάλθηκε τίποτα." in seen


def test_an_interrupted_start_leaves_no_traceback() -> None:
    # The interpreter names each module that it loads: Typer comes early, and most of the program
    # after it.
    words = [sys.executable, "-X", "importtime", "-c", "from cli import app; app(['--help'])"]
    for _ in range(30):
        with subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as starting:
            assert starting.stderr is not None
            next(line for line in starting.stderr if "console.terminal.interruption" in line)
            next(line for line in starting.stderr if "typer." in line)
            os.kill(starting.pid, signal.SIGINT)
            rest = starting.stderr.read()
        if starting.returncode:  # on a busy machine it may have ended before the key was pressed
            break

    assert starting.returncode == 130
    assert "Traceback" not in rest
    assert rest.endswith("Nothing was sent.\n")


def test_a_confirmed_command_does_not_claim_that_nothing_was_sent() -> None:
    program = (
        "from console.terminal.interruption import confirmed, interrupted\n"
        "print(interrupted()); confirmed(True); print(interrupted())"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    before, after = said.splitlines()
    assert before == "Nothing was sent."
    assert "tocsin status" in after
    assert "Nothing" not in after
