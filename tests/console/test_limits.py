"""The limit of open files: taken where it can be had, and said where it is too low."""

import subprocess

import pytest

from console.limits import reachable
from tests.journeys.conftest import Installation


@pytest.mark.parametrize(
    ("now", "most", "given"),
    [
        (1024, 524_288, 16_384),
        (1024, 4096, 4096),
        (20_000, 524_288, 20_000),
        (1024, -1, 16_384),
        (-1, -1, -1),
        (256, 256, 256),
    ],
)
def test_as_many_are_taken_as_are_wanted_and_given(now: int, most: int, given: int) -> None:
    assert reachable(now, most, 16_384) == given


def test_a_limit_that_is_too_low_is_said_at_start(bare: Installation) -> None:
    words = " ".join(bare.command("worker"))
    running = subprocess.Popen(
        ["sh", "-c", f"ulimit -n 300; exec {words}"], env=bare.environment, text=True, stderr=subprocess.PIPE
    )
    bare.running.append(running)
    assert running.stderr is not None

    said = [running.stderr.readline() for _ in range(2)]

    assert any("LimitNOFILE=1024" in line for line in said)
